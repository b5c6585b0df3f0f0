"""What the pages of one step share: fetch the membership, try the action, show the form again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from openiln.charters.facade import Charter
from openiln.charters.web.networks import network_of
from openiln.files.models import StoredFile
from openiln.files.store import store_file
from openiln.kernel.errors import Refusal, RuleViolation
from openiln.kernel.limits import check_rate
from openiln.membership.models.letter import Letter
from openiln.membership.models.membership import Membership
from openiln.membership.queries import letters, memberships
from openiln.shell.audience import SeatedRequest
from openiln.shell.middleware import received_at

MOST_FILES = 60
"""Files of one seat in an hour **[choice]**: one a minute, of whoever records a pile of papers."""


@dataclass(frozen=True)
class Proof:
    """Something that a step rests on, and where the file behind it is, if there is one."""

    text: str
    link: str = ""
    url: str = ""


@dataclass(frozen=True)
class Step:
    """How a page of one form reads, and what is said when it is done.

    `letter` is the exact text that is read and signed here; `about` the letter that the step is
    about, whose text lies folded on the page. `proofs` are what the step rests on, a line for each.
    """

    title: str
    button: str
    done: str
    intro: tuple[str, ...] = ()
    letter: str = ""
    about: Letter | None = None
    proofs: tuple[Proof, ...] = ()
    is_grave: bool = False


def charter_of(request: HttpRequest, network_id: str) -> Charter:
    """The rules of a network today. What there is not is a 404."""
    return network_of(request, network_id).charter


def membership_of(request: SeatedRequest, network_id: str, membership_id: str) -> Membership:
    """A membership that the seat may see. Any other is a 404."""
    visible = memberships.visible_to(request.seat)
    return get_object_or_404(visible, network_id=network_id, public_id=membership_id)


def folder_of(membership: Membership) -> letters.Folder:
    """Its letter and what lies beside it. Where none was drawn up, a 404."""
    try:
        return letters.folder(membership)
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing


def keep_file(uploaded: Any, at: datetime) -> StoredFile | None:  # noqa: ANN401 -- Django's uploaded file
    """Store what was uploaded, if anything was; inside a transaction, so that a refusal undoes it.

    Raises:
        BadInput: it is of a kind that is not taken, empty or too large.
    """
    if not uploaded:
        return None
    return store_file(uploaded.file, name=uploaded.name, size=uploaded.size, at=at)


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether what was sent is valid and the action took it; else the form says why not."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def take(
    request: SeatedRequest,
    found: Membership,
    step: Step,
    form: forms.Form,
    act: Callable[..., object],
    *,
    check: Callable[[], object] = lambda: None,
) -> HttpResponse:
    """Try a step of a membership: `act` takes it, the form's words, `by` and `at`.

    `check` refuses whoever would fill in the form in vain: they read why in place of it. It is
    asked again when the form is sent, so that no file is stored of whoever may not do the step.
    """

    def checked() -> None:
        check()
        at = received_at(request)
        if request.FILES:
            each = f"files by {request.seat.public_id}"
            check_rate(each, limit=MOST_FILES, per=timedelta(hours=1), at=at)
        act(found, **form.cleaned_data, by=request.seat, at=at)

    if request.method != "POST":
        try:
            check()
        except Refusal as refusal:
            return refuse(request, found, step, refusal)
    if request.method == "POST" and attempt(form, checked):
        messages.success(request, step.done)
        return redirect(found)
    is_new = _read_anew(form)
    return show(request, form, step, back=found.get_absolute_url(), is_new=is_new)


def refuse(request: HttpRequest, found: Membership, step: Step, refusal: Refusal) -> HttpResponse:
    """The page of a step that cannot be taken: why not, in place of its form."""
    page = {"step": step, "refusal": refusal.sentence, "back": found.get_absolute_url()}
    return render(request, "membership/step.html", page)


def show(
    request: HttpRequest, form: forms.Form, step: Step, *, back: str, is_new: bool = False
) -> HttpResponse:
    """The page of one form, with all that was typed. A new text of the letter stands open on it."""
    page = {"form": form, "step": step, "back": back, "is_new": is_new}
    return render(request, "membership/step.html", page)


def _read_anew(form: forms.Form) -> bool:
    """After a refusal the page shows the text as it now stands, and the form speaks of that.

    Returns whether that is another text than the one that was on the page before.
    """
    if not form.is_bound or "read" not in form.initial:
        return False
    before, now = form.data.get("read"), form.initial["read"]
    form.data = form.data.copy()  # type: ignore[attr-defined]  # what came is a QueryDict
    form.data["read"] = now  # type: ignore[index]  # the copy can be written
    return bool(before != now)
