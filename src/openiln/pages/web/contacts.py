"""Whom to call: the people of every member, and the network's own."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render

from openiln.membership import facade as membership
from openiln.pages.web.inside import local_day, network_of_ours
from openiln.shell.audience import SeatedRequest, seated


@seated
def contacts(request: SeatedRequest, network_id: str) -> HttpResponse:
    """The people of a network who are there to be called, for its people alone."""
    network = network_of_ours(request, network_id)
    agency = membership.steward_of(network_id)
    people = membership.to_call(network_id, local_day(request, network), request.seat)
    asked = " ".join(request.GET.get("name", "").split())[:100]
    wanted = asked.lower().split()
    found = [
        (name, list(group))
        for name, group in groupby(
            (p for p in people if p.held.organisation_id != agency),
            key=lambda person: person.held.organisation_name,
        )
    ]
    page = {
        "charter": network.charter,
        "agency": [p for p in people if p.held.organisation_id == agency],
        "districts": [
            (name, group) for name, group in found if all(word in name.lower() for word in wanted)
        ],
        "total": len(found),
        "asked": asked,
    }
    return render(request, "pages/contacts.html", page)
