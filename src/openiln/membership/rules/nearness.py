"""Which members are near a place."""

from collections.abc import Sequence
from dataclasses import dataclass

from openiln.directory.facade import Point, miles_between
from openiln.membership.rules.listing import Listed


@dataclass(frozen=True)
class Near:
    """A member, and how many miles away it is; None where one of the two places is not known."""

    member: Listed
    miles: float | None


def by_distance(members: Sequence[Listed], origin: Point | None) -> list[Near]:
    """The members, the nearest first; those of no known place last, in their order."""
    found = [Near(member, _miles(member, origin)) for member in members]
    return sorted(found, key=lambda near: (near.miles is None, near.miles or 0))


def _miles(member: Listed, origin: Point | None) -> float | None:
    if origin is None or member.latitude is None or member.longitude is None:
        return None
    return miles_between(origin, (member.latitude, member.longitude))
