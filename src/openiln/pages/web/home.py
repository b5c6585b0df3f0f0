"""The first pages: of an installation, and of each network."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from openiln.charters import facade as charters
from openiln.charters.facade import Charter, NetworkInForce, Side, Strength
from openiln.charters.web.networks import network_of
from openiln.directory import facade as directory
from openiln.membership import facade as membership
from openiln.membership.web import maps
from openiln.news import facade as news
from openiln.pages.web.inside import local_day
from openiln.shell.audience import public, seat_of
from openiln.shell.maps.drawing import Map
from openiln.shell.middleware import received_at

PROMISES_SHOWN = 4
NEWS_SHOWN = 3


@dataclass(frozen=True)
class Figure:
    """A number as people read it, what it counts, the page behind it, and who says so."""

    number: str
    words: str
    url: str = ""
    source: str = ""


@public
def home(request: HttpRequest) -> HttpResponse:
    """The networks of this installation; where there is one, its own home."""
    networks = charters.networks_today(seat_of(request), received_at(request))
    if len(networks) == 1:
        return redirect("pages:network", networks[0].id)
    return render(request, "pages/home.html", {"networks": networks})


@public
def network(request: HttpRequest, network_id: str) -> HttpResponse:
    """What a network is, who is in it, what it has promised, and what one can do, in a minute."""
    found = network_of(request, network_id)
    charter = found.charter
    total, models = membership.members_counted(network_id)
    is_drawn = total <= maps.MOST_ON_A_MAP
    members = membership.members_listed(network_id) if is_drawn else []
    sources = membership.sources_of(network_id) if total else {}
    page = {
        "network": found,
        "charter": charter,
        "has_exemplars": any(designation.exemplar for designation in charter.designations),
        "figures": list(_figures(request, charter, total, models, members)),
        "sources": sources,
        "by_source": sum(sources.values()),
        "map": _map(charter, members, sources),
        "promises": {
            "members": _promises(charter, Side.MEMBER),
            "agency": _promises(charter, Side.STEWARD),
        },
        "year": _year(request, found),
        "news": news.latest(network_id, seat_of(request), received_at(request), NEWS_SHOWN),
        "news_is_public": news.is_public(charter),
    }
    return render(request, "pages/network.html", page)


def _map(charter: Charter, members: list[membership.Listed], sources: dict[str, int]) -> Map | None:
    """The members on a map; where a published source names them, it shows no more than that."""
    title = "Who is in it, as far as it is published" if sources else "Who is in it"
    return maps.member_map(charter, members, title=title) if members else None


def _figures(
    request: HttpRequest,
    charter: Charter,
    total: int,
    models: int,
    members: list[membership.Listed],
) -> Iterator[Figure]:
    """How many members and models there are, and their students where all could be read."""
    words, network_id = charter.words, charter.network.id
    if not total:
        return
    noun = words.member.one if total == 1 else words.member.many
    yield Figure(f"{total:,}", noun, reverse("membership:members", args=[network_id]))
    if models:
        noun = words.exemplar.one if models == 1 else words.exemplar.many
        yield Figure(f"{models:,}", noun, reverse("membership:exemplars", args=[network_id]))
    if members:
        yield from _students(request, charter, members)


def _students(
    request: HttpRequest, charter: Charter, members: list[membership.Listed]
) -> Iterator[Figure]:
    """How many students there are, of which year, of how many members, and by which sources.

    Nothing where no year or source says it, or where it would add up figures of different years.
    """
    facts = directory.latest_facts(seat_of(request), [m.organisation_id for m in members])
    known = [each.enrolment for each in facts.values() if each.enrolment]
    years, sources = {each.year for each in known}, {each.source for each in known}
    if len(years) != 1 or "" in sources:
        return
    words = charter.words.member
    of = f"{len(known):,} of {len(members):,} {words.one if len(members) == 1 else words.many}"
    year = directory.year_name(years.pop())
    yield Figure(
        f"{sum(each.value for each in known):,}",
        f"students in {year}, in the schools of {of}",
        source=f"Students: {', '.join(sorted(sources))}.",
    )


def _promises(charter: Charter, side: Side) -> list[str]:
    """The first things that a side has promised, firm ones before efforts."""
    clauses = sorted(charter.clauses_of(side), key=lambda c: c.strength is not Strength.REQUIRED)
    return [clause.text for clause in clauses[:PROMISES_SHOWN]]


def _year(request: HttpRequest, found: NetworkInForce) -> charters.ProgramYear | None:
    """The program year of today."""
    judged = charters.judged_year(seat_of(request), found.id, local_day(request, found))
    return judged.year if judged else None
