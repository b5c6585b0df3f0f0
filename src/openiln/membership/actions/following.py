"""Whoever follows a network without being in it is told when a way in opens."""

from datetime import datetime

from django.db import transaction

from openiln.kernel.errors import RuleViolation
from openiln.membership.actions.moving import address_of, mail_all
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, memberships, people, ways
from openiln.membership.rules.routes import open_way


def tell_interested(at: datetime) -> int:
    """Write to each organisation to which a way has opened; returns how many were looked at.

    A rating or a designation opens a way without anyone having to press anything, so the clock
    asks this each day. A message of one way is never sent twice.
    """
    followers = list(memberships.interested())
    for membership in followers:
        with transaction.atomic():
            tell_of_way(membership, at=at)
    return len(followers)


def tell_of_way(membership: Membership, *, at: datetime) -> None:
    """Mail the people who can ask to join, once for each way that is open."""
    charter = in_force.network(membership.network_id, at).charter
    for tier in charter.tiers:
        known = ways.circumstances(
            charter, tier, organisation_id=membership.organisation_id, membership=membership, at=at
        )
        try:
            way = open_way(charter, tier, known)
        except RuleViolation:
            continue
        context: dict[str, object] = {
            "membership": membership,
            "charter": charter,
            "way": way.explanation,
            "address": address_of(membership),
        }
        kind = type(way.route).__name__
        key = f"{membership.public_id} {tier.id} {kind}"
        mail_all(
            people.head_addresses(membership), "way_open", context, of=membership, key=key, at=at
        )
