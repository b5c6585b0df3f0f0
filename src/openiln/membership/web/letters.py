"""The steps of an organisation with its letter: words, votes, sending in, renewing, leaving."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from openiln.kernel.errors import RuleViolation
from openiln.membership.actions import drawing, joining
from openiln.membership.rules.votes import vote_called
from openiln.membership.web import forms
from openiln.membership.web.steps import Step, attempt, charter_of, folder_of, membership_of, show
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at


@seated
def words(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Write one's own words into the letter."""
    found = membership_of(request, network_id, membership_id)
    letter = folder_of(found).letter
    initial = {"statement": letter.statement, "read": letter.sha256}
    form = forms.Words(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(
        form,
        lambda: drawing.write_statement(
            found, **form.cleaned_data, by=request.seat, at=received_at(request)
        ),
    ):
        messages.success(request, "Saved. The letter below is what will be signed.")
        return redirect(found)
    intro = ("If the text of the letter changes, whoever signed it already is asked again.",)
    step = Step("Our own words in the letter", "Save", intro, back=found.get_absolute_url())
    return show(request, form, step)


@seated
def vote(request: SeatedRequest, network_id: str, membership_id: str, vote: str) -> HttpResponse:
    """Record a vote that the network's rules ask."""
    found = membership_of(request, network_id, membership_id)
    try:
        asked = vote_called(folder_of(found).charter, vote)
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing
    form = forms.Ballot(request.POST or None, vote=asked)
    if request.method == "POST" and attempt(
        form,
        lambda: drawing.record_ballot(
            found, vote=vote, **form.words(), by=request.seat, at=received_at(request)
        ),
    ):
        messages.success(request, "The vote is recorded. Its result stands below.")
        return redirect(found)
    asks = "At least" if asked.passes.value == "at-least" else "More than"
    whole = asked.denominator.value.replace("-", " ")
    how = ", by secret ballot" if asked.secret else ""
    intro = (
        f"Who may vote: {asked.electorate}",
        f"{asks} {asked.threshold} of the {whole} must be in favour{how}.",
    )
    step = Step(asked.name, "Record the vote", intro, back=found.get_absolute_url())
    return show(request, form, step)


@seated
def send_in(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Send in the complete letter."""
    found = membership_of(request, network_id, membership_id)
    charter = charter_of(request, network_id)
    form = forms.Confirm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: drawing.submit_letter(found, by=request.seat, at=received_at(request)),
    ):
        messages.success(request, "Sent in. Your receipt is below.")
        return redirect(found)
    letter = folder_of(found).letter
    intro = (f"This is the text that goes to {charter.steward}.",)
    step = Step(
        "Send in the letter", "Send it in", intro, letter.text, back=found.get_absolute_url()
    )
    return show(request, form, step)


@seated
def renew(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Draw up the letter anew from the rules now in force."""
    found = membership_of(request, network_id, membership_id)
    form = forms.Confirm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: drawing.renew(found, by=request.seat, at=received_at(request))
    ):
        messages.success(request, "The new letter is below. The membership stands meanwhile.")
        return redirect(found)
    intro = ("A new letter is drawn up from the rules now in force, and signed like the first.",)
    step = Step("Renew the membership", "Draw up the letter", intro, back=found.get_absolute_url())
    return show(request, form, step)


@seated
def withdraw(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Take back an interest or a request."""
    found = membership_of(request, network_id, membership_id)
    form = forms.Confirm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: joining.withdraw(found, by=request.seat, at=received_at(request))
    ):
        messages.success(request, "Withdrawn. You can ask again at any time.")
        return redirect(found)
    intro = ("What was written and signed is kept. You can ask again, with a new letter.",)
    step = Step(
        "Withdraw the request", "Withdraw", intro, is_grave=True, back=found.get_absolute_url()
    )
    return show(request, form, step)


@seated
def end(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """End a membership."""
    found = membership_of(request, network_id, membership_id)
    form = forms.Reason(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: joining.end(found, **form.cleaned_data, by=request.seat, at=received_at(request)),
    ):
        messages.success(request, "The membership has ended. Its record stays.")
        return redirect(found)
    intro = ("The record stays. The organisation can ask to join again, with a new letter.",)
    step = Step("End the membership", "End it", intro, is_grave=True, back=found.get_absolute_url())
    return show(request, form, step)
