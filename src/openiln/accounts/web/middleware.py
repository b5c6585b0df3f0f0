"""Which seat a request acts from: the one the session chose, else the first that is held."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from openiln.accounts import queries
from openiln.accounts.models import Person
from openiln.accounts.rules import HeldSeat
from openiln.kernel.seat import Seat, Unseated, Visitor

CHOSEN = "seat"


def take_seat(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put the seat on the request, and all that its holder has.

    They are looked up once, and only when something asks for one of them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.held_seats = SimpleLazyObject(lambda: _look_up(request))  # type: ignore[attr-defined]  # read by the frame, to switch
        request.seat = SimpleLazyObject(lambda: resolve(request))  # type: ignore[attr-defined]  # read by shell.audience.seat_of
        return get_response(request)

    return middleware


def resolve(request: HttpRequest) -> Seat:
    """The seat of this request. A seat that has ended is not held any more."""
    if not request.user.is_authenticated:
        return Visitor()
    held = held_seats(request)
    chosen = request.session.get(CHOSEN)
    of_choice = [seat for seat in held if seat.public_id == chosen]
    if not held:
        return Unseated(person_of(request).public_id)
    return (of_choice or held)[0]


def held_seats(request: HttpRequest) -> list[HeldSeat]:
    """Every seat that whoever asks holds, oldest first; a visitor holds none."""
    held: list[HeldSeat] = request.held_seats  # type: ignore[attr-defined]  # set above
    return held


def _look_up(request: HttpRequest) -> list[HeldSeat]:
    if not request.user.is_authenticated:
        return []
    return [seat.held() for seat in queries.seats_of_person(person_of(request))]


def person_of(request: HttpRequest) -> Person:
    """Who has signed in; only behind a check that someone has."""
    return cast("Person", request.user)
