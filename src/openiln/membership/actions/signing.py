"""Every write of signatures: signed in, by a mailed link, on paper; and re-affirmations."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from openiln.charters.facade import Signatory, SignsAs
from openiln.files.models import StoredFile
from openiln.kernel import audit
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.seat import Seat
from openiln.mail.post import queue_message
from openiln.membership.actions.moving import check_state
from openiln.membership.models.letter import Letter, Reaffirmation, Signature, SigningLink
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import (
    HEADS,
    check_can_prepare,
    check_can_record,
    check_is_head,
    check_is_own,
)
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

LINK_LASTS = timedelta(days=14)
"""Two weeks **[choice]**: a superintendent who is away for one still finds it alive."""


@dataclass(frozen=True)
class LinkHolder:
    """Whoever has a mailed link: a seat without an account, which can sign one text and no more."""

    public_id: str
    organisation_id: str
    label: str
    role: str = "signatory"


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
    folder, asked = _signable(membership, signatory, read)
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
    return _save(signature, asked, by=by, at=at)


@transaction.atomic
def send_signing_link(
    membership: Membership, *, signatory: str, address: str, by: Seat, at: datetime
) -> SigningLink:
    """Mail a link by which one person signs this text without an account; an older one dies.

    Raises:
        NotPermitted: the seat may not prepare the letter, or would sign for its superintendent.
        OutOfDate: the letter cannot be signed now.
        RuleViolation: it is signed already, or a vote must come first.
    """
    membership = memberships.lock(membership)
    check_can_prepare(by, membership.network_id, membership.organisation_id)
    letter = letters.current_letter(membership)
    folder, asked = _signable(membership, signatory, letter.sha256)
    address = address.strip().lower()
    _check_is_another(by, asked, address)
    sends = 1
    for older in letters.links_alive(letter).filter(signatory=signatory):
        sends += older.sends
        older.dead_at = at
        older.save()
    token = secrets.token_urlsafe(32)
    link = SigningLink.objects.create(
        letter=letter,
        signatory=signatory,
        address=address,
        token_hash=letters.hash_of_token(token),
        sent_at=at,
        sends=sends,
        expires_at=at + LINK_LASTS,
    )
    _mail_link(link, token, folder, asked, by=by, at=at)
    audit.record(
        f"{by.label} mailed a link to sign as {asked.name} for {membership.organisation}.",
        by=by,
        at=at,
        about=link,
    )
    return link


def _mail_link(
    link: SigningLink, token: str, folder: Folder, asked: Signatory, *, by: Seat, at: datetime
) -> None:
    path = reverse("membership:by_link", args=[token])
    context = {
        "charter": folder.charter,
        "membership": folder.letter.membership,
        "signatory": asked.name,
        "sender": by.label,
        "address": f"{settings.ENVIRONMENT.site_url}{path}",
        "until": in_force.local_day(folder.charter, link.expires_at),
    }
    queue_message(
        to=link.address,
        template="membership/mail/signing_link",
        context=context,
        key=f"signing link {link.public_id}",
        at=at,
    )


@transaction.atomic
def sign_by_link(token: str, *, name: str, title: str, at: datetime) -> Signature:
    """Sign with a mailed link, and spend it.

    Raises:
        NotPermitted: there is no such link.
        OutOfDate: it is spent, replaced or expired, or the text has changed.
        BadInput, RuleViolation: as in sign_letter.
    """
    link = letters.link_of(token)
    if link is None:
        raise NotPermitted(
            "This link is not one of ours. Copy it whole from the mail, or ask for a new one."
        )
    membership = memberships.lock(link.letter.membership)
    link = SigningLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    check_link(link, at)
    folder, asked = _signable(membership, link.signatory, link.letter.sha256)
    name, title = check_name_and_title(name, title)
    holder = LinkHolder(
        link.public_id, membership.organisation_id, f"{name}, {title} (by a mailed link)"[:200]
    )
    link.spent_at = at
    link.save()
    signature = Signature(
        letter=folder.letter,
        signatory=link.signatory,
        name=name,
        title=title,
        how=How.LINK,
        seat_id=link.public_id,
        by_label=holder.label,
        recorded_at=at,
        signed_on=in_force.local_day(folder.charter, at),
    )
    return _save(signature, asked, by=holder, at=at)


def check_link(link: SigningLink, at: datetime) -> None:
    """Refuse a link that signs nothing any more.

    Raises:
        OutOfDate: it is spent, replaced or expired.
    """
    ask = "Ask whoever sent it for a new one."
    if link.spent_at:
        raise OutOfDate(
            "This link has done its work: the letter is signed. Nothing more is needed."
        )
    if link.dead_at:
        raise OutOfDate(f"A newer link was mailed to take the place of this one. Use that. {ask}")
    if at >= link.expires_at:
        raise OutOfDate(f"This link ended on {link.expires_at:%d %B %Y}. {ask}")


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
    folder, asked = _signable(membership, signatory, read)
    name, title = check_name_and_title(name, title)
    minutes_reference = minutes_reference.strip()
    if scan is None and not minutes_reference:
        raise BadInput("Add a scan of the signed page, or write where the minutes have it.")
    first, today = (in_force.local_day(folder.charter, t) for t in (folder.letter.written_at, at))
    if not first <= signed_on <= today:
        raise BadInput(
            f"This text stands since {first:%d %B %Y}: the day of the signature must lie between "
            "then and today."
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
    return _save(signature, asked, by=by, at=at)


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


def _signable(membership: Membership, signatory: str, read: str) -> tuple[Folder, Signatory]:
    """The current letter and who signs it, where that signature would stand for something."""
    check_state(membership, Step.SIGN)
    folder = letters.folder(membership)
    asked = signatory_called(folder.charter, folder.tier, signatory)
    check_signable(asked, text_read=read, text=folder.letter.sha256, missing=folder.missing)
    return folder, asked


def _save(signature: Signature, asked: Signatory, *, by: Seat, at: datetime) -> Signature:
    signature.save()
    letter: Letter = signature.letter
    audit.record(
        f"{by.label} put a signature as {asked.name} under {letter}, {signature.how_label}.",
        by=by,
        at=at,
        about=signature,
    )
    return signature


def _check_is_another(by: Seat, asked: Signatory, address: str) -> None:
    """Whoever prepares for a superintendent cannot mail themself the link to sign as one.

    Raises:
        NotPermitted: the address is the sender's own.
    """
    if asked.signs_as is not SignsAs.PERSON or by.role in HEADS:
        return
    if address in people.addresses_of_seat(by):
        raise NotPermitted(
            f"You cannot sign as “{asked.name}” yourself. Write that person's own address."
        )
