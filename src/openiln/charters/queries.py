"""Every read of networks and charters."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from openiln.charters.models import Charter, Network
from openiln.kernel.seat import Seat


def networks_visible_to(_seat: Seat) -> QuerySet[Network]:
    """A network's existence and rules are public (MS-58)."""
    return Network.objects.order_by("slug")


def versions_visible_to(_seat: Seat) -> QuerySet[Charter]:
    """Every version, with its network: they are as public as the network."""
    return Charter.objects.select_related("network")


def lock(network: Network) -> Network:
    """The network, and nobody else's until the transaction ends."""
    return Network.objects.select_for_update().get(pk=network.pk)


def versions_in_force(seat: Seat, on: date) -> QuerySet[Charter]:
    """The version of each network that began last on or before a day, by the network's id."""
    begun = Charter.objects.filter(network=OuterRef("network"), in_force_on__lte=on)
    return (
        versions_visible_to(seat)
        .filter(in_force_on=Subquery(begun.order_by("-in_force_on").values("in_force_on")[:1]))
        .order_by("network__slug")
    )


def version_in_force(seat: Seat, network_id: str, on: date) -> Charter | None:
    """The version of one network that began last on or before a day: every page asks for it."""
    begun = versions_visible_to(seat).filter(network__slug=network_id, in_force_on__lte=on)
    return begun.order_by("-in_force_on").first()


def versions(network: Network) -> QuerySet[Charter]:
    """Every version of a network's rules, the first one first."""
    return network.charters.order_by("in_force_on")


def neighbours(network: Network, day: date) -> tuple[Charter | None, Charter | None]:
    """The versions that begin last before a day, and first after it."""
    before = network.charters.filter(in_force_on__lt=day).order_by("-in_force_on").first()
    after = network.charters.filter(in_force_on__gt=day).order_by("in_force_on").first()
    return before, after
