"""Every decision of a network's staff about a letter."""

from datetime import datetime

from django.db import transaction

from openiln.kernel.errors import OutOfDate
from openiln.kernel.seat import Seat
from openiln.membership.actions.drawing import admit
from openiln.membership.actions.joining import check_reason
from openiln.membership.actions.moving import address_of, check_state, mail_all, move
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import Letter
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import check_can_decide
from openiln.membership.queries import in_force, letters, memberships, people
from openiln.membership.rules.signatures import check_complete
from openiln.membership.rules.states import State, Step


@transaction.atomic
def approve(membership: Membership, *, read: str, by: Seat, at: datetime) -> Decision:
    """Approve a letter that was sent in: the organisation is a member from today.

    `read` is the sha256 of the text that the decider had before them.

    Raises:
        NotPermitted: the seat does not decide in this network.
        OutOfDate: it was decided or withdrawn meanwhile, or is another text.
        RuleViolation: something is missing.
    """
    membership, letter = _take(membership, Step.APPROVE, read, by)
    folder = letters.folder(membership, letter)
    check_complete(folder.missing)
    decision = _decide(letter, Decision.APPROVED, "", by=by, at=at)
    receipt = admit(membership, folder, by=by, at=at)
    _tell(membership, decision, at=at, receipt=str(receipt))
    return decision


@transaction.atomic
def send_back(
    membership: Membership, *, reason: str, read: str, by: Seat, at: datetime
) -> Decision:
    """Give a letter back to be mended. The organisation reads the reason whole.

    Signatures stand as long as the text stands.

    Raises:
        NotPermitted, OutOfDate: as in approve.
        RuleViolation: there is no reason.
    """
    membership, letter = _take(membership, Step.SEND_BACK, read, by)
    decision = _decide(letter, Decision.SENT_BACK, check_reason(reason), by=by, at=at)
    said = f"sent back the letter of {membership.organisation}."
    move(membership, State.SENT_BACK, by=by, at=at, said=said, news="sent_back")
    _tell(membership, decision, at=at)
    return decision


@transaction.atomic
def decline(membership: Membership, *, reason: str, read: str, by: Seat, at: datetime) -> Decision:
    """Decline a request. The organisation reads the reason whole, and can ask again.

    Raises:
        NotPermitted, OutOfDate: as in approve.
        RuleViolation: there is no reason.
    """
    membership, letter = _take(membership, Step.DECLINE, read, by)
    decision = _decide(letter, Decision.DECLINED, check_reason(reason), by=by, at=at)
    said = f"declined the request of {membership.organisation}."
    move(membership, State.DECLINED, by=by, at=at, said=said, news="declined")
    _tell(membership, decision, at=at)
    return decision


def _take(membership: Membership, step: Step, read: str, by: Seat) -> tuple[Membership, Letter]:
    """The membership, locked, and its letter, as the decider has read it."""
    membership = memberships.lock(membership)
    check_can_decide(by, membership.network_id)
    check_state(membership, step)
    letter = letters.current_letter(membership)
    if letter.sha256 != read:
        raise OutOfDate(
            "The letter was changed and sent in anew since you opened it. Read it as it now stands."
        )
    return membership, letter


def _decide(letter: Letter, outcome: str, reason: str, *, by: Seat, at: datetime) -> Decision:
    return Decision.objects.create(
        letter=letter,
        outcome=outcome,
        reason=reason,
        version_id=letter.version_id,
        decided_at=at,
        seat_id=by.public_id,
        by_label=by.label,
    )


def _tell(membership: Membership, decision: Decision, *, at: datetime, receipt: str = "") -> None:
    charter = in_force.network(membership.network_id, at).charter
    context: dict[str, object] = {
        "membership": membership,
        "decision": decision,
        "charter": charter,
        "receipt": receipt,
        "address": address_of(membership),
    }
    mail_all(
        people.head_addresses(membership),
        "decided",
        context,
        of=membership,
        key=decision.public_id,
        at=at,
    )
