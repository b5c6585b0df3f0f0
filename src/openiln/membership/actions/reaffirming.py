"""Standing behind a letter that someone else signed."""

from datetime import datetime

from django.db import transaction

from openiln.kernel import audit
from openiln.kernel.errors import OutOfDate, RuleViolation
from openiln.kernel.seat import Seat
from openiln.membership.actions.moving import check_state
from openiln.membership.models.letter import Reaffirmation
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import check_is_head
from openiln.membership.queries import letters, memberships
from openiln.membership.rules.signatures import check_name_and_title
from openiln.membership.rules.states import Step


@transaction.atomic
def reaffirm_commitment(
    membership: Membership, *, name: str, title: str, read: str, by: Seat, at: datetime
) -> Reaffirmation:
    """Stand behind a letter that someone else signed: the successor of a superintendent.

    Raises:
        NotPermitted: the seat is not the organisation's head.
        OutOfDate: it is no member, or the letter is another than was read.
        BadInput, RuleViolation: no name or title; re-affirmed already.
    """
    membership = memberships.lock(membership)
    check_is_head(by, membership)
    check_state(membership, Step.REAFFIRM)
    letter = letters.accepted_letter(membership)
    if letter is None or letter.sha256 != read:
        raise OutOfDate("The letter has changed since you opened it. Read it as it now stands.")
    if letter.reaffirmations.filter(seat_id=by.public_id).exists():
        raise RuleViolation("You have re-affirmed this letter already. Nothing more is needed.")
    name, title = check_name_and_title(name, title)
    done = Reaffirmation.objects.create(
        letter=letter, seat_id=by.public_id, by_label=by.label, name=name, title=title, at=at
    )
    audit.record(f"{by.label} re-affirmed {letter}.", by=by, at=at, about=done)
    return done
