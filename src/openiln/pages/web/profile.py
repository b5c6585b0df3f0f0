"""One member, for anyone who wants to know who they are and what they can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openiln.accounts.facade import SeatRecord
from openiln.charters.facade import Charter, MemberKind, NetworkInForce
from openiln.charters.web.networks import network_of
from openiln.directory import facade as directory
from openiln.directory.facade import Known, LatestFacts
from openiln.membership import facade as membership
from openiln.membership.facade import DesignationFact, MembershipFact
from openiln.membership.web import maps
from openiln.pages.web.inside import local_day
from openiln.shell.audience import public, seat_of
from openiln.shell.maps.drawing import Map


@dataclass(frozen=True)
class Fact:
    """A fact in words, and who says it of which program year."""

    label: str
    text: str
    said: str


@dataclass(frozen=True)
class Status:
    """A designation that is or was held; where its source names the member too, since or before."""

    name: str
    text: str
    held: DesignationFact
    is_by_source: bool


@public
def member(request: HttpRequest, network_id: str, organisation_id: str) -> HttpResponse:
    """Who they are, since when, what they hold and what is known of them.

    One who is only on the way in has no such page: whoever may see the way is led to it.
    """
    network = network_of(request, network_id)
    charter = network.charter
    spells = membership.spells_of(network_id, organisation_id)
    if not spells:
        return _lead_to_way_in(request, network_id, organisation_id)
    facts = directory.latest_facts(seat_of(request), [organisation_id])[organisation_id]
    seat = seat_of(request)
    own = membership.memberships_of(organisation_id, seat)
    is_member = spells[0].ended_on is None
    page = {
        "charter": charter,
        "organisation": facts.organisation,
        "organisation_id": organisation_id,
        "spells": [(spell, _way_in(spell)) for spell in spells],
        "is_member": is_member,
        "statuses": _statuses(charter, organisation_id, {s.source for s in spells} - {""}),
        "today": local_day(request, network),
        "facts": list(_facts(facts)),
        "map": _map(charter, organisation_id, facts),
        "people": _people(request, network, organisation_id),
        "own": own,
        "sees_people": seat.organisation_id == organisation_id
        or (is_member and membership.decides_in(network_id, seat)),
    }
    return render(request, "pages/member.html", page)


def _lead_to_way_in(request: HttpRequest, network_id: str, organisation_id: str) -> HttpResponse:
    ways = membership.memberships_of(organisation_id, seat_of(request))
    for way in ways:
        if way.network_id == network_id:
            return redirect(way.url)
    raise Http404("There is no such member.")


def _way_in(spell: MembershipFact) -> str:
    """The way in as anyone may read it: why an exception was made is not for everyone."""
    kind, _, reason = spell.route.partition(":")
    return f"{kind}." if reason and kind.startswith("By exception") else spell.route


def _statuses(charter: Charter, organisation_id: str, founding: set[str]) -> list[Status]:
    known = {d.id: d for d in charter.designations}
    return [
        Status(known[h.designation].name, known[h.designation].text, h, h.source in founding)
        for h in membership.designations_of(charter.network.id, organisation_id)
        if h.designation in known
    ]


def _facts(facts: LatestFacts) -> Iterator[Fact]:
    if facts.organisation.nces_id:
        yield Fact("NCES id", facts.organisation.nces_id, "")
    if facts.locale:
        yield Fact("Locale", directory.locale_name(facts.locale.value), _said(facts.locale))
    if facts.enrolment:
        yield Fact("Students", f"{facts.enrolment.value:,}", _said(facts.enrolment))
    if facts.staff:
        yield Fact("Teaching staff", f"{facts.staff.value:,.0f} full-time", _said(facts.staff))
    if facts.poverty_share:
        share = f"{facts.poverty_share.value:.0%} of children"
        yield Fact("In poverty", share, _said(facts.poverty_share))


def _said(known: Known[Any]) -> str:
    return f"{directory.year_name(known.year)}, {known.source}"


def _map(charter: Charter, organisation_id: str, facts: LatestFacts) -> Map | None:
    """Where a member is among the others; None for one that is gone, or whose place is not known.

    Of a network with more members than a map holds, the member alone: its page costs the same.
    """
    is_state = charter.network.member_kind is MemberKind.STATE
    if facts.point is None and not is_state:
        return None
    network_id = charter.network.id
    total, _ = membership.members_counted(network_id)
    is_drawn = total <= maps.MOST_ON_A_MAP
    listed = membership.members_listed(network_id, of="" if is_drawn else organisation_id)
    here = [each for each in listed if each.organisation_id == organisation_id]
    others = [each for each in listed if each.organisation_id != organisation_id]
    title = f"Where {facts.organisation.name} is"
    return maps.member_map(charter, here, title=title, others=others) if here else None


def _people(
    request: HttpRequest, network: NetworkInForce, organisation_id: str
) -> list[SeatRecord] | None:
    """Whom the people of the network may call there; None for anyone else."""
    seat = seat_of(request)
    if network.id not in membership.networks_of(seat):
        return None
    return membership.to_call(network.id, local_day(request, network), seat, of=organisation_id)
