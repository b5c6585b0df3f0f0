"""Who is in a network, for anyone to read; for its staff, who is on the way into it too."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from openiln.charters.facade import Charter
from openiln.membership import permissions
from openiln.membership.models.listing import Listing
from openiln.membership.queries import listing
from openiln.membership.rules.states import State
from openiln.membership.web import maps
from openiln.membership.web.lists import members_list
from openiln.membership.web.steps import charter_of
from openiln.shell.audience import public, seat_of
from openiln.tables import web as tables


@public
def members(request: HttpRequest, network_id: str) -> HttpResponseBase:
    """The members: list, facets, map, and files of all of it."""
    charter = charter_of(request, network_id)
    seat = seat_of(request)
    for_staff = network_id in permissions.networks_run_by(seat)
    return tables.answer(
        request,
        members_list(charter, for_staff=for_staff),
        listing.listed(network_id, seat),
        template="membership/members.html",
        context={"charter": charter, "for_staff": for_staff},
        beside=lambda chosen, total: _map(charter, chosen, total),
    )


def _map(charter: Charter, chosen: QuerySet[Listing], total: int) -> dict[str, Any]:
    """The members among the rows, on a map, unless there are none or too many."""
    if not 0 < total <= maps.MOST_ON_A_MAP:
        return {"most_on_a_map": maps.MOST_ON_A_MAP if total else 0}
    found = listing.as_values(chosen.filter(state=State.MEMBER))
    title = f"Where the {charter.words.member.many} are"
    return {"map": maps.member_map(charter, found, title=title, list_id="list")}
