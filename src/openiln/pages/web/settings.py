"""Words and settings of a network, as those who run it read them."""

from itertools import pairwise

from django.http import HttpResponse
from django.shortcuts import render

from openiln.charters import facade as charters
from openiln.directory import facade as directory
from openiln.membership import facade as membership
from openiln.pages.web.inside import local_day, network_we_run
from openiln.shell.audience import SeatedRequest, seated


@seated
def settings(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Who runs it, its year and time, its words, its rules' versions, who sees what. Read only."""
    network = network_we_run(request, network_id)
    day = local_day(request, network)
    versions = charters.versions_of(request.seat, network_id)
    changed = {
        later.version_id: charters.compare(sooner.charter, later.charter)
        for sooner, later in pairwise(versions)
    }
    sections = charters.outline(network.charter)
    agency = directory.organisation(request.seat, membership.steward_of(network_id))
    page = {
        "charter": network.charter,
        "network": network,
        "agency": agency,
        "year_begins": charters.year_begins(network.charter),
        "place_of_time": network.charter.network.time_zone.rpartition("/")[2].replace("_", " "),
        "words": charters.words_said(network.charter),
        "versions": [
            (each, each.in_force_on > day, changed.get(each.version_id, ()))
            for each in reversed(versions)
        ],
        "sight": next((s for s in sections if s.id == "sight"), None),
    }
    return render(request, "pages/settings.html", page)
