"""What pages of one network share."""

from django.http import Http404, HttpRequest

from openiln.charters import facade as charters
from openiln.charters.facade import NetworkInForce
from openiln.shell.audience import seat_of
from openiln.shell.middleware import received_at


def network_of(request: HttpRequest, network_id: str) -> NetworkInForce:
    """The network of an address, with the rules that it has today. What there is not is a 404."""
    found = charters.network_today(seat_of(request), network_id, received_at(request))
    if found is None:
        raise Http404("There is no such network here.")
    return found
