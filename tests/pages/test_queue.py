"""One queue over all that waits, for those who run the network."""

from datetime import timedelta

import pytest
import time_machine

import make
from openiln.accounts.actions import name_person
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.mail.models import Message, State
from openiln.membership.actions.joining import register_interest
from openiln.membership.models.membership import Membership
from openiln.pages.queries.waiting import waiting_in
from openiln.pages.web.queue import PAGE

pytestmark = pytest.mark.django_db
QUEUE = "/northland-iln/queue/"


def test_all_that_waits_stands_in_one_list(staff):
    found = make.sent_in()
    make.grant(Role.DELEGATE, found.organisation, "invited@northland.example")
    make.lost_invitation(within=found.organisation)
    make.parked_job()
    make.parked_delivery()
    by = make.superintendent("Second Unified")
    words = {"organisation_id": by.organisation_id, "tier": "member"}
    register_interest("northland-iln", **words, by=by, at=make.NOW)
    with time_machine.travel(make.NOW + timedelta(days=12), tick=False):
        page = staff().read(QUEUE)
    for said in (
        "Waiting for NDE",
        "12 days, since 2 March",
        "Waiting for a decision.",
        "Interest registered.",
        "Waiting for invited@northland.example",
        "The invitation has not been taken up.",
        "A mail to lost@x.example was not delivered: Your access as Mentor",
        "Find the address that works.",
        "Stopped: Work in the background",
        "Start it again.",
        "For NDE to decide or do (4)",
    ):
        assert said in page
    assert "Waiting for Second Unified" in page


def test_a_successor_waits_since_they_came(staff):
    make.replace_head(make.member(), at=make.NOW + timedelta(days=1))
    with time_machine.travel(make.NOW + timedelta(days=4), tick=False):
        page = staff().read(QUEUE)
    assert "has not re-affirmed the letter of commitment" in page
    assert "3 days, since 3 March" in page


def test_the_longest_wait_stands_first(staff):
    make.membership()
    make.membership(name="Second Unified")
    interested("Third Unified", 9)
    page = staff().read(QUEUE)
    assert page.index(">Third Unified<") < page.index(">Northland Unified<")


def test_what_the_staff_decide_stands_before_what_waits_longer_for_others(staff):
    for name, days in (("Patient Unified", 9), ("Quick Unified", 3)):
        interested(name, days)
    make.sent_in()
    page = staff().read(QUEUE)
    ours, theirs = page.index("For NDE to decide or do (1)"), page.index("Waiting for others (2)")
    order = [page.index(f">{n} Unified<") for n in ("Northland", "Patient", "Quick")]
    assert ours < order[0] < theirs < order[1] < order[2]


def test_the_staff_read_that_nothing_waits_for_them_and_only_where_nothing_does(staff):
    interested("Patient Unified", 9)
    page = staff().read(QUEUE)
    assert "For NDE to decide or do (0)" in page
    assert "<p>Nothing.</p>" in page
    assert "decide or do (0)" not in staff().read(f"{QUEUE}?kind=interest")


def test_a_mail_that_was_lost_names_whom_it_was_to(staff):
    make.member()
    seat = make.superintendent()
    person = Person.objects.get(public_id=seat.person_id)
    name_person(person, name="Robin Reed", telephone="", by=seat, at=make.NOW)
    message = Message.objects.filter(to=person.email, subject__startswith="Your access as").first()
    message.state, message.sent_at = State.BOUNCED, make.NOW
    message.save()
    assert "A mail to Robin Reed was not delivered: Your access as" in staff().read(QUEUE)


def interested(name, days):
    """A district that registered its interest some days ago."""
    at = make.NOW - timedelta(days=days)
    by = make.grant_later(make.organisation(name), f"head@{name.split()[0].lower()}.example", at=at)
    words = {"organisation_id": by.organisation_id, "tier": "member"}
    register_interest("northland-iln", **words, by=by, at=at)


def test_the_queue_is_narrowed_by_kind_and_holder(staff):
    found = make.sent_in()
    make.grant(Role.DELEGATE, found.organisation, "invited@northland.example")
    page = staff().read(f"{QUEUE}?kind=invitation")
    assert "invited@" in page
    assert ">Northland Unified<" not in page
    assert 'aria-current="true"' in page
    assert ">Waiting for others <span>1<" in page
    assert "For NDE to decide or do <span>" not in page, "no invitation waits for it"
    page = staff().read(f"{QUEUE}?held=us")
    assert "invited@" not in page
    assert ">Letters of commitment <span>1<" in page
    assert "Invitations not taken up <span>" not in page
    assert "Nothing here fits what you chose." in staff().read(f"{QUEUE}?kind=job")


def test_days_are_counted_by_the_calendar_of_the_network(staff):
    interested("Patient Unified", 0)
    late = make.NOW.replace(hour=23)
    Membership.objects.update(state_since=late)
    with time_machine.travel(late + timedelta(hours=4), tick=False):
        assert "since today" in staff().read(QUEUE), "10 p.m. in Chicago, though tomorrow in UTC"
    with time_machine.travel(late + timedelta(hours=14), tick=False):
        assert "1 day, since 2 March" in staff().read(QUEUE), "after fewer than 24 hours"


def test_an_organisation_where_nobody_could_act_waits_for_the_agency(staff):
    interested("Patient Unified", 9)
    assert "For NDE to decide or do (0)" in staff().read(QUEUE)
    Seat.objects.filter(organisation__name="Patient Unified").update(role=Role.MENTOR)
    page = staff().read(QUEUE)
    assert "For NDE to decide or do (1)" in page
    assert "Nobody there who could act on it has access: give it to someone." in page


def test_an_empty_queue_says_so(staff):
    assert "Nothing waits" in staff().read(QUEUE)


def test_a_long_queue_is_paged(staff):
    place = make.member().organisation
    for number in range(PAGE + 1):
        make.grant(Role.MENTOR, place, f"m{number}@northland.example")
    page = staff().read(QUEUE)
    assert "Page 1 of 2" in page
    assert "?page=2" in page
    assert "decide or do (0)" in page
    second = staff().read(f"{QUEUE}?page=2")
    assert "?page=1" in second
    assert "decide or do (0)" not in second
    assert "Page 2 of 2" in staff().read(f"{QUEUE}?page=99")
    assert "Page 1 of 2" in staff().read(f"{QUEUE}?page=x")


def test_the_queue_is_for_those_who_run_the_network(sit):
    make.sent_in()
    assert sit(make.superintendent()).get(QUEUE).status_code == 404
    reviewer = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, "Northland Department of Education")
    assert "Northland Unified" in sit(reviewer).read(QUEUE)


def test_a_stranger_and_the_operator_have_no_queue():
    from openiln.charters import facade as charters

    found = make.sent_in()
    network = charters.network_today(Operator(), found.network_id, make.NOW)
    for seat in (make.superintendent("Elsewhere"), Operator()):
        assert waiting_in(network, seat, make.TODAY, make.NOW) == []


@pytest.mark.parametrize("members", [1, 3])
def test_the_queue_costs_the_same_however_long(staff, members, django_assert_num_queries):
    for number in range(members):
        make.member_of(make.membership(name=f"{number} Unified"))
        make.membership(name=f"Coming {number}")
    someone = staff()
    someone.get(QUEUE)
    with django_assert_num_queries(28):
        assert someone.read(QUEUE).count("Letter in preparation") == members
