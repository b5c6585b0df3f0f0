"""Every write of mailed links: sending them, and signing by one."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from openiln.accounts import facade as accounts
from openiln.charters.facade import Signatory
from openiln.kernel import audit
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import NotPermitted, OutOfDate
from openiln.kernel.seat import Seat
from openiln.mail.post import forget_messages, queue_message
from openiln.membership.actions.moving import mail_all
from openiln.membership.actions.signing import put_signature, signable
from openiln.membership.models.letter import Signature, SigningLink
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import check_can_prepare
from openiln.membership.queries import in_force, letters, memberships
from openiln.membership.queries.letters import Folder
from openiln.membership.rules.signatures import MAY_SIGN, How, check_name_and_title

LINK_LASTS = timedelta(days=14)
"""Two weeks **[choice]**: a superintendent who is away for one still finds it alive."""


@dataclass(frozen=True)
class LinkHolder:
    """Whoever has a mailed link: a seat without an account, which can sign one text and no more.

    Its label names whom the letter asks, never who typed their name: the record of what was done
    outlasts a person, and the name stands under the letter.
    """

    public_id: str
    organisation_id: str
    label: str
    role: str = "signatory"


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
    folder, asked = signable(membership, signatory, letter.sha256)
    address = address.strip().lower()
    _check_is_another(by, membership, asked, address)
    sends = 1
    for older in letters.links_alive(letter).filter(signatory=signatory):
        sends += older.sends
        older.dead_at = at
        older.save()
        forget_messages(older.public_id)
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
        concern=link.concern(),
        about=link.public_id,
        at=at,
    )


def _check_is_another(by: Seat, membership: Membership, asked: Signatory, address: str) -> None:
    """Whoever could not sign so themself cannot mail themself the link to do it.

    Raises:
        NotPermitted: the address is one of the sender's own, in whatever role they have it.
    """
    is_own = by.organisation_id == membership.organisation_id
    if is_own and by.role in MAY_SIGN[asked.signs_as]:
        return
    if address in accounts.own_addresses(by):
        raise NotPermitted(
            f"You cannot sign as “{asked.name}” yourself. Write that person's own address."
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
    folder, asked = check_link(link, at)
    name, title = check_name_and_title(name, title)
    label = f"Whoever had the link to sign as {asked.name}"[:200]
    holder = LinkHolder(link.public_id, membership.organisation_id, label)
    link.spent_at = at
    link.save()
    forget_messages(link.public_id)
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
    put_signature(signature, asked, by=holder, at=at)
    context: dict[str, object] = {
        "membership": membership,
        "charter": folder.charter,
        "signatory": asked.name,
        "signature": signature,
    }
    mail_all([link.address], "signed", context, of=membership, key=signature.public_id, at=at)
    return signature


def check_link(link: SigningLink, at: datetime) -> tuple[Folder, Signatory]:
    """What a link signs, and as whom. Refuse one that signs nothing any more.

    Raises:
        OutOfDate: it is spent, replaced or expired, or the letter is another now or closed.
        RuleViolation: it is signed otherwise meanwhile.
    """
    ask = "Ask whoever sent it for a new one."
    membership = link.letter.membership
    is_changed = letters.current_letter(membership).sha256 != link.letter.sha256
    if link.spent_at:
        raise OutOfDate(_what_it_did(link, is_changed=is_changed))
    if link.dead_at:
        alive = letters.links_alive(link.letter).filter(signatory=link.signatory)
        if alive.filter(expires_at__gt=at).exists():
            raise OutOfDate("A newer link was mailed to take the place of this one. Use that.")
        raise OutOfDate(f"This link no longer works. {ask}")
    if at >= link.expires_at:
        charter = in_force.network(membership.network_id, at).charter
        ended = in_force.local_day(charter, link.expires_at)
        raise OutOfDate(f"This link ended on {day_in_words(ended)}. {ask}")
    if is_changed:
        raise OutOfDate(f"The letter was changed after this link was mailed. {ask}")
    return signable(membership, link.signatory, link.letter.sha256)


def _what_it_did(link: SigningLink, *, is_changed: bool) -> str:
    signature = letters.signature_by_link(link)
    who = f" by {signature} on {day_in_words(signature.signed_on)}" if signature else ""
    if is_changed:
        return (
            f"This link has done its work: a letter was signed{who}. Its text was changed since "
            "then, and the new one asks for a new signature. Whoever sent the link mails another."
        )
    return f"This link has done its work: the letter is signed{who}. Nothing more is needed."
