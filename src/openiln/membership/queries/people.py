"""The people of a membership: whom to write to, the roster, the head."""

from datetime import date

from django.db.models import QuerySet

from openiln.accounts import facade as accounts
from openiln.kernel.records import Whom
from openiln.kernel.seat import Operator, Seat
from openiln.membership.models.letter import Reaffirmation, Signature, SigningLink
from openiln.membership.models.membership import Membership, Participant, Steward
from openiln.membership.permissions import HEADS
from openiln.membership.queries.letters import accepted_letter
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
    """Whether the head came after the letter was accepted and has not re-affirmed it.

    Whoever signed the letter is asked for nothing twice: their access is as old as the letter.
    """
    letter = accepted_letter(membership)
    if letter is None or letter.accepted_at is None or membership.state != State.MEMBER:
        return False
    people = accounts.people_of(membership.organisation_id, Operator())
    heads = [p for p in people if p.ended_at is None and p.held.role in HEADS]
    affirmed = set(letter.reaffirmations.values_list("seat_id", flat=True))
    signed = set(letter.signatures.values_list("seat_id", flat=True))
    return bool(heads) and all(
        head.granted_at > letter.accepted_at and head.held.public_id not in affirmed | signed
        for head in heads
    )


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
