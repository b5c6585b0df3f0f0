"""The steps of the network's staff: approve, send back, decline, invite, except, record."""

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from openiln.membership.actions import belonging, decisions, joining
from openiln.membership.queries import ways
from openiln.membership.web import forms
from openiln.membership.web.steps import Step, attempt, charter_of, folder_of, membership_of, show
from openiln.membership.web.views import organisation_asked
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at


@seated
def approve(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Approve a letter."""
    intro = "From today the organisation is a member, and its people are told."
    step = Step("Approve", "Approve", (intro,))
    return _decide(request, network_id, membership_id, decisions.approve, forms.Read, step)


@seated
def send_back(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Give a letter back to be mended."""
    intro = "The district reads your reason whole. Signatures stand as long as the text stands."
    step = Step("Send back to be mended", "Send back", (intro,))
    form = forms.ReasonAfterReading
    return _decide(request, network_id, membership_id, decisions.send_back, form, step)


@seated
def decline(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Decline a request."""
    intro = "The district reads your reason whole, and can ask again later."
    step = Step("Decline", "Decline", (intro,), is_grave=True)
    form = forms.ReasonAfterReading
    return _decide(request, network_id, membership_id, decisions.decline, form, step)


def _decide(
    request: SeatedRequest,
    network_id: str,
    membership_id: str,
    act: Callable[..., object],
    form_of: type[django_forms.Form],
    step: Step,
) -> HttpResponse:
    found = membership_of(request, network_id, membership_id)
    letter = folder_of(found).letter
    form = form_of(request.POST or None, initial={"read": letter.sha256})
    if request.method == "POST" and attempt(
        form,
        lambda: act(found, **form.cleaned_data, by=request.seat, at=received_at(request)),
    ):
        messages.success(request, f"Done: {found.organisation}.")
        return redirect(found)
    shown = Step(
        f"{step.title}: {found.organisation}",
        step.button,
        step.intro,
        letter.text,
        is_grave=step.is_grave,
        back=found.get_absolute_url(),
    )
    return show(request, form, shown)


@seated
def invite(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Invite an organisation to prepare for a designation."""
    charter = charter_of(request, network_id)
    organisation_id = organisation_asked(request, network_id)
    choices = [(d.id, d.name) for d in charter.designations if d.requires.invited]
    initial = {"organisation": organisation_id}
    form = forms.Invitation(request.POST or None, choices=choices, initial=initial)
    if request.method == "POST" and attempt(
        form,
        lambda: joining.invite_organisation(
            network_id,
            organisation_id=organisation_id,
            tier=charter.tiers[0].id,
            towards=form.cleaned_data["towards"],
            by=request.seat,
            at=received_at(request),
        ),
    ):
        messages.success(request, "The invitation is recorded: it opens a way in.")
        return redirect("membership:waiting", network_id)
    name = ways.organisation_name(organisation_id)
    intro = ("An invitation opens a way in, a year before they apply for the status.",)
    return show(request, form, Step(f"Invite {name}", "Invite", intro))


@seated
def exception(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Open a way in by exception."""
    charter = charter_of(request, network_id)
    organisation_id = organisation_asked(request, network_id)
    form = forms.Exceptional(request.POST or None, initial={"organisation": organisation_id})
    if request.method == "POST" and attempt(
        form,
        lambda: joining.record_exception(
            network_id,
            organisation_id=organisation_id,
            tier=charter.tiers[0].id,
            reason=form.cleaned_data["reason"],
            by=request.seat,
            at=received_at(request),
        ),
    ):
        messages.success(request, "The exception is recorded with its reason: it opens a way in.")
        return redirect("membership:waiting", network_id)
    name = ways.organisation_name(organisation_id)
    intro = ("The reason is shown as the way by which they joined.",)
    return show(request, form, Step(f"Make an exception for {name}", "Record it", intro))


@seated
def designation(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Record that an organisation holds a designation."""
    found = membership_of(request, network_id, membership_id)
    charter = charter_of(request, network_id)
    choices = [(d.id, d.name) for d in charter.designations]
    form = forms.Designation(request.POST or None, choices=choices)
    if request.method == "POST" and attempt(
        form,
        lambda: belonging.record_designation(
            found, **form.cleaned_data, by=request.seat, at=received_at(request)
        ),
    ):
        messages.success(request, "Recorded.")
        return redirect(found)
    title = f"Record a status of {found.organisation}"
    return show(request, form, Step(title, "Record it", back=found.get_absolute_url()))
