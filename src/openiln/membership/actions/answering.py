"""The organisation's word to what was asked of it when its letter was sent back."""

from datetime import datetime

from openiln.files.models import StoredFile
from openiln.kernel import audit
from openiln.kernel.errors import BadInput, OutOfDate
from openiln.kernel.seat import Seat
from openiln.membership.models.decision import Answer
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import check_can_answer
from openiln.membership.queries import letters
from openiln.membership.rules.states import State

LONGEST_ANSWER = 2000
"""Characters: half a page. What is longer belongs into a file, or into the letter itself."""


def put_answer(
    membership: Membership, *, text: str, attachment: StoredFile | None, by: Seat, at: datetime
) -> Answer | None:
    """Keep the answer to the last sending back, if there is one to keep.

    Called inside the action that sends the letter in again, with the membership locked.

    Raises:
        NotPermitted: the seat is not of the organisation that is asked.
        BadInput: it is too long.
        OutOfDate: nothing is asked any more.
    """
    text = text.strip()
    if not text and attachment is None:
        return None
    check_can_answer(by, membership)
    if len(text) > LONGEST_ANSWER:
        raise BadInput(f"Your answer has {len(text)} characters. Say it in {LONGEST_ANSWER}.")
    if membership.state != State.SENT_BACK:
        raise OutOfDate("Nothing is asked of this letter, so there is nothing to answer.")
    answer = Answer.objects.create(
        decision=letters.decisions_of(membership)[0],
        text=text,
        attachment=attachment,
        answered_at=at,
        seat_id=by.public_id,
        by_label=by.label,
    )
    said = f"{by.label} answered what was asked of {membership.organisation}."
    audit.record(said, by=by, at=at, about=answer)
    return answer
