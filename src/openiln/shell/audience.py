"""Who a page is for. Every view says so; a test walks every address to prove it.

`public` is for anyone, `signed_in` for people who have signed in, `seated` for people who act for
an organisation. What of a page's things a seat may see is a matter of each context's queries.

Every form of a seated page carries the seat that it was rendered for (`<c-acting-as />`). A person
with two seats and two tabs would else act in the wrong name: a mismatch is refused, once, here.
"""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render, resolve_url

from openiln.kernel.seat import Seat, Unseated, Visitor

ACTING_AS = "acting_as"
"""The field of every form that names the seat which the form was rendered for."""

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Audience(Enum):
    """Who may call a view."""

    PUBLIC = "anyone"
    SIGNED_IN = "people who have signed in"
    SEATED = "people who act for an organisation"


class SeatedRequest(HttpRequest):
    """A request of which the seat is known."""

    seat: Seat


def seat_of(request: HttpRequest) -> Seat:
    """The seat that this request acts from; a visitor's where none is held."""
    seat = getattr(request, "seat", None)  # looked up only when something asks for it
    return Visitor() if seat is None else cast("Seat", seat)


def public(view: View) -> View:
    """Declare that anyone may see this."""
    view.audience = Audience.PUBLIC  # type: ignore[attr-defined]  # a mark on a function
    return view


def signed_in(view: View) -> View:
    """Declare that one must have signed in; a visitor is led to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a view's own
        if isinstance(seat_of(request), Visitor):
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        return view(request, *args, **kwargs)

    guarded.audience = Audience.SIGNED_IN  # type: ignore[attr-defined]  # a mark on a function
    return cast("View", guarded)


def seated(view: View) -> View:
    """Declare that this needs a seat, and that what is sent must come from a form of that seat."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a view's own
        seat = seat_of(request)
        if isinstance(seat, Unseated):
            return render(request, "shell/no_access.html", status=403)
        if request.method == "POST" and request.POST.get(ACTING_AS) != seat.public_id:
            return _refuse_other_seat(request)
        return view(request, *args, **kwargs)

    guarded = signed_in(guarded)
    guarded.audience = Audience.SEATED  # type: ignore[attr-defined]  # a mark on a function
    return cast("View", guarded)


def _refuse_other_seat(request: HttpRequest) -> HttpResponseBase:
    """Show what was sent, so that nothing typed is lost, and offer to send it as it was meant."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {ACTING_AS, "csrfmiddlewaretoken"}
        for value in values
    ]
    page = {
        "form_seat_id": request.POST.get(ACTING_AS, ""),
        "typed": typed,
        "had_files": bool(request.FILES),
    }
    return render(request, "shell/other_seat.html", page, status=409)
