"""The steps of the network's staff: approve, send back, decline, invite, except."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from openiln.charters.facade import Charter, Tier
from openiln.kernel.days import day_in_words
from openiln.membership import permissions
from openiln.membership.actions import decisions, joining
from openiln.membership.actions.joining import WayOpened
from openiln.membership.actions.moving import check_state
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, letters, people, ways
from openiln.membership.queries.letters import Folder
from openiln.membership.rules import routes
from openiln.membership.rules.signatures import How
from openiln.membership.rules.states import Step as Moves
from openiln.membership.web import forms
from openiln.membership.web.joining import organisation_asked
from openiln.membership.web.steps import (
    Proof,
    Step,
    attempt,
    charter_of,
    folder_of,
    membership_of,
    show,
    take,
)
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at


@seated
def approve(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Approve a letter."""
    found = membership_of(request, network_id, membership_id)
    folder = folder_of(found)
    letter = folder.letter
    step = Step(
        f"Approve: {found.organisation}",
        "Approve",
        f"Approved: {found.organisation} is a member. {_told(len(people.head_addresses(found)))}",
        ("From today the organisation is a member. Whoever has access for it is told by mail.",),
        about=letter,
        proofs=tuple(_what_speaks_for_it(found, folder)),
    )
    form = forms.Read(request.POST or None, initial={"read": letter.sha256})
    may = partial(_check_may, request, found, Moves.APPROVE)
    return take(request, found, step, form, decisions.approve, check=may)


def _what_speaks_for_it(found: Membership, folder: Folder) -> Iterator[Proof]:
    """The way in, who signed for whom, how and when, and what was answered to what was asked."""
    yield Proof(found.route)
    place = [found.network_id, found.public_id]
    called = {signatory.id: signatory.name for signatory in folder.charter.signatories}
    for each in folder.signatures:
        day = day_in_words(each.signed_on)
        proof = f" Minutes: {each.minutes_reference}." if each.minutes_reference else ""
        who = f" Recorded by {each.by_label}." if each.how == How.PAPER else ""
        text = (
            f"{called[each.signatory]}: signed by {each}, {each.how_label}, on {day}.{proof}{who}"
        )
        scan = reverse("membership:scan", args=[*place, each.public_id]) if each.scan_id else ""
        yield Proof(text, "The scan", scan)
    alike = Counter(each.name.casefold() for each in folder.signatures)
    for name, times in alike.items():
        if times > 1:
            whose = next(s.name for s in folder.signatures if s.name.casefold() == name)
            yield Proof(
                f"{times} of the {len(folder.signatures)} signatures bear one name: {whose}."
            )
    yield from _what_was_answered(found, folder.charter)


def _what_was_answered(found: Membership, charter: Charter) -> Iterator[Proof]:
    """What was asked when the letter was sent back, and the word to it, the first one first."""
    for decision in list(letters.decisions_of(found))[::-1]:
        day = day_in_words(in_force.local_day(charter, decision.decided_at))
        yield Proof(f"{decision.label} on {day}: {decision.reason}")
        reply = decision.reply
        if reply:
            words = [found.network_id, found.public_id, reply.public_id]
            file = reverse("membership:answer_file", args=words) if reply.attachment else ""
            said = f"{found.organisation} answers: {reply.text or 'by a file alone.'}"
            yield Proof(said, "The file", file)


