"""Heads who came after the letter, and how it is known that one of them signed it all the same."""

from collections.abc import Collection, Iterable
from datetime import datetime

from openiln.accounts import facade as accounts
from openiln.accounts.facade import SeatRecord
from openiln.charters import facade as charters
from openiln.charters.facade import SignsAs
from openiln.kernel.seat import Operator
from openiln.membership.models.letter import Letter, Signature, SigningLink
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import HEADS
from openiln.membership.queries.letters import standing_signatures
from openiln.membership.rules.signatures import How
from openiln.membership.rules.states import State


def awaits_reaffirmation(membership: Membership) -> bool:
    """Whether the head came after the letter was signed and has not re-affirmed it."""
    return membership.pk in came_after_the_letter([membership])


def came_after_the_letter(found: Collection[Membership]) -> dict[int, datetime]:
    """The memberships (by key) whose head came after the letter: since when, until re-affirmed.

    Whoever signed the letter as its head is asked for nothing twice, though access may have come
    later: they signed by a link to the address that has access now, or someone who may record
    signatures says that they are the one who signed. The same name is no proof: it was typed, and
    two people can have one.
    """
    standing = {m.organisation_id: m for m in found if m.state == State.MEMBER}
    if not standing:
        return {}
    bound = _bound_letters(list(standing.values()))
    signed = _signatures(bound.values())
    addresses = _addresses_of_links(signed)
    as_heads = _signatories_who_head([s for mine in signed.values() for s in mine])
    heads = _heads(list(standing))
    came = {}
    for organisation_id, membership in standing.items():
        letter, here = bound.get(membership.pk), heads.get(organisation_id, [])
        if letter is None or letter.accepted_at is None or not here:
            continue
        mine = signed.get(membership.pk, [])
        known = {reaffirmation.seat_id for reaffirmation in letter.reaffirmations.all()}
        known |= {s.seat_id for s in mine if s.how == How.SIGNED_IN} | {s.known_as for s in mine}
        mailed = {addresses.get(s.seat_id, "") for s in mine} - {""}
        heading = [s.recorded_at for s in mine if _place(s) in as_heads]
        signed_at = max(heading, default=letter.accepted_at)
        if all(
            h.granted_at > signed_at and h.held.public_id not in known and h.address not in mailed
            for h in here
        ):
            came[membership.pk] = min(head.granted_at for head in here)
    return came


def heads_of(membership: Membership) -> list[SeatRecord]:
    """Whoever leads an organisation and has access, or was given it."""
    return _heads([membership.organisation_id]).get(membership.organisation_id, [])


def unknown_signatures(membership: Membership) -> list[Signature]:
    """What a head signed, but not signed in, where the head of today came after the letter."""
    if not awaits_reaffirmation(membership):
        return []
    bound = _bound_letters([membership])
    mine = _signatures(bound.values()).get(membership.pk, [])
    heads = _signatories_who_head(mine)
    return [s for s in mine if s.how != How.SIGNED_IN and _place(s) in heads]


def _bound_letters(found: list[Membership]) -> dict[int, Letter]:
    """The letter by which each is bound, with who re-affirmed it, by the membership's key."""
    accepted = Letter.objects.filter(membership__in=found, accepted_at__isnull=False)
    beside = accepted.prefetch_related("reaffirmations").defer("text", "statement")
    beside = beside.order_by("number")
    return {letter.membership_id: letter for letter in beside}


def _signatures(bound: Iterable[Letter]) -> dict[int, list[Signature]]:
    """Those that stand for the text of each letter, whichever version they were put under."""
    texts = {letter.membership_id: letter.sha256 for letter in bound}
    under = standing_signatures().filter(letter__membership__in=texts).select_related("letter")
    under = under.defer("letter__text", "letter__statement")
    signed: dict[int, list[Signature]] = {}
    for signature in under.order_by("recorded_at", "id"):
        if texts[signature.letter.membership_id] == signature.letter.sha256:
            signed.setdefault(signature.letter.membership_id, []).append(signature)
    return signed


def _addresses_of_links(signed: dict[int, list[Signature]]) -> dict[str, str]:
    """To which address each link was mailed by which a head signed, by the link's id."""
    by_link = [s for mine in signed.values() for s in mine if s.how == How.LINK]
    heads = _signatories_who_head(by_link)
    links = [s.seat_id for s in by_link if _place(s) in heads]
    if not links:
        return {}
    found = SigningLink.objects.filter(public_id__in=links)
    return dict(found.values_list("public_id", "address"))


def _signatories_who_head(signed: Collection[Signature]) -> set[tuple[str, str]]:
    """The signatories, with the version of the rules, who sign for themselves and not a group."""
    versions = {signature.letter.version_id for signature in signed}
    rules = {version: charters.find_version(Operator(), version) for version in sorted(versions)}
    return {
        (version, signatory.id)
        for version, in_force in rules.items()
        for signatory in in_force.charter.signatories
        if signatory.signs_as is SignsAs.PERSON
    }


def _place(signature: Signature) -> tuple[str, str]:
    return signature.letter.version_id, signature.signatory


def _heads(organisation_ids: list[str]) -> dict[str, list[SeatRecord]]:
    heads: dict[str, list[SeatRecord]] = {}
    for person in accounts.people_of_all(organisation_ids, Operator()):
        if person.ended_at is None and person.held.role in HEADS:
            heads.setdefault(person.held.organisation_id, []).append(person)
    return heads
