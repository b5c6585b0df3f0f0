"""The people of an organisation: who has access, in which role, given by whom."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from openiln.accounts import actions, queries
from openiln.accounts.models import Seat
from openiln.accounts.permissions import grantable_roles
from openiln.accounts.rules import Role, givers_in
from openiln.accounts.web.forms import EndAccess, GiveAccess
from openiln.kernel.errors import Refusal, RuleViolation
from openiln.kernel.limits import check_rate
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at

MOST_BY_ONE = 60
"""Invitations that one mails in an hour **[choice]**: a district's people in one sitting."""
MOST_TO_ONE = 5
"""Invitations to one address in an hour **[choice]**."""


@seated
def people(request: SeatedRequest, organisation_id: str) -> HttpResponse:
    """Who acts, was invited to act, or has acted for an organisation."""
    name, roles, givers = _organisation(request, organisation_id)
    found = list(queries.people_of(organisation_id, request.seat))
    may_change = {seat.public_id for seat in found if seat.role in roles}
    page = {
        "organisation_id": organisation_id,
        "organisation_name": name,
        "roles": roles,
        "givers": givers,
        "may_change": may_change,
        "acting": [s for s in found if s.is_open and s.claimed_at],
        "invited": [s for s in found if s.is_open and not s.claimed_at],
        "ended": [s for s in found if not s.is_open],
    }
    return render(request, "accounts/people.html", page)


@seated
def give(request: SeatedRequest, organisation_id: str) -> HttpResponse:
    """Give an e-mail address a role."""
    name, roles, givers = _organisation(request, organisation_id)
    form = GiveAccess(request.POST or None, roles=[r for r in Role if r in roles])
    if request.method == "POST" and form.is_valid():
        try:
            _check_rate(request, form.cleaned_data["address"])
            actions.grant_seat(
                organisation_id, **form.cleaned_data, by=request.seat, at=received_at(request)
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"An invitation goes to {form.cleaned_data['address']}.")
            return redirect("accounts:people", organisation_id)
    page = {"form": form, "organisation_id": organisation_id, "organisation_name": name}
    return render(request, "accounts/give.html", {**page, "roles": roles, "givers": givers})


@seated
def end(request: SeatedRequest, seat_id: str) -> HttpResponse:
    """End someone's access, or one's own."""
    seat = _seat(request, seat_id)
    form = EndAccess(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_seat(seat, **form.cleaned_data, by=request.seat, at=received_at(request))
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The access has ended. What was done with it stays.")
            return redirect("accounts:own" if seat.public_id == request.seat.public_id else seat)
    page = {"form": form, "given": seat, "leaves_none": queries.is_last_head(seat)}
    return render(request, "accounts/end.html", page)


@seated
def invite_again(request: SeatedRequest, seat_id: str) -> HttpResponse:
    """Mail an invitation once more."""
    seat = _seat(request, seat_id)
    if request.method == "POST":
        try:
            _check_rate(request, seat.granted_to)
            actions.resend_grant(seat, by=request.seat, at=received_at(request))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, f"The invitation goes to {seat.granted_to} once more.")
    return redirect(seat)


def _check_rate(request: SeatedRequest, address: str) -> None:
    """Nobody's mailbox is filled from here, and nobody mails the world."""
    hour, at = timedelta(hours=1), received_at(request)
    check_rate(f"invitations by {request.seat.public_id}", limit=MOST_BY_ONE, per=hour, at=at)
    check_rate(f"invitations to {address.lower()}", limit=MOST_TO_ONE, per=hour, at=at)


def _organisation(request: SeatedRequest, organisation_id: str) -> tuple[str, frozenset[Role], str]:
    """Its name, the roles that this seat may give there, and who gives any.

    What the seat may not see is a 404.
    """
    try:
        organisation = queries.organisation(request.seat, organisation_id)
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing
    roles = grantable_roles(request.seat, organisation_id, organisation.kind)
    if not roles and organisation_id != request.seat.organisation_id:
        raise Http404("You do not act for this organisation.")
    return organisation.name, roles, givers_in(organisation.kind)


def _seat(request: SeatedRequest, seat_id: str) -> Seat:
    return get_object_or_404(queries.visible_to(request.seat), public_id=seat_id)
