"""The network that a page is of: what the pages of every context ask of a request."""

from django.http import Http404, HttpRequest

from openiln.charters.facade import NetworkInForce, network_today
from openiln.shell.audience import seat_of
from openiln.shell.middleware import received_at


def network_of(request: HttpRequest, network_id: str) -> NetworkInForce:
    """The network that a page is of, with the rules that it has when the request comes.

    Raises:
        Http404: there is none, or it has no rules yet.
    """
    found = network_if_any(request, network_id)
    if found is None:
        raise Http404("There is no such network here.")
    return found


def network_if_any(request: HttpRequest, network_id: str) -> NetworkInForce | None:
    """As `network_of`, but None where there is none. It is looked up once in a request."""
    known: dict[str, NetworkInForce | None] = request.__dict__.setdefault("networks", {})
    if network_id not in known:
        known[network_id] = network_today(seat_of(request), network_id, received_at(request))
    return known[network_id]
