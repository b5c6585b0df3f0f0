"""The people of a membership: whom to write to, the roster, the head."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from openiln.accounts import facade as accounts
from openiln.accounts.facade import SeatRecord
from openiln.kernel.records import Whom
from openiln.kernel.seat import Operator, Seat, is_operator
from openiln.membership.models.letter import Letter, Reaffirmation, Signature, SigningLink
from openiln.membership.models.membership import Membership, Participant, Steward
from openiln.membership.permissions import HEADS
from openiln.membership.queries.memberships import members, open_membership
from openiln.membership.rules.states import State

_LETTER = ("letter__membership__organisation",)


def staff_addresses(network_id: str) -> list[str]:
    """The addresses of the people who decide in a network."""
    steward = Steward.objects.filter(network_id=network_id).first()
    if steward is None:
        return []
    return _addresses(steward.organisation_id, frozenset({"steward-staff"}))


def head_addresses(membership: Membership) -> list[str]:
    """The addresses of an organisation's head and of those who prepare for it."""
    return _addresses(membership.organisation_id, HEADS | {"delegate", "district-lead"})


def _addresses(organisation_id: str, roles: frozenset[str]) -> list[str]:
    people = accounts.people_of(organisation_id, Operator())
    return sorted({p.address for p in people if p.ended_at is None and p.held.role in roles})


def name_of(seat: Seat) -> str:
    """What the person of a seat is called; empty where they have not said it."""
    found = [p for p in _people_beside(seat) if p.held.public_id == seat.public_id]
    return next((p.name for p in found), "")


def roster(membership: Membership, year_starts: date) -> QuerySet[Participant]:
    """The participants of a program year who were not removed."""
    found = membership.participants.filter(year_starts=year_starts, removed_at__isnull=True)
    return found.order_by("name", "id")


def awaits_reaffirmation(membership: Membership) -> bool:
    """Whether the head came after the letter was accepted and has not re-affirmed it."""
    return membership.pk in came_after_the_letter([membership])


def came_after_the_letter(found: Collection[Membership]) -> dict[int, datetime]:
    """The memberships (by key) whose head came after the letter: since when, until re-affirmed.

    Whoever signed the letter is asked for nothing twice: their access is as old as the letter.
    """
    standing = {m.organisation_id: m for m in found if m.state == State.MEMBER}
    if not standing:
        return {}
    bound = _bound_letters(list(standing.values()))
    heads = _heads(list(standing))
    came = {}
    for organisation_id, membership in standing.items():
        letter, here = bound.get(membership.pk), heads.get(organisation_id, [])
        if letter is None or letter.accepted_at is None or not here:
            continue
        known = {signature.seat_id for signature in letter.signatures.all()}
        known |= {reaffirmation.seat_id for reaffirmation in letter.reaffirmations.all()}
        if all(h.granted_at > letter.accepted_at and h.held.public_id not in known for h in here):
            came[membership.pk] = min(head.granted_at for head in here)
    return came


def _bound_letters(found: list[Membership]) -> dict[int, Letter]:
    """The letter by which each is bound, with who signed and who re-affirmed it."""
    accepted = Letter.objects.filter(membership__in=found, accepted_at__isnull=False)
    beside = accepted.prefetch_related("reaffirmations", "signatures").order_by("number")
    return {letter.membership_id: letter for letter in beside}


def _heads(organisation_ids: list[str]) -> dict[str, list[SeatRecord]]:
    heads: dict[str, list[SeatRecord]] = {}
    for person in accounts.people_of_all(organisation_ids, Operator()):
        if person.ended_at is None and person.held.role in HEADS:
            heads.setdefault(person.held.organisation_id, []).append(person)
    return heads


TO_CALL = frozenset(
    {
        "steward-staff",
        "state-contact",
        "superintendent",
        "delegate",
        "district-lead",
        "mentor",
        "partner",
    }
)
"""The roles whose holders are there to be called; clerks, teachers and viewers are not."""


def to_call(network_id: str, on: date, seat: Seat, *, of: str = "") -> list[SeatRecord]:
    """Whom the people of a network may call: those of its members and of the agency that runs it.

    With `of`, those of one organisation alone: of one page, whatever the network's size. Whoever is
    still on the way in sees the agency's people alone; a stranger sees nobody.
    """
    run_by = Steward.objects.filter(network_id=network_id).first()
    agency = {run_by.organisation_id} if run_by else set()
    there = members(network_id, on)
    if of:
        there = there.filter(organisation_id__in=[of, seat.organisation_id])
    belonging = {m.organisation_id for m in there}
    if not is_operator(seat) and seat.organisation_id not in agency | belonging:
        coming = open_membership(network_id, seat.organisation_id)
        belonging, agency = set(), agency if coming else set()
    wanted = (agency | belonging) & {of} if of else agency | belonging
    found = accounts.people_of_all(sorted(wanted), Operator())
    return [p for p in found if p.claimed_at and not p.ended_at and p.held.role in TO_CALL]


def addresses_of_seat(seat: Seat) -> list[str]:
    """The address to which a seat was given."""
    return [p.address for p in _people_beside(seat) if p.held.public_id == seat.public_id]


def _people_beside(seat: Seat) -> list[accounts.SeatRecord]:
    if not seat.organisation_id:
        return []
    return accounts.people_of(seat.organisation_id, Operator())


def records_of(whom: Whom) -> list[dict[str, str]]:
    """What memberships keep about someone: signatures, re-affirmations, links, rosters."""
    seats = whom.seat_ids
    links = list(SigningLink.objects.filter(address=whom.address).select_related(*_LETTER))
    signers = {link.public_id for link in links} | seats
    signed = Signature.objects.filter(seat_id__in=signers).select_related(*_LETTER)
    affirmed = Reaffirmation.objects.filter(seat_id__in=seats).select_related(*_LETTER)
    enrolled = Participant.objects.filter(contact=whom.address)
    return [
        *({"signed": str(s), "under": str(s.letter), "at": f"{s.recorded_at}"} for s in signed),
        *({"re-affirmed": str(r), "under": str(r.letter), "at": f"{r.at}"} for r in affirmed),
        *(
            {"link": one.signatory, "under": str(one.letter), "at": f"{one.sent_at}"}
            for one in links
        ),
        *(
            {"on the roster of": str(p.membership), "as": str(p), "at": f"{p.added_at}"}
            for p in enrolled.select_related("membership__organisation")
        ),
    ]
