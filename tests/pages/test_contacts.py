"""Whom to call: for the people of the network alone."""

import pytest

import make
from openiln.accounts.actions import end_seat, name_person
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.membership.facade import to_call

pytestmark = pytest.mark.django_db
CONTACTS = "/northland-iln/contacts/"


@pytest.fixture
def two_members(db):
    """Two members, the second with a lead, a teacher, and a mentor whose access has ended."""
    first = make.member_of(make.membership())
    second = make.member_of(make.membership(name="Second Unified"))
    for role in (Role.DISTRICT_LEAD, Role.EDUCATOR, Role.MENTOR):
        make.acting(role, Kind.DISTRICT, "Second Unified")
    gone = Seat.objects.get(role=Role.MENTOR)
    end_seat(gone, reason="Left.", by=Operator(), at=make.NOW)
    make.grant(Role.DELEGATE, second.organisation, "invited@northland.example")
    return first, second


def test_a_member_finds_whom_to_call_in_another(sit, two_members):
    page = sit(make.superintendent()).read(CONTACTS)
    assert "mailto:superintendent.second@northland.example" in page
    assert "mailto:district-lead.second@northland.example" in page
    assert "mailto:staff@northland.example" in page
    for nobody in ("educator.second", "mentor.second", "invited@"):
        assert nobody not in page


def test_who_gave_a_number_can_be_called_from_the_page(sit, two_members):
    other = make.superintendent("Second Unified")
    person = Person.objects.get(public_id=other.person_id)
    said = {"name": "Robin Reed", "telephone": "601-555-0199 ext. 7"}
    name_person(person, **said, by=other, at=make.NOW)
    page = sit(make.superintendent()).read(CONTACTS)
    assert '<a href="tel:6015550199">601-555-0199 ext. 7</a>' in page
    assert "Robin Reed" in page
    assert page.count("tel:") == 1


def test_a_district_is_found_by_name(sit, two_members):
    page = sit(make.superintendent()).read(f"{CONTACTS}?name=second+unif")
    assert "1 of 2 fit" in page
    assert "mailto:superintendent.northland@" not in page
    assert "0 of 2 fit" in sit(make.superintendent()).read(f"{CONTACTS}?name=zzz")


def test_who_is_still_on_the_way_in_sees_the_agency_alone(sit, two_members):
    make.membership(name="Third Unified")
    page = sit(make.superintendent("Third Unified")).read(CONTACTS)
    assert "mailto:staff@northland.example" in page
    assert "superintendent.second@" not in page
    assert "Nobody to show yet" in page


def test_nobody_of_another_network_sees_it(sit, two_members):
    assert sit(make.superintendent("Elsewhere Unified")).get(CONTACTS).status_code == 404


def test_the_operator_sees_all_and_a_network_without_an_agency_has_members_alone(two_members):
    assert len(to_call("northland-iln", make.TODAY, Operator())) == 4
    member = two_members[0].organisation_id
    assert {
        p.held.organisation_id for p in to_call("northland-iln", make.TODAY, Operator(), of=member)
    } == {member}
    make.charter("lonely")
    assert to_call("lonely", make.TODAY, Operator()) == []


@pytest.mark.parametrize("members", [1, 3])
def test_the_list_costs_the_same_however_long(sit, members, django_assert_num_queries):
    for number in range(members):
        make.member_of(make.membership(name=f"{number} Unified"))
    someone = sit(make.superintendent("0 Unified"))
    someone.get(CONTACTS)
    with django_assert_num_queries(10):
        assert someone.read(CONTACTS).count("mailto:superintendent") == members