@seated
def send_back(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Give a letter back to be mended."""
    found = membership_of(request, network_id, membership_id)
    letter = folder_of(found).letter
    step = Step(
        f"Send back to be mended: {found.organisation}",
        "Send back",
        f"Sent back: {found.organisation} reads your reason whole.",
        ("They read your reason whole. Signatures stand as long as the text stands.",),
        about=letter,
    )
    form = forms.ReasonAfterReading(request.POST or None, initial={"read": letter.sha256})
    may = partial(_check_may, request, found, Moves.SEND_BACK)
    return take(request, found, step, form, decisions.send_back, check=may)


@seated
def decline(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """Decline a request."""
    found = membership_of(request, network_id, membership_id)
    letter = folder_of(found).letter
    step = Step(
        f"Decline: {found.organisation}",
        "Decline",
        f"Declined: {found.organisation} reads your reason whole.",
        (f"{found.organisation} reads your reason whole, and can ask again later.",),
        about=letter,
        is_grave=True,
    )
    form = forms.ReasonAfterReading(request.POST or None, initial={"read": letter.sha256})
    may = partial(_check_may, request, found, Moves.DECLINE)
    return take(request, found, step, form, decisions.decline, check=may)


def _check_may(request: SeatedRequest, found: Membership, move: Moves) -> None:
    permissions.check_can_decide(request.seat, found.network_id)
    check_state(found, move)


@seated
def invite(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Invite an organisation to prepare for a designation."""
    charter = charter_of(request, network_id)
    organisation_id = organisation_asked(request, network_id)
    inviting = [tier for tier in charter.tiers if routes.invited_towards(tier)]
    tiers = [tier for tier in inviting if tier.id == request.GET.get("tier")] or inviting
    is_one_of_many = len(tiers) == 1 < len(charter.tiers)
    towards = {each for tier in tiers for each in routes.invited_towards(tier)}
    form = forms.Invitation(
        request.POST or None,
        tiers=_named(tiers),
        choices=[(d.id, d.name) for d in charter.designations if d.id in towards],
        initial={"organisation": organisation_id, "tier": request.GET.get("tier", "")},
    )
    step = Step(
        f"Invite {ways.organisation_name(organisation_id)}",
        "Invite",
        "The invitation is recorded: it opens a way in.",
        (
            "An invitation opens a way in, a year before they apply for the status.",
            *((f"It opens the way in as {tiers[0].name}.",) if is_one_of_many else ()),
        ),
    )
    return _open(request, network_id, step, form, joining.invite_organisation)


@seated
def exception(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Open a way in by exception."""
    charter = charter_of(request, network_id)
    organisation_id = organisation_asked(request, network_id)
    form = forms.Exceptional(
        request.POST or None,
        tiers=_named([tier for tier in charter.tiers if routes.takes_exceptions(tier)]),
        initial={"organisation": organisation_id, "tier": request.GET.get("tier", "")},
    )
    step = Step(
        f"Make an exception for {ways.organisation_name(organisation_id)}",
        "Record it",
        "The exception is recorded with its reason: it opens a way in.",
        ("Whoever may see their membership reads the reason; it is not on the public page.",),
    )
    return _open(request, network_id, step, form, joining.record_exception)


def _named(tiers: list[Tier]) -> list[tuple[str, str]]:
    return [(tier.id, tier.name) for tier in tiers]


def _open(
    request: SeatedRequest,
    network_id: str,
    step: Step,
    form: django_forms.Form,
    act: Callable[..., WayOpened],
) -> HttpResponse:
    """Try to open a way in, of an organisation that may not be under way yet."""
    opened: list[WayOpened] = []

    def open_way() -> None:
        words = {**form.cleaned_data, "organisation_id": form.cleaned_data["organisation"]}
        del words["organisation"]
        opened.append(act(network_id, **words, by=request.seat, at=received_at(request)))

    if request.method == "POST" and attempt(form, open_way):
        return _say_who_was_told(request, step.done, opened[0])
    return show(request, form, step, back=reverse("pages:queue", args=[network_id]))


def _say_who_was_told(request: SeatedRequest, done: str, opened: WayOpened) -> HttpResponse:
    """Where nobody has access, the next page is the one on which it is given."""
    membership = opened.membership
    if opened.told:
        messages.success(request, f"{done} {_told(opened.told)}")
    elif people.head_addresses(membership):
        messages.success(request, f"{done} Its people were told of it before.")
    else:
        give = "Give someone who leads it access here: then they are told within a day."
        messages.warning(request, f"{done} {_told(0)} {give}")
        return redirect("accounts:people", membership.organisation_id)
    return redirect("pages:queue", membership.network_id)


def _told(count: int) -> str:
    if not count:
        return "Nobody there has access yet, so nobody was told."
    who = "One person there is" if count == 1 else f"{count} people there are"
    return f"{who} told by mail."
