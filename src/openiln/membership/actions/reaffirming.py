"""Standing behind a letter that someone else signed, or being known as the one who did."""

from datetime import datetime

from django.db import transaction

from openiln.kernel import audit
from openiln.kernel.errors import OutOfDate, RuleViolation
from openiln.kernel.seat import Seat
from openiln.membership.actions.moving import check_state
from openiln.membership.models.letter import Reaffirmation, Signature
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import check_can_recognise, check_is_head
from openiln.membership.queries import letters, memberships, successors
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


@transaction.atomic
def recognise_signer(signature: Signature, *, head: str, by: Seat, at: datetime) -> Signature:
    """Say that whoever signed on paper, or by a link, is a head who was given access later.

    `head` is the public id of that access. They are then not asked to re-affirm what they signed.

    Raises:
        NotPermitted: the seat may not record signatures for the organisation, or is its head.
        OutOfDate: it is no member, or nobody is asked to re-affirm what was signed so.
        RuleViolation: nobody who leads the organisation has this access.
    """
    membership = memberships.lock(signature.letter.membership)
    check_can_recognise(by, membership)
    check_state(membership, Step.REAFFIRM)
    found = [s for s in successors.unknown_signatures(membership) if s.pk == signature.pk]
    if not found:
        raise OutOfDate("Nobody is asked to re-affirm what was signed so. Nothing more is needed.")
    if head not in {one.held.public_id for one in successors.heads_of(membership)}:
        raise RuleViolation(
            f"Nobody who leads {membership.organisation} has this access now. Choose from the list."
        )
    signature = found[0]
    signature.known_as = head
    signature.save()
    said = f"recorded that who signed {signature.letter} {signature.how_label} has access now."
    audit.record(f"{by.label} {said}", by=by, at=at, about=signature)
    return signature
