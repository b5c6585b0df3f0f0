"""The page of who is in a network."""

import csv
import io
import json

import pytest

import make
import networks
from openiln.accounts.models import Person
from openiln.directory.rules.kinds import Kind
from published import DOI, founded

pytestmark = pytest.mark.django_db
MEMBERS = "/northland-iln/members/"


@pytest.fixture
def three():
    make.northland()
    return [
        founded("Ash", held=(DOI,), locale="43", enrolment=800, latitude=33.0, longitude=-89.0),
        founded("Birch", locale="11", enrolment=9000, latitude=34.0, longitude=-90.0),
        founded("Cedar"),
    ]


def test_anyone_reads_who_is_in_the_network(client, three):
    text = client.get(MEMBERS).content.decode()
    for member in three:
        assert f"/northland-iln/members/{member.public_id}/" in text
    assert "3 districts" in text
    assert "invented, to try the system" in text
    assert "Way in" not in text
    assert 'role="list"' in text, "the map"


def test_facets_speak_words_and_narrow_list_and_map(client, three):
    text = client.get(f"{MEMBERS}?locale=4").content.decode()
    assert "1 district\n" in text
    for word in ("Rural", "City", "District of Innovation", "2022"):
        assert word in text
    assert text.count("iln-map__hit") == 1
    assert "Narrow the list" not in text


def test_a_member_is_found_by_a_part_of_its_name_within_what_was_chosen(client, three):
    text = client.get(f"{MEMBERS}?q=AS&locale=4&sort=-name").content.decode()
    assert "with “AS”" in text
    assert three[0].name in text
    assert three[1].name not in text
    assert '<input type="hidden" name="locale" value="4">' in text
    assert '<input type="hidden" name="sort" value="-name">' in text
    assert "Nothing here fits what you asked for" in client.get(f"{MEMBERS}?q=oak").content.decode()
    lines = client.get(f"{MEMBERS}?q=birch&format=csv").getvalue().splitlines()
    assert len(lines) == 2


def test_the_same_comes_as_a_file_in_words_and_for_programs_in_codes(client, three):
    answer = client.get(f"{MEMBERS}?format=csv&sort=-students")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Birch", "Ash", "Cedar"]
    assert rows[1]["status"] == "District of Innovation"
    coded = json.loads(client.get(f"{MEMBERS}?format=json&sort=-students").getvalue())
    assert coded[1]["status"] == "district-of-innovation"
    assert "way_in" not in rows[0]


def test_the_staff_see_the_way_in_and_who_is_coming(client, three):
    make.sent_in()
    client.force_login(Person.objects.get(public_id=make.staff().person_id))
    text = client.get(MEMBERS).content.decode()
    assert "4 districts" in text
    assert "By the release of" not in text, "the way in is too long for the page"
    file = client.get(f"{MEMBERS}?format=csv").getvalue().decode()
    assert "By the release of 14 September 2022." in file
    assert "Waiting for a decision" in text
    client.logout()
    assert "Northland Unified" not in client.get(MEMBERS).content.decode()


def test_a_network_that_names_no_member_says_so(client):
    networks.load_shipped("kyiln")
    text = client.get("/kyiln/members/").content.decode()
    assert "The sources of these pages name none" in text
    assert "<table" not in text
    make.northland()
    assert "The sources" not in client.get(MEMBERS).content.decode()


def test_states_are_listed_on_the_map_of_the_nation(client):
    networks.load_shipped("ccsso-iln")
    for name, state in (("Iowa Department", "IA"), ("Ohio Department", "OH")):
        founded(name, "ccsso-iln", kind=Kind.AGENCY, state=state)
    text = client.get("/ccsso-iln/members/").content.decode()
    assert "2 states" in text
    for name in ("Iowa Department", "Ohio Department"):
        assert f'aria-label="{name}, State"' in text
    assert "Locale" not in text


def test_too_many_for_a_map_are_a_list(client, three, monkeypatch):
    monkeypatch.setattr("openiln.membership.web.maps.MOST_ON_A_MAP", 2)
    text = client.get(MEMBERS).content.decode()
    assert "a map of them is drawn here" in text
    assert "<svg" not in text
    assert "<svg" in client.get(f"{MEMBERS}?locale=4").content.decode()


def test_a_network_that_is_not_there_has_no_members_page(client):
    assert client.get("/nowhere/members/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_four_queries_however_many_rows(client, rows, django_assert_num_queries):
    make.northland()
    for number in range(rows):
        founded(f"District {number}", locale="11")
    with django_assert_num_queries(4):
        client.get(MEMBERS)
