"""The people of a membership: whom to write to, whom to call, the roster."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from openiln.accounts import facade as accounts
from openiln.accounts.facade import SeatRecord
from openiln.kernel.records import Whom
from openiln.kernel.seat import Operator, Seat, is_operator
from openiln.membership.models.decision import Answer
from openiln.membership.models.letter import Reaffirmation, Signature, SigningLink
from openiln.membership.models.membership import Membership, Participant, Steward
from openiln.membership.permissions import HEADS, PREPARERS
from openiln.membership.queries.memberships import members, open_membership

_LETTER = ("letter__membership__organisation",)


def staff_addresses(network_id: str) -> list[str]:
    """The addresses of the people who decide in a network."""
    steward = Steward.objects.filter(network_id=network_id).first()
    if steward is None:
        return []
    return _addresses(steward.organisation_id, frozenset({"steward-staff"}))


def head_addresses(membership: Membership) -> list[str]:
    """The addresses of an organisation's head and of those who prepare for it."""
    return _addresses(membership.organisation_id, PREPARERS)


def heads_to_call(membership: Membership, seat: Seat) -> list[SeatRecord]:
    """Whoever leads an organisation, or was invited to, as far as the seat may see its people."""
    people = accounts.people_of(membership.organisation_id, seat)
    return [p for p in people if p.ended_at is None and p.held.role in HEADS]


def without_access(organisation_ids: Collection[str]) -> set[str]:
    """Those of some organisations where nobody who prepares a letter has access or is invited."""
    people = accounts.people_of_all(organisation_ids, Operator())
    able = [p for p in people if p.ended_at is None and p.held.role in PREPARERS]
    return set(organisation_ids) - {p.held.organisation_id for p in able}


def _addresses(organisation_id: str, roles: frozenset[str]) -> list[str]:
    people = accounts.people_of(organisation_id, Operator())
    return sorted({p.address for p in people if p.ended_at is None and p.held.role in roles})


def name_of(seat: Seat) -> str:
    """What the person of a seat is called; empty where they have not said it."""
    beside = accounts.people_of(seat.organisation_id, Operator())
    found = [p for p in beside if p.held.public_id == seat.public_id]
    return next((p.name for p in found), "")


def roster(membership: Membership, year_starts: date) -> QuerySet[Participant]:
    """The participants of a program year who were not removed."""
    found = membership.participants.filter(year_starts=year_starts, removed_at__isnull=True)
    return found.order_by("name", "id")


def roster_years(membership: Membership) -> list[date]:
    """The first days of the program years that have someone on their roster, the last first."""
    found = membership.participants.filter(removed_at__isnull=True).order_by("-year_starts")
    return list(found.values_list("year_starts", flat=True).distinct())


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


def records_of(whom: Whom) -> list[dict[str, str]]:
    """What memberships keep about someone: signatures, answers, re-affirmations, links, rosters."""
    seats = whom.seat_ids
    links = list(SigningLink.objects.filter(address=whom.address).select_related(*_LETTER))
    signers = {link.public_id for link in links} | seats
    theirs = Q(seat_id__in=signers) | Q(known_as__in=seats)
    signed = Signature.objects.filter(theirs).select_related(*_LETTER)
    answered = Answer.objects.filter(seat_id__in=seats).select_related(
        "decision__letter__membership__organisation", "attachment"
    )
    affirmed = Reaffirmation.objects.filter(seat_id__in=seats).select_related(*_LETTER)
    enrolled = Participant.objects.filter(contact=whom.address)
    return [
        *({"signed": str(s), "under": str(s.letter), "at": f"{s.recorded_at}"} for s in signed),
        *(
            {
                "answered": a.text,
                "with the file": a.attachment.name if a.attachment else "",
                "under": str(a.decision.letter),
                "at": f"{a.answered_at}",
            }
            for a in answered
        ),
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
