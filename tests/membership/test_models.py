import pytest
from django.db import IntegrityError, transaction

import make
from openiln.membership.models.decision import Answer, Decision
from openiln.membership.models.letter import (
    Ballot,
    Letter,
    Reaffirmation,
    Receipt,
    Signature,
    SigningLink,
)
from openiln.membership.models.membership import HeldDesignation, Membership, Participant, Steward

pytestmark = [pytest.mark.django_db]


def again(row, **changes):
    """The same row as a new one, with changes."""
    row.pk, row.public_id = None, changes.pop("public_id", "another")
    for name, value in changes.items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize(
    ("build", "text"),
    [
        ("steward", "Northland Department of Education runs northland-iln"),
        ("membership", "Northland Unified in northland-iln"),
        ("letter", "version 1 of the letter of Northland Unified"),
        ("signature", "Avery Field, Superintendent"),
        ("signing_link", "link for teachers to tess@northland.example"),
        ("ballot", "Passed: 20 of 30 eligible in favour; at least 2/3 of them, 20, had to be."),
        ("decision", "version 1 of the letter of Northland Unified: approved"),
        ("answer", "answer to version 1 of the letter of Northland Unified: sent-back"),
        ("receipt", "NORTHLAND-ILN-00001"),
        ("reaffirmation", "Noor Next, Superintendent"),
        ("held_designation", "district-of-innovation since 2026-03-02"),
        ("participant", "Tess Teacher, Teacher"),
    ],
)
def test_each_thing_says_what_it_is(build, text):
    assert str(getattr(make, build)()) == text


LATER = make.NOW.replace(year=2027)
SOONER = make.NOW.replace(year=2025)
BAD = [
    ("membership", "exception_is_into_a_tier", {"exception_tier": ""}),
    ("membership", "one_open_in_a_network", {}),
    ("membership", "state_is_known", {"state": "lost"}),
    ("membership", "member_since_a_day", {"state": "member"}),
    ("membership", "ended_has_day_and_reason", {"state": "ended", "member_on": make.TODAY}),
    (
        "membership",
        "ends_after_it_began",
        {
            "state": "ended",
            "end_reason": "x",
            "member_on": make.TODAY,
            "ended_on": SOONER.date(),
        },
    ),
    ("membership", "came_by_a_route", {"state": "waiting", "route": ""}),
    ("membership", "source_names_a_member", {"source": "the release of 14 March 2018"}),
    ("letter", "numbers_are_its_own", {}),
    ("letter", "has_a_text", {"number": 2, "text": ""}),
    ("letter", "is_named_by_a_sha256", {"number": 2, "sha256": "x"}),
    ("letter", "accepted_after_written", {"number": 2, "accepted_at": SOONER}),
    ("signature", "once_per_signatory", {}),
    ("signature", "has_name_and_title", {"signatory": "board", "title": ""}),
    ("signature", "says_who_gave_it", {"signatory": "board", "seat_id": ""}),
    ("signature", "on_paper_has_proof", {"signatory": "board", "how": "paper"}),
    ("signature", "on_paper_has_proof", {"signatory": "board", "minutes_reference": "p. 3"}),
    ("signature", "signed_in_is_known_by_its_seat", {"signatory": "board", "known_as": "x"}),
    (
        "signature",
        "taken_back_says_by_whom_and_why",
        {"signatory": "board", "taken_back_at": LATER, "taken_back_why": "Wrong."},
    ),
    ("signing_link", "one_alive_per_signatory", {"token_hash": "y"}),
    ("signing_link", "expires_later", {"token_hash": "y", "expires_at": SOONER}),
    ("signing_link", "is_spent_or_dead", {"token_hash": "y", "spent_at": LATER, "dead_at": LATER}),
    ("ballot", "settled_once", {}),
    ("ballot", "is_counted_or_does_not_apply", {"is_settled": False, "yes": None}),
    ("ballot", "is_counted_or_does_not_apply", {"is_settled": False, "not_applicable": "x"}),
    ("ballot", "counts_lie_within_each_other", {"is_settled": False, "yes": 31}),
    ("decision", "outcome_is_known", {"outcome": "lost", "reason": "x"}),
    ("decision", "against_has_a_reason", {"outcome": "declined"}),
    ("receipt", "has_its_number", {}),
    ("receipt", "event_is_known", {"serial": 9, "event": "lost"}),
    ("reaffirmation", "once_per_seat", {}),
    ("reaffirmation", "has_name_and_title", {"seat_id": "x", "name": ""}),
    ("answer", "says_something", {"text": ""}),
    ("held_designation", "open_once", {}),
    ("held_designation", "ends_after_it_began", {"until": SOONER.date()}),
    ("held_designation", "end_has_its_day", {"designation": "x", "end_reason": "Withdrawn."}),
    (
        "held_designation",
        "taken_back_says_by_whom_and_why",
        {"designation": "x", "taken_back_why": "x"},
    ),
    ("held_designation", "has_a_source", {"until": make.TODAY, "source": ""}),
    ("participant", "stands_once_in_a_year", {}),
    ("participant", "has_name_and_role", {"name": ""}),
    ("participant", "removed_after_added", {"removed_at": SOONER}),
]


@pytest.mark.parametrize(("build", "constraint", "changes"), BAD, ids=lambda v: str(v)[:40])
def test_the_database_refuses_the_bad_row(build, constraint, changes):
    row = getattr(make, build)()
    count = type(row).objects.count()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        again(row, **changes).save()
    is_unique_on_sqlite = "UNIQUE constraint failed" in str(refusal.value)
    assert is_unique_on_sqlite or f"{build}_{constraint}" in str(refusal.value)
    assert type(row).objects.count() == count


def test_every_constraint_has_its_bad_row():
    models = [Steward, Membership, HeldDesignation, Participant, Letter, Signature, SigningLink]
    models += [Ballot, Reaffirmation, Receipt, Decision, Answer]
    named = {c.name for model in models for c in model._meta.constraints}
    assert named == {f"{build}_{constraint}" for build, constraint, _ in BAD}


def test_a_closed_membership_leaves_room_for_a_new_one():
    first = make.membership()
    first.state = "withdrawn"
    first.save()
    assert make.membership().pk != first.pk
