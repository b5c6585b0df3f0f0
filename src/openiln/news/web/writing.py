"""The pages on which the staff of a network write its news."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from openiln.charters.facade import Charter
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import Refusal
from openiln.news import queries
from openiln.news.actions import announcing
from openiln.news.models import Announcement
from openiln.news.permissions import may_announce
from openiln.news.rules import is_public
from openiln.news.web import forms
from openiln.news.web.reading import charter_of
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at


@dataclass(frozen=True)
class Step:
    """How a page of one form reads. `shown` is the announcement whose words it is about."""

    title: str
    button: str
    intro: tuple[str, ...] = ()
    shown: Announcement | None = None
    is_grave: bool = False


@seated
def draft(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Write an announcement."""
    charter = charter_of(request, network_id)
    if not may_announce(request.seat, network_id):
        raise Http404("This page is for the staff of the network.")
    form = forms.Draft(request.POST or None, is_public=is_public(charter))
    drafted: list[Announcement] = []
    if _attempt(
        request,
        form,
        lambda: drafted.append(
            announcing.draft_announcement(
                network_id, **form.cleaned_data, by=request.seat, at=received_at(request)
            )
        ),
    ):
        messages.success(request, "Saved as a draft. Nobody outside reads it until you publish it.")
        return redirect(drafted[0])
    intro = ("Save it as a draft first; the next page shows it as it will be read.",)
    return _show(request, form, charter, Step("Write an announcement", "Save the draft", intro))


@seated
def edit(request: SeatedRequest, network_id: str, announcement_id: str) -> HttpResponse:
    """Change what has not appeared."""
    charter, found = _found(request, network_id, announcement_id)
    initial = {"title": found.title, "text": found.text, "audience": found.audience}
    form = forms.Edit(
        request.POST or None,
        initial={**initial, "read": found.fingerprint},
        is_public=is_public(charter),
    )
    if _attempt(
        request,
        form,
        lambda: announcing.edit_announcement(
            found, **form.cleaned_data, by=request.seat, at=received_at(request)
        ),
    ):
        messages.success(request, "Saved.")
        return redirect(found)
    _read_anew(form, found)
    return _show(request, form, charter, Step("Edit the announcement", "Save"), found)


@seated
def publish(request: SeatedRequest, network_id: str, announcement_id: str) -> HttpResponse:
    """Let it appear, now or on a day."""
    charter, found = _found(request, network_id, announcement_id)
    form = forms.Publish(request.POST or None, initial={"read": found.fingerprint})
    if _attempt(
        request,
        form,
        lambda: announcing.publish_announcement(
            found, **form.cleaned_data, by=request.seat, at=received_at(request)
        ),
    ):
        on = form.cleaned_data["on"]
        messages.success(
            request, f"It appears on {day_in_words(on)}." if on else "It is published."
        )
        return redirect(found)
    _read_anew(form, found)
    readers = "Only people of the network will read it, when they have signed in."
    if found.is_public:
        count = queries.followers(network_id).count()
        follow = "1 address that follows" if count == 1 else f"{count:,} addresses that follow"
        readers = f"Everyone will read it, and it is mailed once, to {follow} the network."
    intro = ("This is how it will be read.", readers)
    step = Step("Publish the announcement", "Publish", intro, shown=found)
    return _show(request, form, charter, step, found)


@seated
def correct(request: SeatedRequest, network_id: str, announcement_id: str) -> HttpResponse:
    """Mend what has appeared."""
    charter, found = _found(request, network_id, announcement_id)
    initial = {"title": found.title, "text": found.text, "read": found.fingerprint}
    form = forms.Correct(request.POST or None, initial=initial)
    if _attempt(
        request,
        form,
        lambda: announcing.correct_announcement(
            found, **form.cleaned_data, by=request.seat, at=received_at(request)
        ),
    ):
        messages.success(request, "Corrected. Your note stands below the announcement.")
        return redirect(found)
    _read_anew(form, found)
    intro = ("The page changes at once. Mails that were sent are not sent again.",)
    return _show(request, form, charter, Step("Correct the announcement", "Correct", intro), found)


@seated
def take_back(request: SeatedRequest, network_id: str, announcement_id: str) -> HttpResponse:
    """Take it back, with a reason."""
    charter, found = _found(request, network_id, announcement_id)
    form = forms.TakeBack(request.POST or None)
    if _attempt(
        request,
        form,
        lambda: announcing.take_back(
            found, **form.cleaned_data, by=request.seat, at=received_at(request)
        ),
    ):
        messages.success(request, "It is taken back.")
        return redirect(found)
    intro = (
        "It leaves the list and the feed. Mails that were sent cannot be called back.",
        "It cannot be published again: write a new one for that.",
    )
    step = Step("Take the announcement back", "Take it back", intro, shown=found, is_grave=True)
    return _show(request, form, charter, step, found)


def _found(
    request: SeatedRequest, network_id: str, announcement_id: str
) -> tuple[Charter, Announcement]:
    """An announcement that the seat may write about. Any other is a 404."""
    charter = charter_of(request, network_id)
    visible = queries.visible_to(request.seat, received_at(request))
    found = get_object_or_404(visible, network_id=network_id, public_id=announcement_id)
    if not may_announce(request.seat, network_id):
        raise Http404("This page is for the staff of the network.")
    return charter, found


def _attempt(request: HttpRequest, form: django_forms.Form, act: Callable[[], object]) -> bool:
    """Whether something valid was sent and the action took it; else the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def _read_anew(form: django_forms.Form, found: Announcement) -> None:
    """After a refusal the form must speak of the words as they now stand."""
    if form.is_bound:
        found.refresh_from_db()
        form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as bound above
        form.data["read"] = found.fingerprint  # type: ignore[index]  # the copy can be changed


def _show(
    request: HttpRequest,
    form: django_forms.Form,
    charter: Charter,
    step: Step,
    found: Announcement | None = None,
) -> HttpResponse:
    """The page of one form, with all that was typed."""
    page = {"form": form, "charter": charter, "step": step, "announcement": found}
    return render(request, "news/step.html", page)
