import pytest
from django.core import mail

import digest
import make
from openiln.accounts.models import Seat
from openiln.accounts.rules import Role
from openiln.jobs.worker import Worker
from openiln.kernel import clock

pytestmark = pytest.mark.django_db
ADDRESS = "blake@northland.example"


def people(seat):
    return f"/organisations/{seat.organisation_id}/people/"


@pytest.fixture
def head():
    return make.seat()


def test_a_superintendent_gives_access_and_the_person_is_mailed(acting, head):
    client = acting(head)
    page = client.get(f"{people(head)}give/").content.decode()
    assert "Mentor or coach: Supports others" in page
    assert 'value="superintendent"' not in page
    answer = client.post(
        f"{people(head)}give/",
        {"address": "Blake@northland.example", "role": "mentor", "acting_as": head.public_id},
        follow=True,
    )
    page = answer.content.decode()
    assert f"An invitation goes to {ADDRESS}." in page
    assert "Invited, not yet signed in (1)" in page
    given = Seat.objects.get(role=Role.MENTOR)
    Worker("test", clock.now).drain()
    letter = mail.outbox[-1]
    assert letter.to == [ADDRESS]
    assert letter.subject == "Your access as Mentor or coach, Northland Unified"
    assert f"/invitations/{given.public_id}/" in letter.body
    assert "by Superintendent, Northland Unified." in letter.body


def test_what_is_wrong_is_said_beside_the_form(acting, head):
    client = acting(head)
    sent = {"address": "no address", "role": "superintendent", "acting_as": head.public_id}
    page = client.post(f"{people(head)}give/", sent).content.decode()
    assert "Enter a valid email address" in page
    assert "Select a valid choice" in page
    make.grant(Role.MENTOR, head.organisation, ADDRESS)
    sent |= {"address": ADDRESS, "role": "mentor"}
    page = client.post(f"{people(head)}give/", sent).content.decode()
    assert f"{ADDRESS} already is Mentor or coach of Northland Unified." in page


def test_who_may_give_nothing_sees_names_and_no_addresses(acting, head):
    viewer = make.seat(Role.VIEWER, head.organisation, ADDRESS)
    make.grant(Role.MENTOR, head.organisation, "casey@northland.example")
    client = acting(viewer)
    page = client.get(people(head)).content.decode()
    assert "Avery Field" in page
    assert "Someone invited" in page
    assert "casey@northland.example" not in page
    assert "avery@northland.example" not in page
    assert "Give someone access" not in page
    assert "Access here is given by its superintendent, or the staff of a network that" in page
    assert "You cannot give access here." in client.get(f"{people(head)}give/").content.decode()
    answer = client.post(
        f"{people(head)}give/",
        {"address": "x@northland.example", "role": "mentor", "acting_as": viewer.public_id},
    )
    assert "You cannot give access here." in answer.content.decode()
    assert Seat.objects.count() == 3


def test_in_an_agency_its_network_staff_give_access(acting):
    viewer = make.seat(Role.VIEWER, make.agency(), ADDRESS)
    page = acting(viewer).get(people(viewer)).content.decode()
    assert "Access here is given by its network staff, or the staff of a network that it" in page


def test_the_people_of_another_organisation_are_not_found(acting, head):
    other = make.seat(Role.VIEWER, make.district("Elsewhere"), ADDRESS)
    client = acting(other)
    for address in (people(head), f"{people(head)}give/", f"/people/{head.public_id}/end/"):
        assert client.get(address).status_code == 404
    assert client.get("/organisations/nowhere/people/").status_code == 404


def test_access_is_ended_with_a_reason_and_stands_among_the_earlier(acting, head):
    mentor = make.seat(Role.MENTOR, head.organisation, ADDRESS)
    client = acting(head)
    end = f"/people/{mentor.public_id}/end/"
    assert "Why it ends" in client.get(end).content.decode()
    empty = client.post(end, {"reason": "", "acting_as": head.public_id})
    assert "This field is required" in empty.content.decode()
    sent = {"reason": "Has left the district", "acting_as": head.public_id}
    page = client.post(end, sent, follow=True).content.decode()
    assert "Earlier (1)" in page
    assert "Has left the district" in page
    again = client.post(end, sent).content.decode()
    assert "This access was already ended" in again


def test_laying_down_ones_own_role_leads_to_ones_account(acting, head):
    client = acting(head)
    answer = client.post(
        f"/people/{head.public_id}/end/", {"reason": "I retire", "acting_as": head.public_id}
    )
    assert answer.url == "/account/"


def test_an_invitation_is_mailed_again_by_a_button_alone(acting, head):
    given = make.grant(Role.MENTOR, head.organisation, ADDRESS)
    client = acting(head)
    again = f"/people/{given.public_id}/invite-again/"
    before = digest.of_database()
    assert client.get(again).url == people(head)
    assert digest.of_database() == before
    sent = {"acting_as": head.public_id}
    assert "once more" in client.post(again, sent, follow=True).content.decode()
    accepted = make.account(ADDRESS)
    Seat.objects.filter(pk=given.pk).update(person=accepted, claimed_at=make.NOW)
    assert "accepted meanwhile" in client.post(again, sent, follow=True).content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_however_long(acting, head, more, django_assert_num_queries):
    for number in range(more):
        make.seat(Role.MENTOR, head.organisation, f"mentor{number}@northland.example")
        make.grant(Role.MENTOR, head.organisation, f"new{number}@northland.example")
    client = acting(head)
    with django_assert_num_queries(6):  # session, person, seats, networks, organisation, people
        client.get(people(head))


def test_an_organisation_without_people_says_so(acting):
    agency = make.agency()
    staff = make.seat(Role.STEWARD_STAFF, agency)
    client = acting(staff)
    from openiln.accounts import permissions

    district = make.district()
    served = permissions.register_served(lambda _: {district.public_id: True})
    try:
        page = client.get(f"/organisations/{district.public_id}/people/").content.decode()
    finally:
        permissions._served.remove(served)
    assert "Nobody has signed in for Northland Unified yet." in page


def test_nobody_mails_invitations_without_end(acting):
    head = make.seat()
    client = acting(head)
    place = f"/organisations/{head.organisation.public_id}/people/give/"
    words = {"role": "viewer", "acting_as": head.public_id}
    for number in range(60):
        client.post(place, words | {"address": f"a{number}@northland.example"})
    page = client.post(place, words | {"address": "last@northland.example"}).content.decode()
    assert "That was tried too often" in page
    assert "last@northland.example" in page, "what was typed stays"


def test_the_only_superintendent_is_told_what_going_leaves_behind(acting):
    head = make.seat()
    client = acting(head)
    said = "Nobody else leads Northland Unified here."
    assert said in client.get(f"/people/{head.public_id}/end/").content.decode()
    make.seat(Role.SUPERINTENDENT, head.organisation, "second@northland.example")
    assert said not in client.get(f"/people/{head.public_id}/end/").content.decode()
    mentor = make.seat(Role.MENTOR, head.organisation, "m@northland.example")
    assert said not in client.get(f"/people/{mentor.public_id}/end/").content.decode()


def test_whoever_was_invited_and_has_no_name_is_told_apart_by_address(acting):
    head = make.seat()
    invited = make.grant(Role.MENTOR, head.organisation, "m@northland.example")
    page = acting(head).get(f"/people/{invited.public_id}/end/").content.decode()
    assert "m@northland.example, Mentor or coach, Northland Unified" in page
