"""What the tests of a way in share: whom it is about, and what is known of them."""

import make
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.models import OutboxEvent
from openiln.membership.models.membership import Membership

NAME = "Northland Unified"


def words(network_id=None, **changes):
    """What every beginning takes."""
    network_id = network_id or make.northland()
    by = changes.pop("by", None) or make.superintendent(NAME)
    named = {"organisation_id": by.organisation_id, "tier": "member", "by": by, "at": make.NOW}
    return (network_id,), {**named, **changes}


def begin(act, *args, **changes):
    place, said = words(*args, **changes)
    return act(*place, **said)


def rated(letter, year=2024):
    district = make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, NAME).organisation_id
    owner = Membership.organisation.get_queryset().get(public_id=district)
    make.rating(owner, year, letter=letter, is_final=True)


def news():
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))
