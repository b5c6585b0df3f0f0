"""Every write of a way in and out: interest, invitation, exception, request, withdrawal, end."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from openiln.kernel import audit
from openiln.kernel.errors import OutOfDate, RuleViolation
from openiln.kernel.seat import Seat
from openiln.membership.actions.drawing import draw_up
from openiln.membership.actions.following import tell_of_ways
from openiln.membership.actions.moving import check_state, move, tell_other_side
from openiln.membership.models.membership import Membership, Steward
from openiln.membership.permissions import (
    check_can_decide,
    check_can_name_steward,
    check_can_prepare,
    check_can_speak,
)
from openiln.membership.queries import in_force, memberships, ways
from openiln.membership.rules.routes import (
    check_is_invited_towards,
    check_takes_exceptions,
    open_way,
)
from openiln.membership.rules.states import State, Step

LONGEST_REASON = 4000


@dataclass(frozen=True)
class WayOpened:
    """What was opened to whom: `told` is how many of its people were mailed of it."""

    membership: Membership
    told: int


@transaction.atomic
def name_steward(network_id: str, *, organisation_id: str, by: Seat, at: datetime) -> Steward:
    """Say which organisation runs a network.

    Raises:
        NotPermitted: the seat is not the operator's.
        RuleViolation: there is no such network or organisation.
    """
    check_can_name_steward(by)
    rules = in_force.network(network_id, at)
    name = ways.organisation_name(organisation_id)
    steward, _ = Steward.objects.update_or_create(
        network_id=network_id, defaults={"organisation_id": organisation_id}
    )
    audit.record(
        f"{by.label} recorded that {name} runs the {rules.charter.name}.",
        by=by,
        at=at,
        about=steward,
    )
    return steward


@transaction.atomic
def register_interest(
    network_id: str, *, organisation_id: str, tier: str, by: Seat, at: datetime
) -> Membership:
    """Follow a network without joining it yet (MS-01, MS-50.3).

    Raises:
        NotPermitted: the seat may not speak so for the organisation.
        OutOfDate: it is under way or a member already.
        RuleViolation: the network offers no such thing.
    """
    check_can_prepare(by, network_id, organisation_id)
    rules = in_force.network(network_id, at)
    if not in_force.tier_called(rules.charter, tier).may_register_interest:
        raise RuleViolation(
            f"The {rules.charter.name} keeps no list of interest. Ask to join it instead."
        )
    membership = _begin(network_id, organisation_id, tier, at=at)
    _record_beginning(membership, f"registered interest in the {rules.charter.name}", by=by, at=at)
    return membership


@transaction.atomic
def invite_organisation(
    network_id: str, *, organisation_id: str, tier: str, towards: str, by: Seat, at: datetime
) -> WayOpened:
    """Invite an organisation to prepare for a designation (MS-40): that opens a way in.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it is a member, or its request is in hand.
        RuleViolation: the network knows no such designation, or none of the tier's ways in is by
            an invitation towards it.
    """
    check_can_decide(by, network_id)
    charter = in_force.network(network_id, at).charter
    names = {d.id: d.name for d in charter.designations}
    if towards not in names:
        raise RuleViolation(f"The network has no status “{towards}”. Choose one from its rules.")
    check_is_invited_towards(charter, in_force.tier_called(charter, tier), towards)
    membership = _interested(network_id, organisation_id, tier, by=by, at=at)
    membership.invited_towards = towards
    membership.save()
    told = tell_of_ways(membership, at=at)
    audit.record(
        f"{by.label} invited {membership.organisation} to prepare to become {names[towards]}.",
        by=by,
        at=at,
        about=membership,
    )
    return WayOpened(membership, told)


@transaction.atomic
def record_exception(
    network_id: str, *, organisation_id: str, tier: str, reason: str, by: Seat, at: datetime
) -> WayOpened:
    """Open a way into a tier by exception; anyone who may see the membership reads the reason.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it is a member, or its request is in hand.
        RuleViolation: no reason, or one that is too long; the tier knows no such way in.
    """
    check_can_decide(by, network_id)
    reason = check_reason(reason)
    check_takes_exceptions(in_force.tier_called(in_force.network(network_id, at).charter, tier))
    membership = _interested(network_id, organisation_id, tier, by=by, at=at)
    membership.exception, membership.exception_tier = reason, tier
    membership.save()
    told = tell_of_ways(membership, at=at)
    audit.record(
        f"{by.label} made an exception for {membership.organisation}.",
        by=by,
        at=at,
        about=membership,
    )
    return WayOpened(membership, told)


@transaction.atomic
def request_membership(
    network_id: str, *, organisation_id: str, tier: str, by: Seat, at: datetime
) -> Membership:
    """Ask to join: the way in is judged today, and the letter drawn up.

    Raises:
        NotPermitted: the seat may not speak so for the organisation.
        OutOfDate: the request is in hand already, or it is a member.
        RuleViolation: it can be no member; no way in is open, and what would open one.
    """
    check_can_prepare(by, network_id, organisation_id)
    rules = in_force.network(network_id, at)
    wanted = in_force.tier_called(rules.charter, tier)
    ways.candidate_name(rules.charter, organisation_id)
    standing = memberships.open_membership(network_id, organisation_id)
    if standing:
        standing = memberships.lock(standing)
        check_state(standing, Step.REQUEST)
    way = open_way(
        rules.charter,
        wanted,
        ways.circumstances(
            rules.charter,
            wanted,
            organisation_id=organisation_id,
            membership=standing,
            at=at,
        ),
    )
    membership = standing or _begin(network_id, organisation_id, tier, at=at)
    membership.tier, membership.route = tier, way.explanation
    said = f"asked to join the {rules.charter.name}. {way.explanation}"
    move(membership, State.DRAFTING, by=by, at=at, said=said, news="requested")
    draw_up(membership, statement="", at=at)
    return membership


@transaction.atomic
def withdraw(membership: Membership, *, by: Seat, at: datetime) -> Membership:
    """Take back an interest or a request. What was written and signed is kept.

    Raises:
        NotPermitted: the seat may not.
        OutOfDate: it was decided meanwhile, or is closed.
    """
    membership = memberships.lock(membership)
    check_can_speak(by, membership)
    check_state(membership, Step.WITHDRAW)
    said = f"withdrew the request of {membership.organisation}."
    move(membership, State.WITHDRAWN, by=by, at=at, said=said, news="withdrawn")
    tell_other_side(membership, "has withdrawn its request", by=by, at=at)
    return membership


@transaction.atomic
def end(membership: Membership, *, reason: str, by: Seat, at: datetime) -> Membership:
    """End a membership, by the organisation or by the network's staff.

    Raises:
        NotPermitted: the seat may not.
        OutOfDate: it is no member.
        RuleViolation: there is no reason.
    """
    membership = memberships.lock(membership)
    check_can_speak(by, membership)
    check_state(membership, Step.END)
    membership.end_reason = check_reason(reason)
    rules = in_force.network(membership.network_id, at)
    membership.ended_on = in_force.local_day(rules.charter, at)
    said = f"ended the membership of {membership.organisation}."
    move(membership, State.ENDED, by=by, at=at, said=said, news="ended")
    what = "is no longer a member"
    tell_other_side(membership, what, by=by, at=at, reason=membership.end_reason)
    return membership


def check_reason(reason: str) -> str:
    """A reason, trimmed.

    Raises:
        RuleViolation: it is empty or too long.
    """
    reason = reason.strip()
    if not reason:
        raise RuleViolation("Write the reason: whoever it concerns reads it whole.")
    if len(reason) > LONGEST_REASON:
        raise RuleViolation(
            f"The reason has {len(reason)} characters; at most {LONGEST_REASON} can be kept."
        )
    return reason


def _begin(network_id: str, organisation_id: str, tier: str, *, at: datetime) -> Membership:
    """A new row. Where two begin at once, the database lets one.

    Raises:
        OutOfDate: there is one already.
        RuleViolation: an organisation of this kind or state can be no member.
    """
    name = ways.candidate_name(in_force.network(network_id, at).charter, organisation_id)
    membership = Membership(
        network_id=network_id,
        organisation_id=organisation_id,
        tier=tier,
        state=State.INTERESTED,
        state_since=at,
        began_at=at,
    )
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        raise OutOfDate(
            f"{name} is under way in this network or a member already. Open its page from the list."
        ) from error
    return membership


def _record_beginning(membership: Membership, said: str, *, by: Seat, at: datetime) -> None:
    said = f"{said} for {membership.organisation}."
    move(membership, State.INTERESTED, by=by, at=at, said=said, news="interested")


def _interested(
    network_id: str, organisation_id: str, tier: str, *, by: Seat, at: datetime
) -> Membership:
    """The row of an organisation whose way in can still be opened: a standing interest, or new."""
    standing = memberships.open_membership(network_id, organisation_id)
    if standing:
        standing = memberships.lock(standing)
        check_state(standing, Step.REQUEST)
        return standing
    membership = _begin(network_id, organisation_id, tier, at=at)
    _record_beginning(membership, "opened the way in", by=by, at=at)
    return membership
