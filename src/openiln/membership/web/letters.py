"""The steps of an organisation with its letter: words, votes, sending in, renewing, leaving."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse

from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Seat
from openiln.membership.actions import drawing, joining
from openiln.membership.actions.moving import check_state
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import (
    allows,
    check_can_answer,
    check_can_prepare,
    check_can_speak,
)
from openiln.membership.queries import letters
from openiln.membership.queries.letters import Folder
from openiln.membership.rules.signatures import check_complete
from openiln.membership.rules.states import State
from openiln.membership.rules.states import Step as Moves
from openiln.membership.rules.votes import said_of, vote_called
from openiln.membership.web import forms
from openiln.membership.web.steps import (
    Step,
    charter_of,
    folder_of,
    keep_file,
    membership_of,
    take,
)
from openiln.shell.audience import SeatedRequest, seated


@seated
def words(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Write one's own words into the letter."""
    found = membership_of(request, network_id, membership_id)
    folder = folder_of(found)
    letter = folder.letter
    initial = {"statement": letter.statement, "read": letter.sha256}
    form = forms.Words(request.POST or None, initial=initial)
    step = Step(
        "Our own words in the letter",
        "Save",
        "Saved. The letter below is what will be signed.",
        (_what_it_costs(folder),),
        letter.text if form.is_bound else "",  # what a refusal asks to compare one's words with
    )
    return take(request, found, step, form, drawing.write_statement)


def _what_it_costs(folder: Folder) -> str:
    """What other words bring with them: said before they are saved."""
    if folder.letter.accepted_at:
        return (
            "Other words begin a renewal: the membership stands, and the new letter is signed and "
            "sent in like the first."
        )
    signed = len(folder.signatures)
    if not signed:
        return "Nobody has signed yet, so that nobody is asked twice."
    many = "One signature stands" if signed == 1 else f"{signed} signatures stand"
    return (
        f"{many} for the text as it is. Other words need new ones: you ask each of them again, "
        "from the letter's page."
    )


@seated
def vote(request: SeatedRequest, network_id: str, membership_id: str, vote: str) -> HttpResponse:
    """Record a vote that the network's rules ask."""
    found = membership_of(request, network_id, membership_id)
    folder = folder_of(found)
    try:
        asked = vote_called(folder.charter, vote)
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing
    letter = folder.letter
    form = forms.Ballot(request.POST or None, vote=asked, initial={"read": letter.sha256})

    def record(found: Membership, *, by: Seat, at: datetime, **_: object) -> object:
        return drawing.record_ballot(found, vote=vote, **form.words(), by=by, at=at)

    done = "The vote is recorded. Its result stands below."
    intro = (*said_of(asked), "It is held on exactly the text of the letter.")
    step = Step(asked.name, "Record the vote", done, intro, about=letter)
    return take(request, found, step, form, record)


@seated
def send_in(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Send in the complete letter."""
    found = membership_of(request, network_id, membership_id)
    folder = folder_of(found)
    steward = charter_of(request, network_id).steward
    is_renewal = found.standing_state is State.MEMBER
    step = Step(
        "Send in the letter",
        "Send it in",
        f"{'Renewed' if is_renewal else 'Sent in'}. Your receipt is below.",
        (f"It goes to {steward} as it stands.",),
        about=folder.letter,
    )

    def check() -> None:
        check_can_prepare(request.seat, network_id, found.organisation_id)
        check_state(found, Moves.SUBMIT)
        check_complete(folder.missing)

    if found.standing_state is not State.SENT_BACK:
        return take(request, found, step, confirmed(request), drawing.submit_letter, check=check)
    step = _asked_again(step, found)
    if not allows(check_can_answer, request.seat, found):
        return take(request, found, step, confirmed(request), drawing.submit_letter, check=check)
    form = forms.SendAgain(request.POST or None, request.FILES or None)
    return take(request, found, step, form, _send_again, check=check)


def _asked_again(step: Step, found: Membership) -> Step:
    """The same step, with what was asked when the letter was sent back."""
    asked = letters.decisions_of(found)[0]
    return replace(step, intro=(*step.intro, f"What was asked: {asked.reason}"))


def _send_again(
    found: Membership,
    *,
    attachment: Any,  # noqa: ANN401 -- Django's uploaded file, or nothing
    by: Seat,
    at: datetime,
    **typed: str,
) -> object:
    """Store the file and send in what it belongs to; a refusal leaves no row of the file either."""
    with transaction.atomic():
        stored = keep_file(attachment, at)
        return drawing.submit_letter(found, **typed, attachment=stored, by=by, at=at)


@seated
def renew(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Draw up the letter anew from the rules now in force."""
    found = membership_of(request, network_id, membership_id)
    step = Step(
        "Renew the membership",
        "Draw up the letter",
        "The new letter is below. The membership stands meanwhile.",
        ("A new letter is drawn up from the rules now in force, and signed like the first.",),
    )
    return take(request, found, step, confirmed(request), drawing.renew)


@seated
def withdraw(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Take back an interest or a request."""
    found = membership_of(request, network_id, membership_id)
    step = Step(
        "Withdraw the request",
        "Withdraw",
        "Withdrawn. You can ask again at any time.",
        ("What was written and signed is kept. You can ask again, with a new letter.",),
        is_grave=True,
    )
    may = partial(_check_may_speak, request, found, Moves.WITHDRAW)
    return take(request, found, step, confirmed(request), joining.withdraw, check=may)


@seated
def end(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """End a membership."""
    found = membership_of(request, network_id, membership_id)
    step = Step(
        "End the membership",
        "End it",
        "The membership has ended. Its record stays.",
        ("The record stays. The organisation can ask to join again, with a new letter.",),
        is_grave=True,
    )
    form = forms.Reason(request.POST or None)
    may = partial(_check_may_speak, request, found, Moves.END)
    return take(request, found, step, form, joining.end, check=may)


def _check_may_speak(request: SeatedRequest, found: Membership, move: Moves) -> None:
    check_can_speak(request.seat, found)
    check_state(found, move)


def confirmed(request: SeatedRequest) -> forms.Confirm:
    """A form of nothing but its button: bound by the press alone."""
    return forms.Confirm(request.POST if request.method == "POST" else None)
