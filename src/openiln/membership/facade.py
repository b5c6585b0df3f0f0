"""What other contexts may know and do about memberships: values, never models."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from openiln.accounts import facade as accounts
from openiln.accounts.facade import SeatRecord
from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Seat, Visitor
from openiln.membership import permissions
from openiln.membership.actions import belonging, founding, joining
from openiln.membership.actions import listing as drawing_lists
from openiln.membership.models.membership import HeldDesignation, Membership, Steward
from openiln.membership.queries import listing, memberships, people, successors, ways, work
from openiln.membership.queries.work import LetterFact
from openiln.membership.rules.facts import DesignationFact, MembershipFact, ParticipantFact
from openiln.membership.rules.listing import Listed
from openiln.membership.rules.states import Holder, State

__all__ = [
    "DesignationFact",
    "Holder",
    "LetterFact",
    "Listed",
    "MembershipFact",
    "ParticipantFact",
    "State",
    "decides_in",
    "designations_held",
    "designations_of",
    "draw_lists",
    "hand_overs",
    "letter_of",
    "members_counted",
    "members_listed",
    "members_of",
    "membership",
    "memberships_of",
    "name_steward",
    "networks_of",
    "networks_run_by",
    "record_designation",
    "record_exception",
    "record_founding_member",
    "request_membership",
    "roster_of",
    "served_and_unreached",
    "served_in",
    "sources_of",
    "spells_of",
    "steward_of",
    "to_call",
    "under_way",
]

accounts.register_served(memberships.organisations_served)


def members_of(network_id: str, on: date) -> list[MembershipFact]:
    """The members of a network on a day, by name. This is public (MS-58)."""
    return [_fact(found) for found in memberships.members(network_id, on)]


def members_listed(network_id: str, *, of: str = "") -> list[Listed]:
    """The members of a network today as its lists show them, by name; public (MS-58).

    With `of`, the line of one organisation alone.
    """
    found = listing.listed(network_id, Visitor()).order_by("name", "id")
    return listing.as_values(found.filter(organisation_id=of) if of else found)


def members_counted(network_id: str) -> tuple[int, int]:
    """How many members a network has today, and how many of them are models; public (MS-58)."""
    return listing.counted(listing.listed(network_id, Visitor()))


def sources_of(network_id: str) -> dict[str, int]:
    """The sources that name members of a network of whom there is no letter; public (MS-58).

    Each with how many it names.
    """
    return memberships.sources(network_id)


def draw_lists(at: datetime) -> int:
    """Bring every line of the lists up to date; returns how many were written."""
    return drawing_lists.list_all(at)


def spells_of(network_id: str, organisation_id: str) -> list[MembershipFact]:
    """When an organisation is or was a member of a network, the last spell first. Public."""
    return [_fact(found) for found in memberships.spells(network_id, organisation_id)]


def designations_of(network_id: str, organisation_id: str) -> list[DesignationFact]:
    """Every designation that an organisation holds or held in a network, the first one first.

    This is public (MS-42).
    """
    return [_designation(held) for held in ways.all_designations(network_id, organisation_id)]


def memberships_of(organisation_id: str, seat: Seat) -> list[MembershipFact]:
    """Every membership of an organisation that the seat may see, closed ones too."""
    found = memberships.visible_to(seat).filter(organisation_id=organisation_id)
    return [_fact(each) for each in found]


def membership(membership_id: str, seat: Seat) -> MembershipFact | None:
    """The membership of a public id, if the seat may see it."""
    found = memberships.one_visible(membership_id, seat)
    return _fact(found) if found else None


def under_way(network_id: str, seat: Seat) -> list[MembershipFact]:
    """What is not decided in a network, the longest waiting first; nothing to a stranger."""
    return [_fact(found) for found in memberships.waiting(network_id, seat)]


def hand_overs(network_id: str, on: date, seat: Seat) -> list[MembershipFact]:
    """Members whose new head has not re-affirmed the letter; `since` is when the head came."""
    visible = set(memberships.visible_to(seat).values_list("pk", flat=True))
    found = [m for m in memberships.members(network_id, on) if m.pk in visible]
    came = successors.came_after_the_letter(found)
    return [replace(_fact(each), since=came[each.pk]) for each in found if each.pk in came]


def letter_of(membership_id: str, seat: Seat) -> LetterFact | None:
    """The letter of a membership that the seat may see, and what the seat can do about it."""
    found = memberships.one_visible(membership_id, seat)
    return work.letter_of(found, seat) if found else None


def to_call(network_id: str, on: date, seat: Seat, *, of: str = "") -> list[SeatRecord]:
    """Whom the people of a network may call. See queries.people.to_call."""
    return people.to_call(network_id, on, seat, of=of)


def served_in(network_id: str, seat: Seat) -> dict[str, str]:
    """The organisations on their way in or in a network, by id, for those who run it."""
    if network_id not in permissions.networks_run_by(seat):
        return {}
    found = memberships.visible_to(seat).filter(memberships.OPEN, network_id=network_id)
    return {m.organisation_id: str(m.organisation) for m in found.order_by("organisation__name")}


def served_and_unreached(network_id: str, seat: Seat) -> tuple[dict[str, str], set[str]]:
    """As `served_in`, and of them the ids of those where nobody who could act has access."""
    served = served_in(network_id, seat)
    return served, people.without_access(served)


def decides_in(network_id: str, seat: Seat) -> bool:
    """Whether the seat is of the staff who decide in a network."""
    return permissions.is_staff_of(seat, network_id)


def designations_held(network_id: str, on: date) -> list[DesignationFact]:
    """Who holds which designation in a network on a day. This is public (MS-42)."""
    return [_designation(held) for held in ways.designations_held(network_id, on)]


def roster_of(membership_id: str, on: date, seat: Seat) -> list[ParticipantFact]:
    """The roster of the program year in which a day lies; nobody to a stranger."""
    found = memberships.one_visible(membership_id, seat)
    if found is None:
        return []
    enrolled = people.roster(found, belonging.year_of(found, on))
    return [ParticipantFact(p.public_id, p.name, p.role, p.contact) for p in enrolled]


def steward_of(network_id: str) -> str:
    """The public id of the organisation that runs a network; empty where nobody said it."""
    found = Steward.objects.filter(network_id=network_id).first()
    return found.organisation_id if found else ""


def networks_run_by(seat: Seat) -> list[str]:
    """The ids of the networks that the seat's agency runs, for its staff and reviewers."""
    return permissions.networks_run_by(seat)


