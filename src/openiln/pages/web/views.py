"""Pages that show several contexts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.charters import facade as charters
from openiln.shell.audience import public, seat_of
from openiln.shell.middleware import received_at


@public
def home(request: HttpRequest) -> HttpResponse:
    """The networks of this installation."""
    networks = charters.networks_today(seat_of(request), received_at(request))
    return render(request, "pages/home.html", {"networks": networks})


@public
def network(request: HttpRequest, network_id: str) -> HttpResponse:
    """What a network is, for whoever comes to it first."""
    found = charters.network_today(seat_of(request), network_id, received_at(request))
    if found is None:
        raise Http404("There is no such network here.")
    return render(request, "pages/network.html", {"network": found})
