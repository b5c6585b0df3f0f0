"""The page on which anyone reads what a network's members and its steward have promised."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openiln.charters import facade
from openiln.charters.web.networks import network_of
from openiln.shell.audience import public


@public
def commitments(request: HttpRequest, network_id: str) -> HttpResponse:
    """A network's rules in force today, in its own words."""
    network = network_of(request, network_id)
    sections = facade.outline(network.charter)
    has_efforts = any(not item.is_firm for section in sections for item in section.items)
    theirs = {"members", *(menu.id for menu in network.charter.menus)}
    page = {
        "network": network,
        "members_side": [section for section in sections if section.id in theirs],
        "agency_side": [section for section in sections if section.id == "agency"],
        "rest": [section for section in sections if section.id not in {*theirs, "agency"}],
        "has_efforts": has_efforts,
    }
    return render(request, "charters/commitments.html", page)
