"""What the pages of a network begin with: its rules of today, and whether it is one's own."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest

from openiln.charters.facade import NetworkInForce
from openiln.charters.web.networks import network_of
from openiln.membership import facade as membership
from openiln.shell.audience import SeatedRequest
from openiln.shell.middleware import received_at


def network_of_ours(request: SeatedRequest, network_id: str) -> NetworkInForce:
    """One that the seat's organisation runs, belongs to, or is on its way into.

    Raises:
        Http404: it is none of these.
    """
    if network_id not in membership.networks_of(request.seat):
        raise Http404("This page is for the people of the network.")
    return network_of(request, network_id)


def network_we_run(request: SeatedRequest, network_id: str) -> NetworkInForce:
    """One of which the seat is staff or reviewer.

    Raises:
        Http404: it is not.
    """
    if network_id not in membership.networks_run_by(request.seat):
        raise Http404("This page is for the staff of the network.")
    return network_of(request, network_id)


def local_day(request: HttpRequest, network: NetworkInForce) -> date:
    """The day on which the request came, where the network is."""
    zone = ZoneInfo(network.charter.network.time_zone)
    return received_at(request).astimezone(zone).date()
