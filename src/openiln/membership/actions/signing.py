"""Every write of signatures: signed in, and on paper."""

from datetime import date, datetime

from django.db import transaction

from openiln.charters.facade import Signatory
from openiln.files.models import StoredFile
from openiln.kernel import audit
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import BadInput, OutOfDate, RuleViolation
from openiln.kernel.seat import Seat
from openiln.membership.actions.joining import check_reason
from openiln.membership.actions.moving import address_of, check_state, mail_all
from openiln.membership.models.letter import Letter, Signature
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import check_can_record, check_is_own
from openiln.membership.queries import in_force, letters, memberships, people
from openiln.membership.queries.letters import Folder
from openiln.membership.rules.signatures import (
    How,
    check_may_sign,
    check_name_and_title,
    check_signable,
    signatory_called,
)
from openiln.membership.rules.states import Step


@transaction.atomic
def sign_letter(
    membership: Membership,
    *,
    signatory: str,
    name: str,
    title: str,
    read: str,
    by: Seat,
    at: datetime,
) -> Signature:
    """Sign as one of those whom the letter asks. `read` is the sha256 of the text that was read.

    Raises:
        NotPermitted: the seat's role does not sign so, or it is of another organisation.
        OutOfDate: the text is not the one that was read, or is closed.
        BadInput, RuleViolation: no name or title; signed already; a vote must come first.
    """
    membership = memberships.lock(membership)
    check_is_own(by, membership)
    folder, asked = signable(membership, signatory, read)
    check_may_sign(by.role, asked)
    name, title = check_name_and_title(name, title)
    signature = Signature(
        letter=folder.letter,
        signatory=signatory,
        name=name,
        title=title,
        how=How.SIGNED_IN,
        seat_id=by.public_id,
        by_label=by.label,
        recorded_at=at,
        signed_on=in_force.local_day(folder.charter, at),
    )
    return put_signature(signature, asked, by=by, at=at)


@transaction.atomic
def record_paper_signature(  # noqa: PLR0913 -- what a signature on paper is proved by
    membership: Membership,
    *,
    signatory: str,
    name: str,
    title: str,
    signed_on: date,
    read: str,
    scan: StoredFile | None,
    minutes_reference: str = "",
    by: Seat,
    at: datetime,
) -> Signature:
    """Record what was signed on paper; a scan or a reference to the minutes proves it.

    `read` is the sha256 of the text that was on the paper.

    Raises:
        NotPermitted: the seat may not record it.
        OutOfDate: the text has changed, or is closed.
        BadInput, RuleViolation: no proof; a day that cannot be; as in sign_letter.
    """
    membership = memberships.lock(membership)
    check_can_record(by, membership)
    folder, asked = signable(membership, signatory, read)
    name, title = check_name_and_title(name, title)
    minutes_reference = minutes_reference.strip()
    if scan is None and not minutes_reference:
        raise BadInput("Add a scan of the signed page, or write where the minutes have it.")
    first, today = (in_force.local_day(folder.charter, t) for t in (folder.letter.written_at, at))
    if not first <= signed_on <= today:
        raise BadInput(
            f"This text stands since {day_in_words(first)}: the day of the signature must lie "
            "between then and today."
        )
    signature = Signature(
        letter=folder.letter,
        signatory=signatory,
        name=name,
        title=title,
        how=How.PAPER,
        seat_id=by.public_id,
        by_label=by.label,
        recorded_at=at,
        signed_on=signed_on,
        scan=scan,
        minutes_reference=minutes_reference[:200],
    )
    return put_signature(signature, asked, by=by, at=at)


@transaction.atomic
def take_back_paper_signature(
    membership: Membership, *, signature_id: str, reason: str, by: Seat, at: datetime
) -> Signature:
    """Say that the record of a signature on paper is wrong. Another can then take its place.

    Raises:
        NotPermitted: the seat may not record such a signature.
        OutOfDate: the letter is no longer in hand, or someone else has taken the record back.
        RuleViolation: the reason is empty or too long; whoever signed did so themself.
    """
    membership = memberships.lock(membership)
    check_can_record(by, membership)
    folder, found = removable(membership, signature_id)
    found.taken_back_at = at
    found.taken_back_by_label = by.label
    found.taken_back_why = check_reason(reason)
    found.save()
    asked = signatory_called(folder.charter, folder.tier, found.signatory)
    audit.record(
        f"{by.label} took back the record of a signature on paper as {asked.name} under "
        f"{found.letter}.",
        by=by,
        at=at,
        about=found,
    )
    return found


def removable(membership: Membership, signature_id: str) -> tuple[Folder, Signature]:
    """The current letter and a record of a signature on paper, where that can be taken back.

    Nobody may be bound by the text: a version accepted earlier can be of the same.

    Raises:
        OutOfDate, RuleViolation: it cannot.
    """
    check_state(membership, Step.CHANGE)
    folder = letters.folder(membership)
    found = next((s for s in folder.signatures if s.public_id == signature_id), None)
    if found is None or letters.is_bound_by(membership, folder.letter.sha256):
        raise OutOfDate("This record does not stand under a letter in hand any more.")
    if found.how != How.PAPER:
        raise RuleViolation(
            f"{found.name} signed themself, {found.how_label}. That stands as long as the text: "
            "other words in the letter need new signatures."
        )
    return folder, found


def signable(membership: Membership, signatory: str, read: str) -> tuple[Folder, Signatory]:
    """The current letter and who signs it, where that signature would stand for something.

    Called inside an action, with the membership locked.

    Raises:
        OutOfDate, RuleViolation: it would stand for nothing.
    """
    check_state(membership, Step.SIGN)
    folder = letters.folder(membership)
    asked = signatory_called(folder.charter, folder.tier, signatory)
    check_signable(asked, text_read=read, text=folder.letter.sha256, missing=folder.missing)
    return folder, asked


def put_signature(signature: Signature, asked: Signatory, *, by: Seat, at: datetime) -> Signature:
    """Keep a signature and record it. Called inside an action that was permitted."""
    signature.save()
    letter: Letter = signature.letter
    _tell_if_complete(letter, at=at)
    audit.record(
        f"{by.label} put a signature as {asked.name} under {letter}, {signature.how_label}.",
        by=by,
        at=at,
        about=signature,
    )
    return signature


def _tell_if_complete(letter: Letter, *, at: datetime) -> None:
    """The last signature may come by a mailed link, when nobody looks: say that all are in."""
    membership = letter.membership
    folder = letters.folder(membership, letter)
    if folder.missing:
        return
    context: dict[str, object] = {
        "membership": membership,
        "charter": folder.charter,
        "address": address_of(membership),
    }
    addresses = people.head_addresses(membership)
    last = folder.signatures[-1].public_id  # a record may be taken back, and all be in once more
    mail_all(addresses, "complete", context, of=membership, key=last, at=at)
