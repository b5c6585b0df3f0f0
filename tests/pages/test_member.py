"""One member's own page."""

import pytest

import make
import networks
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.membership.actions import joining
from openiln.membership.models.membership import HeldDesignation
from published import DOI, founded

pytestmark = pytest.mark.django_db


def page_of(client, organisation_id, network_id="northland-iln"):
    return client.get(f"/{network_id}/members/{organisation_id}/")


def test_a_member_by_a_source_is_shown_with_its_facts_and_their_sources(client):
    make.northland()
    facts = {"locale": "43", "staff": 66.6, "poverty_share": 0.241, "source": "roll.csv"}
    place = {"latitude": 33.0, "longitude": -89.0}
    birch = founded("Birch", nces_id="2800360", held=(DOI,), enrolment=1200, **facts, **place)
    text = page_of(client, birch.public_id).content.decode()
    for word in (
        *("Rural, remote", "1,200", "67 full-time", "24% of children", "2025-26, roll.csv"),
        *("2800360", "District by 14 September 2022", "by 14 September 2022", "A model to"),
        *("On record: the release of 14 September 2022.", "is invented", "<svg"),
    ):
        assert word in text
    assert "letter of commitment" not in text, "that is for its own people"


def test_a_member_stands_in_its_county_among_the_others(client):
    networks.load_shipped("ms-iln")
    place = {"latitude": 32.3, "longitude": -90.18}
    ash = founded("Ash", "ms-iln", state="MS", **place)
    founded("Birch", "ms-iln", state="MS", latitude=34.3, longitude=-89.5)
    text = page_of(client, ash.public_id, "ms-iln").content.decode()
    assert "The shaded county is Hinds County." in text
    assert "Other district of the network (1)" in text
    assert text.count("iln-map__hit") == 1, "the others are no links"


def test_of_more_members_than_a_map_holds_it_stands_alone(client, monkeypatch):
    monkeypatch.setattr("openiln.membership.web.maps.MOST_ON_A_MAP", 1)
    make.northland()
    place = {"latitude": 33.0, "longitude": -89.0}
    ash = founded("Ash", **place)
    founded("Birch", **place)
    text = page_of(client, ash.public_id).content.decode()
    assert "<svg" in text
    assert "Other districts" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_others(client, rows, django_assert_num_queries):
    make.northland()
    for number in range(rows):
        last = founded(f"District {number}", latitude=33.0 + number, longitude=-89.0)
    with django_assert_num_queries(8):
        page_of(client, last.public_id)


def test_a_member_of_whom_nothing_is_known_has_no_map(client):
    make.northland()
    text = page_of(client, founded("Birch").public_id).content.decode()
    assert "The directory holds no figures of it." in text
    assert "<svg" not in text


def test_why_an_exception_was_made_is_not_for_everyone(client):
    member = make.member()
    text = page_of(client, member.organisation_id).content.decode()
    assert "District since 2 March 2026" in text
    assert "By exception, with a recorded reason." in text
    assert "A rural pilot" not in text


def test_its_own_people_are_led_to_its_letter(client):
    member = make.member()
    client.force_login(Person.objects.get(public_id=make.superintendent().person_id))
    assert member.get_absolute_url() in page_of(client, member.organisation_id).content.decode()


def test_whom_to_call_is_for_the_people_of_the_network(client):
    member = make.member()
    text = page_of(client, member.organisation_id).content.decode()
    assert "Whom to call there" not in text
    assert "@northland.example" not in text
    client.force_login(Person.objects.get(public_id=make.staff().person_id))
    text = page_of(client, member.organisation_id).content.decode()
    assert "mailto:superintendent.northland@northland.example" in text
    stranger = make.held(Role.SUPERINTENDENT, make.district("Elsewhere"), "x@elsewhere.example")
    client.force_login(Person.objects.get(public_id=stranger.person_id))
    assert "mailto:" not in page_of(client, member.organisation_id).content.decode()


def test_its_own_people_and_the_staff_are_led_to_its_people(client):
    member = make.member()
    reviewer = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, "Northland Department of Education")
    for seat, sees in ((make.superintendent(), True), (make.staff(), True), (reviewer, False)):
        client.force_login(Person.objects.get(public_id=seat.person_id))
        page = page_of(client, member.organisation_id).content.decode()
        assert ("Its people and their roles" in page) == sees


def test_who_was_a_member_and_what_it_held_is_said(client):
    member = make.member()
    until = {"since": make.TODAY, "until": make.TODAY, "source": "The order."}
    HeldDesignation.objects.create(membership=member, designation=DOI, **until)
    HeldDesignation.objects.create(membership=member, designation="forgotten", **until)
    by = make.superintendent()
    joining.end(member, reason="We merge.", by=by, at=make.NOW)
    text = page_of(client, member.organisation_id).content.decode()
    assert "Was a district of the Northland Innovation Lab Network" in text
    assert "ended on 2 March 2026; held since 2 March 2026" in text
    assert "We merge" not in text
    assert "<svg" not in text
    client.force_login(Person.objects.get(public_id=by.person_id))
    text = page_of(client, member.organisation_id).content.decode()
    assert "letter of commitment until" in text


def test_who_is_on_the_way_is_nobodys_business_but_theirs(client):
    found = make.sent_in()
    assert page_of(client, found.organisation_id).status_code == 404
    client.force_login(Person.objects.get(public_id=make.superintendent().person_id))
    answer = page_of(client, found.organisation_id)
    assert (answer.status_code, answer.url) == (302, found.get_absolute_url())
    networks.load_shipped("kyiln")
    assert page_of(client, found.organisation_id, "kyiln").status_code == 404


def test_what_is_not_there_is_not_found(client):
    make.northland()
    assert page_of(client, "nobody").status_code == 404
    assert page_of(client, "nobody", "nowhere").status_code == 404


def test_a_state_is_shown_on_the_map_of_the_nation(client):
    networks.load_shipped("ccsso-iln")
    iowa = founded("Iowa Department", "ccsso-iln", kind=Kind.AGENCY, state="IA")
    assert "<svg" in page_of(client, iowa.public_id, "ccsso-iln").content.decode()
