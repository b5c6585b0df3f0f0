"""The steps of signing: signed in, by a mailed link, on paper, and re-affirming."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openiln.files.store import store_file
from openiln.kernel.errors import OutOfDate, RuleViolation
from openiln.membership.actions import links, reaffirming, signing
from openiln.membership.models.membership import Membership
from openiln.membership.queries import letters
from openiln.membership.rules.signatures import signatory_called
from openiln.membership.web import forms
from openiln.membership.web.steps import Step, attempt, folder_of, membership_of, show
from openiln.shell.audience import SeatedRequest, public, seated
from openiln.shell.middleware import received_at


@seated
def sign(
    request: SeatedRequest, network_id: str, membership_id: str, signatory: str
) -> HttpResponse:
    """Read the exact text and sign it."""
    found = membership_of(request, network_id, membership_id)
    letter, asked = _asked(found, signatory)
    form = forms.Sign(request.POST or None, initial={"read": letter.sha256})
    if request.method == "POST" and attempt(
        form,
        lambda: signing.sign_letter(
            found,
            signatory=signatory,
            **form.cleaned_data,
            by=request.seat,
            at=received_at(request),
        ),
    ):
        messages.success(request, f"Signed as: {asked}.")
        return redirect(found)
    _read_anew(form, letter.sha256)
    intro = (f"You sign as: {asked}. Read the text; below it type your name and title.",)
    step = Step("Sign the letter", "Sign", intro, letter.text, back=found.get_absolute_url())
    return show(request, form, step)


@seated
def link(
    request: SeatedRequest, network_id: str, membership_id: str, signatory: str
) -> HttpResponse:
    """Mail a link to someone who signs without an account."""
    found = membership_of(request, network_id, membership_id)
    _, asked = _asked(found, signatory)
    form = forms.Link(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda: links.send_signing_link(
            found,
            signatory=signatory,
            **form.cleaned_data,
            by=request.seat,
            at=received_at(request),
        ),
    ):
        messages.success(request, f"A link goes to {form.cleaned_data['address']}.")
        return redirect(found)
    intro = (
        f"For the signature: {asked}. They read the letter on one page and sign it there.",
        "The link works for two weeks. A new one takes the place of an older one.",
    )
    step = Step("Mail a link to sign", "Mail the link", intro, back=found.get_absolute_url())
    return show(request, form, step)


@seated
def paper(
    request: SeatedRequest, network_id: str, membership_id: str, signatory: str
) -> HttpResponse:
    """Record what was signed on paper."""
    found = membership_of(request, network_id, membership_id)
    letter, asked = _asked(found, signatory)
    initial = {"read": letter.sha256}
    form = forms.Paper(request.POST or None, request.FILES or None, initial=initial)

    def record() -> None:
        typed: dict[str, Any] = form.cleaned_data
        at, upload = received_at(request), typed.pop("scan")
        with transaction.atomic():  # a refusal leaves no row of the file either
            stored = upload and store_file(upload.file, name=upload.name, size=upload.size, at=at)
            signing.record_paper_signature(
                found, signatory=signatory, **typed, scan=stored, by=request.seat, at=at
            )

    if request.method == "POST" and attempt(form, record):
        messages.success(request, f"Recorded: {asked}, signed on paper.")
        return redirect(found)
    _read_anew(form, letter.sha256)
    intro = (f"For the signature: {asked}. The paper must have had exactly the text below.",)
    step = Step(
        "Record a signature on paper",
        "Record it",
        intro,
        letter.text,
        back=found.get_absolute_url(),
        words={"has_file": True},
    )
    return show(request, form, step)


@seated
def reaffirm(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """The successor of a superintendent reads the letter and stands behind it."""
    found = membership_of(request, network_id, membership_id)
    letter = letters.accepted_letter(found)
    if letter is None:
        raise Http404("There is no accepted letter to re-affirm.")
    form = forms.Sign(request.POST or None, initial={"read": letter.sha256})
    if request.method == "POST" and attempt(
        form,
        lambda: reaffirming.reaffirm_commitment(
            found, **form.cleaned_data, by=request.seat, at=received_at(request)
        ),
    ):
        messages.success(request, "Thank you. The commitment stands, and you stand behind it.")
        return redirect(found)
    intro = ("This is what your district promised before you came.",)
    step = Step(
        "Re-affirm the letter", "Re-affirm", intro, letter.text, back=found.get_absolute_url()
    )
    return show(request, form, step)


@public
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One page for someone without an account. A GET shows it, and spends nothing."""
    found = letters.link_of(token)
    if found is None:
        raise Http404("This link is not one of ours. Copy it whole from the mail.")
    at = received_at(request)
    membership = found.letter.membership
    letter, asked = _asked(membership, found.signatory)
    form = forms.Sign(request.POST or None, initial={"read": letter.sha256})
    page: dict[str, object] = {"membership": membership, "asked": asked, "form": form}
    page["text"] = found.letter.text
    if request.method == "POST":
        form.fields["read"].required = False
        page["is_signed"] = attempt(
            form,
            lambda: links.sign_by_link(
                token, name=form.cleaned_data["name"], title=form.cleaned_data["title"], at=at
            ),
        )
        return render(request, "membership/by_link.html", page)
    try:
        links.check_link(found, at)
    except OutOfDate as refusal:
        page["refusal"] = refusal.sentence
    return render(request, "membership/by_link.html", page)


def _asked(found: Membership, signatory: str) -> tuple[Any, str]:
    """The current letter, and who is asked by what name. What the letter does not ask is a 404."""
    folder = folder_of(found)
    try:
        return folder.letter, signatory_called(folder.charter, folder.tier, signatory).name
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing


def _read_anew(form: Any, sha256: str) -> None:  # noqa: ANN401 -- a form of this context
    """After a refusal the page shows the text as it now stands; the form must speak of that."""
    if form.is_bound:
        form.data = form.data.copy()
        form.data["read"] = sha256
