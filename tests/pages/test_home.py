"""The first pages."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

import make
import networks
from openiln.charters.facade import load_charter, read_text
from openiln.charters.models import Charter
from openiln.demo.northland import national
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.membership.models.letter import Letter
from openiln.membership.models.membership import Membership
from openiln.news.models import Announcement
from published import DOI, founded

pytestmark = pytest.mark.django_db


def test_an_installation_without_a_network_says_how_to_add_one(client):
    assert "iln charter load" in client.get("/").content.decode()


def test_one_network_is_led_to_and_several_are_listed(client):
    make.northland()
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, "/northland-iln/")
    networks.load_shipped("kyiln")
    text = client.get("/").content.decode()
    assert 'href="/kyiln/"' in text
    assert "Invented, to try the system in: a state that does not exist." in text
    assert "National network" not in text


def test_a_card_says_which_network_is_national(client):
    networks.load_shipped("ccsso-iln")
    load_charter(read_text(national.FILE), by=Operator(), at=make.NOW)
    text = client.get("/").content.decode()
    assert text.count("<strong>National network</strong>") == 2
    assert "Invented, to try the system in: its states do not exist." in text


def test_the_home_says_who_is_in_it_and_what_both_sides_promised(client):
    make.northland()
    founded("Ash", held=(DOI,), enrolment=1800, latitude=33.0, longitude=-89.0)
    founded("Birch", enrolment=200)
    text = client.get("/northland-iln/").content.decode()
    for word in (
        *("<strong>2</strong> districts", "<strong>1</strong> exemplar<", "<strong>2,000</strong>"),
        *("We take part in the quarterly meetings.", "We help you.", "How to join", "invented"),
        *('href="/northland-iln/exemplars/"', "<svg", 'commitments/#agency"'),
    ):
        assert word in text


def test_students_are_counted_with_their_year_their_source_and_of_how_many_members(client):
    make.northland()
    founded("Ash", enrolment=1800)
    founded("Birch")
    text = client.get("/northland-iln/").content.decode()
    assert "<strong>1,800</strong> students in 2025-26, in the schools of 1 of 2 districts<" in text
    assert "Students: districts.csv." in text


@pytest.mark.parametrize("other", [{"year": 2024}, {"source": ""}], ids=str)
def test_figures_of_different_years_or_of_no_source_are_not_added_up(client, other):
    make.northland()
    founded("Ash", enrolment=1800)
    founded("Birch", enrolment=200, **other)
    assert "students in" not in client.get("/northland-iln/").content.decode()


def test_news_that_is_kept_for_members_cannot_be_followed_from_the_home(client):
    make.northland()
    assert 'href="/northland-iln/news/follow/"' in client.get("/northland-iln/").content.decode()
    make.northland(f'{networks.voting_text()}\n[privacy]\nnews = "members"\n')
    text = client.get("/southmark-iln/").content.decode()
    assert "Nothing has been announced yet" in text
    assert "news/follow/" not in text


def test_one_member_and_several_models_are_counted_in_words(client):
    make.northland()
    founded("Ash", held=(DOI,))
    text = client.get("/northland-iln/").content.decode()
    assert "<strong>1</strong> district<" in text
    founded("Birch", held=(DOI,))
    text = client.get("/northland-iln/").content.decode()
    assert "<strong>2</strong> exemplars" in text
    assert "students in" not in text, "nothing is recorded"


def test_members_whom_a_source_names_are_not_said_to_be_all(client):
    make.northland()
    founded("Ash", latitude=33.0, longitude=-89.0)
    text = client.get("/northland-iln/").content.decode()
    assert "1 district is named by a published source: the release of 14 September 2022." in text
    assert "other districts may be in the network" in text
    assert "Who is in it, as far as it is published" in text


def test_a_member_with_a_letter_here_is_not_said_to_be_there_by_a_source_alone(client):
    make.northland()
    for name in ("Ash", "Birch", "Cedar"):
        founded(name)
    version = Charter.objects.get()
    Letter.objects.create(
        membership=Membership.objects.get(organisation__name="Cedar"),
        number=1,
        version=version,
        text="We join.",
        sha256="0" * 64,
        written_at=make.NOW,
        accepted_at=make.NOW,
    )
    text = client.get("/northland-iln/").content.decode()
    assert "<strong>3</strong> districts" in text
    assert "2 districts are named by a published source" in text
    Letter.objects.update(accepted_at=None)
    assert "3 districts are named" in client.get("/northland-iln/").content.decode()


def test_news_stands_on_its_local_day(client):
    make.northland()
    found = make.announcement()
    late = datetime(2026, 3, 4, 3, 30, tzinfo=UTC)
    Announcement.objects.filter(pk=found.pk).update(appears_at=late)
    with time_machine.travel(late + timedelta(days=1), tick=False):
        text = client.get("/northland-iln/").content.decode()
    assert ">3 March 2026</time>" in text


def test_members_by_their_own_letters_are_all_and_a_network_without_any_says_so(client):
    make.northland()
    assert "No district has joined yet." in client.get("/northland-iln/").content.decode()
    make.member()
    text = client.get("/northland-iln/").content.decode()
    assert "<strong>1</strong> district<" in text
    assert "published" not in text


def test_a_network_that_names_no_member_says_so_and_carries_its_source(client):
    networks.load_shipped("kyiln")
    text = client.get("/kyiln/").content.decode()
    assert "names none, though the network may have some. (The network" in text
    assert "Drawn from:" in text
    assert "<svg" not in text


def test_states_stand_on_the_map_of_the_nation(client):
    networks.load_shipped("ccsso-iln")
    founded("Iowa Department", "ccsso-iln", kind=Kind.AGENCY, state="IA")
    assert 'aria-label="Iowa Department, State"' in client.get("/ccsso-iln/").content.decode()


def test_invented_states_stand_on_no_map_of_the_nation(client):
    load_charter(read_text(national.FILE), by=Operator(), at=make.NOW)
    state = founded("Eastmark Department", national.ID, kind=Kind.AGENCY, state="XE")
    for address in ("", "members/", f"members/{state.public_id}/"):
        answer = client.get(f"/{national.ID}/{address}")
        assert answer.status_code == 200
        assert "<svg" not in answer.content.decode()


def test_more_members_than_a_map_holds_are_counted_without_one(client, monkeypatch):
    monkeypatch.setattr("openiln.membership.web.maps.MOST_ON_A_MAP", 0)
    make.northland()
    founded("Ash", latitude=33.0, longitude=-89.0)
    text = client.get("/northland-iln/").content.decode()
    assert "<strong>1</strong> district<" in text
    assert "1 district is named by a published source" in text
    assert "<svg" not in text


def test_a_network_that_is_not_there_is_not_found(client):
    assert client.get("/nowhere/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_takes_as_many_queries_however_many_members(
    client, rows, django_assert_num_queries
):
    make.northland()
    for number in range(rows):
        founded(f"District {number}", latitude=33.0 + number, longitude=-89.0)
    with django_assert_num_queries(9):
        client.get("/northland-iln/")


def test_the_home_of_a_large_network_counts_and_draws_nothing(client, monkeypatch):
    monkeypatch.setattr("openiln.membership.web.maps.MOST_ON_A_MAP", 1)
    make.northland()
    for name in ("Ash", "Birch"):
        founded(name, held=(DOI,), enrolment=200)
    with CaptureQueriesContext(connection) as asked:
        text = client.get("/northland-iln/").content.decode()
    assert "<strong>2</strong> districts" in text
    assert "<strong>2</strong> exemplars" in text
    assert "<svg" not in text
    reads = [q["sql"] for q in asked if "membership_listing" in q["sql"]]
    assert len(reads) == 1
    assert "COUNT(" in reads[0]
