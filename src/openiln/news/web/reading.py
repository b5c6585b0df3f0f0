"""The pages that are read: a network's news, and one announcement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from openiln.charters.facade import Charter
from openiln.charters.web.networks import network_of
from openiln.membership import facade as membership
from openiln.news import queries
from openiln.news.permissions import may_announce
from openiln.news.rules import COUNTED_FOR, IN_HAND, Standing, is_public
from openiln.shell.audience import public, seat_of
from openiln.shell.middleware import received_at
from openiln.tables.pager import asked_page, pager_of

ON_A_PAGE = 20


def charter_of(request: HttpRequest, network_id: str) -> Charter:
    """The rules of a network today. What there is not is a 404."""
    return network_of(request, network_id).charter


@public
def news(request: HttpRequest, network_id: str) -> HttpResponse:
    """What the network tells, the newest first; for its agency also what has yet to appear."""
    charter = charter_of(request, network_id)
    seat, at = seat_of(request), received_at(request)
    published = queries.published(network_id, seat, at)
    pager = pager_of(
        published.count(), ON_A_PAGE, asked_page(request.GET), lambda number: f"?page={number}"
    )
    page: dict[str, object] = {
        "charter": charter,
        "is_public": is_public(charter),
        "announcements": published[pager.rows],
        "pager": pager,
    }
    if network_id in membership.networks_run_by(seat):
        page |= {
            "runs_it": True,
            "in_hand": queries.in_hand(network_id, seat, at),
            "may_announce": may_announce(seat, network_id),
            "followers": queries.followers(network_id).count(),
            "came_back": queries.came_back(network_id).count(),
            "counted_for": COUNTED_FOR,
        }
    return render(request, "news/news.html", page)


@public
def announcement(request: HttpRequest, network_id: str, announcement_id: str) -> HttpResponse:
    """One announcement, with what was corrected in it; or that it was taken back, and why."""
    charter = charter_of(request, network_id)
    seat, at = seat_of(request), received_at(request)
    visible = queries.visible_to(seat, at)
    found = get_object_or_404(visible, network_id=network_id, public_id=announcement_id)
    standing = found.standing(at)
    runs_it = network_id in membership.networks_run_by(seat)
    page = {
        "charter": charter,
        "announcement": found,
        "standing": standing,
        "corrections": found.corrections.all(),
        "is_in_hand": standing in IN_HAND,
        "is_published": standing is Standing.PUBLISHED,
        "is_taken_back": standing is Standing.TAKEN_BACK,
        "shows_words": standing is not Standing.TAKEN_BACK or runs_it,
        "runs_it": runs_it,
        "may_announce": may_announce(seat, network_id),
    }
    return render(request, "news/announcement.html", page)
