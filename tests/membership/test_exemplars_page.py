"""Models to learn from, found by what they are and by how near they are."""

import re

import pytest

import make
import networks
from published import DOI
from published import founded as founded_in

pytestmark = pytest.mark.django_db
PAGE = "/northland-iln/exemplars/"


def founded(name, **facts):
    """A member in the state of the network's rules."""
    return founded_in(name, state="NL", **facts)


@pytest.fixture
def four():
    """Three models and one who is none; Dale has no place."""
    make.northland()
    held = (DOI,)
    founded("Ash", held=held, enrolment=800, locale="43", latitude=50.0, longitude=-33.0)
    founded("Birch", held=held, enrolment=9000, locale="11", latitude=52.0, longitude=-33.0)
    founded("Cedar", latitude=52.1, longitude=-33.0)
    founded("Dale", held=held)


def names(client, address=PAGE):
    text = client.get(address).content.decode()
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", text), text


def test_anyone_finds_every_model(client, four):
    found, text = names(client)
    assert found == ["Ash", "Birch", "Dale"]
    assert "3 exemplars" in text
    assert "invented, to try the system" in text
    assert "District of Innovation" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("locale=4", ["Ash"]),
        ("size=4", ["Birch"]),
        ("size=1&locale=1", []),
        (f"status={DOI}", ["Ash", "Birch", "Dale"]),
        ("locale=nonsense", ["Ash", "Birch", "Dale"]),
    ],
)
def test_models_are_found_by_what_they_are(client, four, asked, found):
    assert names(client, f"{PAGE}?{asked}")[0] == found


def test_an_answer_without_any_leads_back(client, four):
    assert "None fits what you chose" in names(client, f"{PAGE}?size=1&locale=1")[1]


def test_the_nearest_come_first_and_who_has_no_place_last(client, four):
    found, text = names(client, f"{PAGE}?near=cedar")
    assert found == ["Birch", "Ash", "Dale"]
    assert "7 miles away" in text
    assert "How far is not known" in text


def test_a_name_of_several_asks_which_one(client, four):
    founded("Cedar Hills")
    founded("Cedar Lake", latitude=50.1, longitude=-33.0)
    text = names(client, f"{PAGE}?near=cedar lake&locale=4")[1]
    assert "The nearest to Cedar Lake" in text
    _, text = names(client, f"{PAGE}?near=ce dar&locale=4")
    assert "Which one is it?" in text
    near = re.search(r'href="\?near=([^"]*)"', text)[1].replace("&amp;", "&")
    assert names(client, f"{PAGE}?near={near}")[0] == ["Ash"]


def test_a_whole_name_is_not_asked_about_again(client, four):
    founded("Cedar Hills")
    assert "The nearest to Cedar come first" in names(client, f"{PAGE}?near=Cedar")[1]


@pytest.mark.parametrize(
    ("near", "said"),
    [("dale", "the directory holds no place"), ("atlantis", "knows no district “atlantis”")],
)
def test_what_cannot_be_measured_is_said(client, four, near, said):
    assert said in names(client, f"{PAGE}?near={near}")[1]


def test_a_network_without_a_model_says_what_makes_one(client):
    make.northland()
    assert "No exemplar is named yet" in names(client)[1]


def test_a_network_that_knows_no_models_has_no_such_place(client):
    networks.load_shipped("kyiln")
    assert client.get("/kyiln/exemplars/").status_code == 404
    assert "/kyiln/exemplars/" not in client.get("/kyiln/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_however_many_models(
    client, rows, django_assert_num_queries
):
    make.northland()
    for number in range(rows):
        founded(f"District {number}", held=(DOI,), latitude=50.0 + number, longitude=-33.0)
    with django_assert_num_queries(6):
        client.get(f"{PAGE}?near=District 0")
