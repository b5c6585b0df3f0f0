"""One queue over all that waits, for those who run the network."""

from datetime import timedelta

import pytest
import time_machine

import make
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.membership.actions.joining import register_interest
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
        "The message to lost@x.example did not arrive.",
        "A job stopped",
        "News between the parts stopped",
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
    late = make.grant_later(
        make.organisation("Third Unified"),
        "late@northland.example",
        at=make.NOW - timedelta(days=9),
    )
    register_interest(
        "northland-iln",
        organisation_id=late.organisation_id,
        tier="member",
        by=late,
        at=make.NOW - timedelta(days=9),
    )
    page = staff().read(QUEUE)
    assert page.index(">Third Unified<") < page.index(">Northland Unified<")


def test_the_queue_is_narrowed_by_kind_and_holder(staff):
    found = make.sent_in()
    make.grant(Role.DELEGATE, found.organisation, "invited@northland.example")
    page = staff().read(f"{QUEUE}?kind=invitation")
    assert "invited@" in page
    assert ">Northland Unified<" not in page
    assert 'aria-current="true"' in page
    page = staff().read(f"{QUEUE}?held=us")
    assert "invited@" not in page
    assert "Nothing here fits what you chose." in staff().read(f"{QUEUE}?kind=job")


def test_an_empty_queue_says_so(staff):
    assert "Nothing waits" in staff().read(QUEUE)


def test_a_long_queue_is_paged(staff):
    place = make.member().organisation
    for number in range(PAGE + 1):
        make.grant(Role.MENTOR, place, f"m{number}@northland.example")
    page = staff().read(QUEUE)
    assert "Page 1 of 2" in page
    assert "?page=2" in page
    assert "?page=1" in staff().read(f"{QUEUE}?page=2")
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
    with django_assert_num_queries(27):
        assert someone.read(QUEUE).count("Letter in preparation") == members
