"""Every read of the lines that members have in lists."""

import dataclasses
from collections.abc import Collection

from django.db.models import QuerySet

from openiln.kernel.seat import Seat
from openiln.membership.models.listing import Listing
from openiln.membership.models.membership import HeldDesignation, Membership
from openiln.membership.permissions import networks_run_by
from openiln.membership.rules.listing import Held, Listed
from openiln.membership.rules.states import UNDER_WAY, State

IN_SIGHT = UNDER_WAY | {State.MEMBER}


def held_by(memberships: Collection[Membership]) -> dict[int, list[Held]]:
    """Every designation of some memberships, by a membership's key."""
    held: dict[int, list[Held]] = {}
    found = HeldDesignation.objects.filter(membership__in=memberships).order_by("since", "id")
    for each in found:
        spell = Held(each.designation, each.since, each.until)
        held.setdefault(each.membership_id, []).append(spell)
    return held


def listings_of(memberships: Collection[Membership]) -> QuerySet[Listing]:
    """The lines that some memberships have in the lists."""
    return Listing.objects.filter(membership__in=memberships)


def as_values(listed: QuerySet[Listing]) -> list[Listed]:
    """Lines of members as values."""
    fields = [field.name for field in dataclasses.fields(Listed)]
    return [Listed(*values) for values in listed.values_list(*fields)]


def listed(network_id: str, seat: Seat) -> QuerySet[Listing]:
    """The lines of a network's members, which are public (MS-58); to its staff, of all to come."""
    sees_all = network_id in networks_run_by(seat)
    states = IN_SIGHT if sees_all else {State.MEMBER}
    return Listing.objects.filter(network_id=network_id, state__in=sorted(states))
