"""The steps of the network's staff about a status that an organisation holds."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from openiln.kernel.days import day_in_words
from openiln.membership.actions import belonging
from openiln.membership.models.membership import HeldDesignation, Membership
from openiln.membership.queries import ways
from openiln.membership.web import forms
from openiln.membership.web.steps import Step, charter_of, membership_of, take
from openiln.shell.audience import SeatedRequest, seated


@seated
def designation(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Record that an organisation holds a designation."""
    found = membership_of(request, network_id, membership_id)
    charter = charter_of(request, network_id)
    choices = [(d.id, d.name) for d in charter.designations]
    form = forms.Designation(request.POST or None, choices=choices)
    done = f"Recorded. The lists show the status of {found.organisation} on the days that it has."
    step = Step(f"Record a status of {found.organisation}", "Record it", done)
    return take(request, found, step, form, belonging.record_designation)


@seated
def end_designation(
    request: SeatedRequest, network_id: str, membership_id: str, held_id: str
) -> HttpResponse:
    """Write, or mend, until when an organisation holds a designation."""
    found = membership_of(request, network_id, membership_id)
    held, name = _held(request, found, held_id)
    form = forms.LastDay(
        request.POST or None, initial={"until": held.until, "reason": held.end_reason}
    )
    step = Step(
        f"Last day as {name}: {found.organisation}",
        "Record it",
        "Recorded. The lists show the status until that day.",
        (f"On record: {held.source}. Held since {day_in_words(held.since)}.",),
    )

    def end(_: Membership, **words: Any) -> object:  # noqa: ANN401 -- the form's words, by, at
        return belonging.end_designation(held, **words)

    return take(request, found, step, form, end)


@seated
def take_back_designation(
    request: SeatedRequest, network_id: str, membership_id: str, held_id: str
) -> HttpResponse:
    """Say that a designation was recorded by mistake."""
    found = membership_of(request, network_id, membership_id)
    held, name = _held(request, found, held_id)
    step = Step(
        f"Take back the status {name}: {found.organisation}",
        "Take it back",
        "Taken back. No list shows the status any more.",
        (
            f"On record: {held.source}. Held since {day_in_words(held.since)}.",
            "Do this where they never held it. Where they hold it no longer, write the last day.",
            "The record is still shown here, as taken back, with your reason.",
        ),
        is_grave=True,
    )

    def act(_: Membership, **words: Any) -> object:  # noqa: ANN401 -- the form's words, by, at
        return belonging.take_back_designation(held, **words)

    return take(request, found, step, forms.Reason(request.POST or None), act)


def _held(request: SeatedRequest, found: Membership, held_id: str) -> tuple[HeldDesignation, str]:
    """A designation of the organisation, and its name. What does not stand is a 404."""
    recorded = ways.all_designations(found.network_id, found.organisation_id)
    held = get_object_or_404(recorded, public_id=held_id)
    known = {d.id: d.name for d in charter_of(request, found.network_id).designations}
    return held, known.get(held.designation, held.designation)
