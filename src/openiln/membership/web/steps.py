"""What the pages of one step share: fetch the membership, try the action, show the form again."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from openiln.charters.facade import Charter
from openiln.kernel.errors import Refusal, RuleViolation
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, letters, memberships
from openiln.shell.audience import SeatedRequest
from openiln.shell.middleware import received_at


@dataclass(frozen=True)
class Step:
    """How a page of one form reads. `letter` is the exact text that it is about, if it is."""

    title: str
    button: str
    intro: tuple[str, ...] = ()
    letter: str = ""
    is_grave: bool = False
    back: str = ""
    words: dict[str, object] = field(default_factory=dict)


def charter_of(request: HttpRequest, network_id: str) -> Charter:
    """The rules of a network today. What there is not is a 404."""
    try:
        return in_force.network(network_id, received_at(request)).charter
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing


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


def show(request: HttpRequest, form: forms.Form, step: Step) -> HttpResponse:
    """The page of one form, with all that was typed."""
    return render(request, "membership/step.html", {"form": form, "step": step})
