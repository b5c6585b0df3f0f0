"""Where one comes to after signing in: my work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openiln.charters import facade as charters
from openiln.charters.facade import NetworkInForce, Section
from openiln.charters.web.networks import network_of
from openiln.membership import facade as membership
from openiln.pages.queries.work import days_between, landing_of, work_of
from openiln.pages.web.inside import local_day
from openiln.shell.audience import SeatedRequest, seat_of, seated, signed_in
from openiln.shell.middleware import received_at


@signed_in
def landing(request: HttpRequest) -> HttpResponse:
    """Lead to the work of the network that one acts in first, or to one's account."""
    network_id = landing_of(seat_of(request))
    return redirect("pages:work", network_id) if network_id else redirect("accounts:own")


@seated
def work(request: SeatedRequest, network_id: str) -> HttpResponse:
    """What waits for this seat: the next step first. The staff's work is what waits for them."""
    if network_id in membership.networks_run_by(request.seat):
        return redirect("pages:queue", network_id)
    network = network_of(request, network_id)
    today = local_day(request, network)
    found = work_of(network, request.seat, today)
    others = [id_ for id_ in membership.networks_of(request.seat) if id_ != network_id]
    at = received_at(request)
    page = {
        "charter": network.charter,
        "work": found,
        "promised": _promised(network),
        "others": [n for n in charters.networks_today(request.seat, at) if n.id in others],
        "waited": days_between(found.membership.since, today, network) if found.membership else 0,
        "today": today,
    }
    return render(request, "pages/work.html", page)


def _promised(network: NetworkInForce) -> list[Section]:
    """What a member signs: the sections of its own promises, with those it chooses among."""
    own = {"members", *(menu.id for menu in network.charter.menus)}
    return [section for section in charters.outline(network.charter) if section.id in own]
