"""The people of a member who take part in a program year."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from openiln.kernel.errors import Refusal
from openiln.membership import permissions
from openiln.membership.actions import belonging
from openiln.membership.permissions import allows
from openiln.membership.queries import in_force, people
from openiln.membership.rules.states import State
from openiln.membership.web import forms
from openiln.membership.web.steps import attempt, charter_of, membership_of
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at


@seated
def roster(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """The roster of this program year, and a form to add to it; or, to read, an earlier one's.

    Once the membership has ended it begins with the last year in which someone took part.
    """
    found = membership_of(request, network_id, membership_id)
    charter = charter_of(request, network_id)
    at = received_at(request)
    today = in_force.local_day(charter, at)
    form = forms.Person(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: belonging.add_participant(
            found, **form.cleaned_data, on=today, by=request.seat, at=at
        ),
    ):
        messages.success(request, f"{form.cleaned_data['name']} is on the roster.")
        return redirect("membership:roster", network_id, membership_id)
    current = belonging.year_of(found, today)
    years = people.roster_years(found)
    has_ended = found.state == State.ENDED
    offered = years or [current] if has_ended else sorted({current, *years}, reverse=True)
    first = offered[0] if has_ended else current
    asked = request.GET.get("year", "")
    year = next((each for each in years if each.isoformat() == asked), first)
    own = (request.seat, network_id, found.organisation_id)
    page = {
        "charter": charter,
        "membership": found,
        "year": year,
        "is_current": year == current and not has_ended,
        "years": [each for each in offered if each != year],
        "people": people.roster(found, year),
        "form": form,
        "may_change": year == current
        and found.state == State.MEMBER
        and allows(permissions.check_can_prepare, *own),
    }
    return render(request, "membership/roster.html", page)


@seated
def remove(
    request: SeatedRequest, network_id: str, membership_id: str, participant_id: str
) -> HttpResponse:
    """Take someone off the roster."""
    found = membership_of(request, network_id, membership_id)
    person = get_object_or_404(found.participants, public_id=participant_id)
    if request.method == "POST":
        try:
            belonging.remove_participant(person, by=request.seat, at=received_at(request))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(
                request, f"{person.name} is off the roster. That they were on it stays."
            )
    return redirect("membership:roster", network_id, membership_id)
