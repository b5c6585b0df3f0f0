"""Pages that show several contexts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.charters import facade as charters
from openiln.shell.audience import public, seat_of
from openiln.shell.middleware import received_at


@public
def home(request: HttpRequest) -> HttpResponse:
    """The networks of this installation."""
    networks = charters.networks_today(seat_of(request), received_at(request))
    return render(request, "pages/home.html", {"networks": networks})
