"""Every read of networks and charters."""

from datetime import date

from django.db.models import QuerySet

from openiln.charters.models import Charter, Network
from openiln.kernel.seat import Seat


def networks_visible_to(_seat: Seat) -> QuerySet[Network]:
    """A network's existence and rules are public (MS-58)."""
    return Network.objects.order_by("slug")


def charter_in_force(network: Network, on: date) -> Charter | None:
    """The version that began last on or before a day."""
    return network.charters.filter(in_force_on__lte=on).order_by("-in_force_on").first()
