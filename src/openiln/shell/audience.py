"""Who a page is for. Every view says so; a test walks every address to prove it.

`public` is for anyone. `seated` is for people who act for an organisation. What of a page's
things a seat may see is a matter of each context's queries.
"""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from openiln.kernel.seat import Seat, Visitor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Audience(Enum):
    """Who may call a view."""

    PUBLIC = "anyone"
    SEATED = "people who act for an organisation"


class SeatedRequest(HttpRequest):
    """A request of which the seat is known."""

    seat: Seat


def seat_of(request: HttpRequest) -> Seat:
    """The seat that this request acts from; a visitor's where none is held."""
    return cast("Seat", getattr(request, "seat", None) or Visitor())


def public(view: View) -> View:
    """Declare that anyone may see this."""
    view.audience = Audience.PUBLIC  # type: ignore[attr-defined]  # a mark on a function
    return view


def seated(view: View) -> View:
    """Declare that this needs a seat; without one, lead to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- a view's own
        if isinstance(seat_of(request), Visitor):
            return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
        return view(request, *args, **kwargs)

    guarded.audience = Audience.SEATED  # type: ignore[attr-defined]  # a mark on a function
    return cast("View", guarded)
