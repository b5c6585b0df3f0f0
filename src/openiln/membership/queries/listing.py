"""Every read of the lines that members have in lists."""

import dataclasses
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from openiln.kernel.seat import Seat
from openiln.membership.models.listing import Cell, Listing
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import networks_run_by
from openiln.membership.queries.ways import standing_designations
from openiln.membership.rules.listing import Held, Listed
from openiln.membership.rules.states import UNDER_WAY, State

IN_SIGHT = UNDER_WAY | {State.MEMBER}


def held_by(memberships: Collection[Membership]) -> dict[int, list[Held]]:
    """What the organisation of each membership holds or held in its network, by the key of it.

    A designation stands under the membership in which it was recorded, and outlives it.
    """
    found = standing_designations().filter(
        membership__network__in={m.network_id for m in memberships},
        membership__organisation__in={m.organisation_id for m in memberships},
    )
    of = ("membership__network_id", "membership__organisation_id")
    held: dict[tuple[str, str], list[Held]] = {}
    for network_id, organisation_id, *spell in found.order_by("since", "id").values_list(
        *of, "designation", "since", "until"
    ):
        held.setdefault((network_id, organisation_id), []).append(Held(*spell))
    return {m.pk: held.get((m.network_id, m.organisation_id), []) for m in memberships}


def listings_of(memberships: Collection[Membership]) -> QuerySet[Listing]:
    """The lines that some memberships have in the lists."""
    return Listing.objects.filter(membership__in=memberships).select_related("cell")


def cells_in(network_ids: Collection[str]) -> QuerySet[Cell]:
    """What lines of some networks have together, or had."""
    return Cell.objects.filter(network_id__in=network_ids)


def as_values(listed: QuerySet[Listing]) -> list[Listed]:
    """Lines of members as values."""
    fields = [field.name for field in dataclasses.fields(Listed)]
    return [Listed(*values) for values in listed.values_list(*fields)]


def counted(listed: QuerySet[Listing]) -> tuple[int, int]:
    """How many lines there are, and how many of them are models."""
    found = listed.aggregate(all=Count("pk"), models=Count("pk", filter=Q(is_exemplar=True)))
    return found["all"], found["models"]


def listed(network_id: str, seat: Seat) -> QuerySet[Listing]:
    """The lines of a network's members, which are public (MS-58); to its staff, of all to come."""
    sees_all = network_id in networks_run_by(seat)
    states = IN_SIGHT if sees_all else {State.MEMBER}
    return Listing.objects.filter(network_id=network_id, state__in=sorted(states))