def networks_of(seat: Seat) -> list[str]:
    """The ids of the networks that a seat's organisation runs, then of those it belongs to."""
    return memberships.networks_of(seat) if seat.organisation_id else []


def name_steward(network_id: str, *, organisation_id: str, by: Seat, at: datetime) -> None:
    """Say which organisation runs a network. See actions.joining.name_steward."""
    joining.name_steward(network_id, organisation_id=organisation_id, by=by, at=at)


def record_founding_member(
    network_id: str,
    *,
    organisation_id: str,
    tier: str,
    on: date,
    source: str,
    designations: Collection[str] = (),
    by: Seat,
    at: datetime,
) -> str:
    """Record a member that a published source names; returns its id. See actions.founding."""
    return founding.record_founding_member(
        network_id,
        organisation_id=organisation_id,
        tier=tier,
        on=on,
        source=source,
        designations=designations,
        by=by,
        at=at,
    ).public_id


def record_exception(
    network_id: str, *, organisation_id: str, tier: str, reason: str, by: Seat, at: datetime
) -> str:
    """Open a way into a tier by exception; returns the membership's id."""
    return joining.record_exception(
        network_id, organisation_id=organisation_id, tier=tier, reason=reason, by=by, at=at
    ).membership.public_id


def request_membership(
    network_id: str, *, organisation_id: str, tier: str, by: Seat, at: datetime
) -> str:
    """Ask to join as a tier of the network; returns the membership's id."""
    return joining.request_membership(
        network_id, organisation_id=organisation_id, tier=tier, by=by, at=at
    ).public_id


def record_designation(
    membership_id: str,
    *,
    designation: str,
    since: date,
    until: date | None,
    source: str,
    by: Seat,
    at: datetime,
) -> None:
    """Record that an organisation holds a designation. See actions.belonging.

    Raises:
        NotPermitted: also where the seat may not see the membership, or there is none.
    """
    belonging.record_designation(
        _visible(membership_id, by),
        designation=designation,
        since=since,
        until=until,
        source=source,
        by=by,
        at=at,
    )


def _visible(membership_id: str, by: Seat) -> Membership:
    found = memberships.one_visible(membership_id, by)
    if found is None:
        raise NotPermitted("There is no such membership that you may see. Choose from the list.")
    return found


def _fact(found: Membership) -> MembershipFact:
    return MembershipFact(
        id=found.public_id,
        network_id=found.network_id,
        organisation_id=found.organisation_id,
        organisation=str(found.organisation),
        tier=found.tier,
        state=found.standing_state,
        holder=found.standing_state.holder,
        since=found.state_since,
        route=found.route,
        source=found.source,
        member_on=found.member_on,
        ended_on=found.ended_on,
        url=found.get_absolute_url(),
    )


def _designation(held: HeldDesignation) -> DesignationFact:
    return DesignationFact(
        organisation_id=held.membership.organisation_id,
        organisation=str(held.membership.organisation),
        designation=held.designation,
        since=held.since,
        until=held.until,
        source=held.source,
    )
