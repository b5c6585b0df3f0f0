"""Two at once, in real transactions on real connections: one is refused, and told why."""

import pytest

import make
from at_once import at_once
from openiln.accounts import actions
from openiln.accounts.models import Seat
from openiln.accounts.rules import Role
from openiln.kernel.errors import OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Unseated

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(answers, kind):
    return [answer for answer in answers if isinstance(answer, kind)]


def test_the_same_invitation_accepted_twice_at_once_is_accepted_once():
    seat, person = make.grant(), make.account()
    by = Unseated(person.public_id)
    answers = at_once(lambda _: actions.claim_seat(seat, person=person, by=by, at=make.NOW), 4)
    assert len(refusals(answers, OutOfDate)) == 3
    assert "already accepted" in refusals(answers, OutOfDate)[0].sentence
    assert AuditRecord.objects.filter(sentence__endswith="taken up.").count() == 1


def test_signing_in_in_two_windows_at_once_takes_up_each_role_once():
    make.grant()
    make.grant(Role.MENTOR, make.district("Southfield"))
    person = make.account()
    by = Unseated(person.public_id)
    answers = at_once(lambda _: actions.claim_seats(person, by=by, at=make.NOW), 3)
    assert sum(len(taken) for taken in answers) == 2
    assert Seat.objects.filter(person=person).count() == 2


def test_the_last_two_of_the_networks_staff_cannot_both_go_at_once():
    agency = make.agency()
    both = [
        make.seat(Role.STEWARD_STAFF, agency, f"{name}@northland.example") for name in ("a", "b")
    ]
    answers = at_once(
        lambda n: actions.end_seat(both[n], reason="Leaves", by=both[n].held(), at=make.NOW), 2
    )
    assert len(refusals(answers, RuleViolation)) == 1
    assert Seat.objects.filter(role=Role.STEWARD_STAFF, ended_at=None).count() == 1


def test_the_same_access_given_twice_at_once_is_given_once():
    place = make.district()
    given = {"role": Role.MENTOR, "address": "x@northland.example", "by": Operator()}
    answers = at_once(lambda _: actions.grant_seat(place.public_id, **given, at=make.NOW), 4)
    assert len(refusals(answers, RuleViolation)) == 3
    assert Seat.objects.count() == 1
