"""Whoever follows a network without being in it is told when a way in opens."""

from datetime import datetime

from django.db import transaction

from openiln.kernel.ids import new_public_id
from openiln.membership.actions.moving import address_of, mail_all
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, memberships, people, ways
from openiln.membership.rules.routes import Way, ways_opened


def tell_interested(at: datetime) -> int:
    """Write to each organisation to which a way has opened; returns how many were looked at.

    A rating or a designation opens a way without anyone having to press anything, so the clock
    asks this each day.
    """
    followers = list(memberships.interested())
    for follower in followers:
        with transaction.atomic():
            tell_of_ways(memberships.lock(follower), at=at)
    return len(followers)


def tell_of_ways(membership: Membership, *, at: datetime) -> int:
    """Mail the people who can ask to join of each way that has opened; returns how many they are.

    What they were told is kept with the membership, for a message is not: a way is told once for
    as long as it stays open. Where nobody has access yet nobody was told, and the way is still to
    be told to whoever is given it. Called with the membership locked.
    """
    opened = _opened(membership, at)
    new = [way.explanation for key, way in opened.items() if key not in membership.told_of]
    addresses = people.head_addresses(membership) if new else []
    context: dict[str, object] = {
        "membership": membership,
        "charter": in_force.network(membership.network_id, at).charter,
        "ways": new,
        "address": address_of(membership),
    }
    # The key is new each time: that a way is told once is `told_of`'s part.
    mail_all(addresses, "way_open", context, of=membership, key=new_public_id(), at=at)
    told = set(opened) if addresses else set(opened) & set(membership.told_of)
    if told != set(membership.told_of):
        membership.told_of = sorted(told)
        membership.save()
    return len(addresses)


def _opened(membership: Membership, at: datetime) -> dict[str, Way]:
    charter = in_force.network(membership.network_id, at).charter
    opened: dict[str, Way] = {}
    for tier in charter.tiers:
        known = ways.circumstances(
            charter, tier, organisation_id=membership.organisation_id, membership=membership, at=at
        )
        opened |= ways_opened(charter, tier, known)
    return opened
