"""The page on which anyone reads what a network's members and its steward have promised."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from openiln.charters import facade, queries
from openiln.shell.audience import public, seat_of
from openiln.shell.middleware import received_at


@public
def commitments(request: HttpRequest, network_id: str) -> HttpResponse:
    """A network's rules in force today, in its own words."""
    network = get_object_or_404(queries.networks_visible_to(seat_of(request)), slug=network_id)
    in_force = facade.network_in_force(network, received_at(request).date())
    if in_force is None:
        raise Http404("This network has no rules in force yet.")
    return render(request, "charters/commitments.html", {"network": in_force})
