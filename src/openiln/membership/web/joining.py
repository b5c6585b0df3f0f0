"""The way in: what is open to an organisation, what would open more, and asking to join."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from openiln.charters.facade import Charter, Tier
from openiln.kernel.errors import Refusal, RuleViolation
from openiln.membership import permissions
from openiln.membership.actions import joining
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import allows
from openiln.membership.queries import memberships, ways
from openiln.membership.rules import routes
from openiln.membership.rules.routes import Circumstances
from openiln.membership.web.steps import charter_of
from openiln.shell.audience import SeatedRequest, public, seat_of, seated
from openiln.shell.middleware import received_at


@dataclass(frozen=True)
class WaysInto:
    """A kind of membership, and every way into it as it stands for one organisation."""

    tier: Tier
    ways: tuple[routes.Way, ...]

    @property
    def is_open(self) -> bool:
        return any(way.is_open for way in self.ways)

    @property
    def takes_exceptions(self) -> bool:
        return routes.takes_exceptions(self.tier)

    @property
    def takes_invitations(self) -> bool:
        return bool(routes.invited_towards(self.tier))


def ways_in(
    request: SeatedRequest, charter: Charter, organisation_id: str, standing: Membership | None
) -> dict[str, object]:
    """What _ways.html shows: the ways into each kind of membership, and what the seat may do."""
    into = []
    for tier in charter.tiers:
        known = ways.circumstances(
            charter,
            tier,
            organisation_id=organisation_id,
            membership=standing,
            at=received_at(request),
        )
        into.append(WaysInto(tier, routes.ways(charter, tier, known)))
    own = (request.seat, charter.network.id, organisation_id)
    return {
        "charter": charter,
        "organisation_id": organisation_id,
        "standing": standing,
        "into": into,
        "is_open": any(kind.is_open for kind in into),
        "may_prepare": allows(permissions.check_can_prepare, *own),
        "may_decide": permissions.is_staff_of(request.seat, charter.network.id),
    }


@public
def start(request: SeatedRequest, network_id: str) -> HttpResponse:
    """The ways into a network; to the people of an organisation, which of them are open to it."""
    charter = charter_of(request, network_id)
    if not seat_of(request).organisation_id:
        nobody = Circumstances()
        into = [WaysInto(tier, routes.ways(charter, tier, nobody)) for tier in charter.tiers]
        return render(request, "membership/how_to_join.html", {"charter": charter, "into": into})
    organisation_id = organisation_asked(request, network_id)
    standing = memberships.open_membership(network_id, organisation_id)
    if standing:
        return redirect(standing)
    name = ways.organisation_name(organisation_id)
    try:
        ways.candidate_name(charter, organisation_id)
    except RuleViolation as refusal:
        page = {
            "organisation_name": name,
            "charter": charter,
            "refusal": refusal.sentence,
            "may_decide": permissions.is_staff_of(request.seat, network_id),
        }
        return render(request, "membership/start.html", page)
    page = {"organisation_name": name, **ways_in(request, charter, organisation_id, None)}
    return render(request, "membership/start.html", page)


def organisation_asked(request: SeatedRequest, network_id: str) -> str:
    """The organisation that a page is about: one's own, or any for the network's staff.

    Raises:
        Http404: there is none, or it is not for this seat.
    """
    asked = request.POST.get("organisation") or request.GET.get("organisation", "")
    own = request.seat.organisation_id
    if asked and asked != own and not permissions.is_staff_of(request.seat, network_id):
        raise Http404("You do not act for this organisation.")
    try:
        ways.organisation_name(asked or own)
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing
    return asked or own


@seated
def ask(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Ask to join: draws up the letter."""
    return _begin(request, network_id, joining.request_membership)


@seated
def follow(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Register interest."""
    return _begin(request, network_id, joining.register_interest)


def _begin(request: SeatedRequest, network_id: str, act: Callable[..., Membership]) -> HttpResponse:
    charter_of(request, network_id)
    organisation_id = organisation_asked(request, network_id)
    if request.method != "POST":
        return redirect("membership:start", network_id)
    try:
        begun = act(
            network_id,
            organisation_id=organisation_id,
            tier=request.POST.get("tier", ""),
            by=request.seat,
            at=received_at(request),
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        back = reverse("membership:start", args=[network_id])
        return redirect(f"{back}?organisation={organisation_id}")
    return redirect(begun)
