"""What stands around every page: which network it is of, and where one can go from here.

The network is in the address; a page whose address does not name it (a mailed link) says it by
`network_id` on the request. Where neither does (one's account), it is the one that the seat's
organisation runs or is a member of. Nothing is looked up before the template asks.
"""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from openiln.accounts.facade import HeldSeat
from openiln.charters.facade import NetworkInForce
from openiln.charters.web.networks import network_if_any
from openiln.kernel.seat import Seat, Unseated, Visitor
from openiln.membership import facade as membership
from openiln.shell.audience import seat_of


@dataclass(frozen=True)
class Place:
    """Somewhere to go: a word of the navigation."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class SeatShown:
    """A seat that the person holds, and the networks in which it has work."""

    held: HeldSeat
    networks: list[Place]


class Frame:
    """The frame of one request's page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def network(self) -> NetworkInForce | None:
        """The network whose page this is, or whose people look at it."""
        found = self._network_id()
        if not found or not hasattr(self._request, "received_at"):
            return None
        return network_if_any(self._request, found)

    @cached_property
    def public(self) -> list[Place]:
        """What anyone may read of the network."""
        if self.network is None:
            return []
        charter = self.network.charter
        words = charter.words
        places = [
            (capfirst(words.charter), "charters:commitments"),
            (capfirst(words.member.many), "membership:members"),
        ]
        if any(designation.exemplar for designation in charter.designations):
            places.append((capfirst(words.exemplar.many), "membership:exemplars"))
        places.append(("News", "news:news"))
        return [self._place(label, view) for label, view in places]

    @cached_property
    def work(self) -> list[Place]:
        """What is for the people of this seat's organisation, where it is of the network."""
        if self.network is None or isinstance(self._seat, Visitor | Unseated):
            return []
        places = [("Whom to call", "pages:contacts"), ("History", "pages:history")]
        if not self.runs_it:
            if self.network.id not in membership.networks_of(self._seat):
                return []
            return [self._place(*place) for place in [("My work", "pages:work"), *places]]
        more = [("Delivery troubles", "pages:troubles"), ("Words and settings", "pages:settings")]
        return [self._place(*place) for place in [("Waiting", "pages:queue"), *places, *more]]

    @cached_property
    def runs_it(self) -> bool:
        """Whether the seat is of the staff or the reviewers of the page's network."""
        return self.network is not None and self.network.id in membership.networks_run_by(
            self._seat
        )

    @cached_property
    def seats(self) -> list[SeatShown]:
        """Every seat of whoever looks, with the networks that it works in."""
        return [
            SeatShown(held, [self._work_in(id_) for id_ in membership.networks_of(held)])
            for held in self._held
        ]

    @property
    def other_seats(self) -> list[HeldSeat]:
        """The other seats of whoever looks: those that it can switch to."""
        return [each for each in self._held if each.public_id != self._seat.public_id]

    @property
    def _held(self) -> list[HeldSeat]:
        """Every seat of whoever looks; the middleware of accounts has put them on the request."""
        held: list[HeldSeat] = self._request.held_seats  # type: ignore[attr-defined]  # set there
        return held

    def _work_in(self, network_id: str) -> Place:
        found = network_if_any(self._request, network_id)
        name = found.charter.name if found else network_id
        return Place(name, reverse("pages:work", args=[network_id]), is_here=False)

    @property
    def here(self) -> str:
        """The word of the place that this page is, for the closed menu of a narrow screen."""
        places = [*self.work, *self.public]
        return next((place.label for place in places if place.is_here), "")

    @property
    def _seat(self) -> Seat:
        return seat_of(self._request)

    def _network_id(self) -> str:
        match = self._request.resolver_match
        named = match.kwargs.get("network_id", "") if match else ""
        named = named or getattr(self._request, "network_id", "")
        return named or next(iter(membership.networks_of(self._seat)), "")

    def _place(self, label: str, view: str, *words: str) -> Place:
        assert self.network is not None  # noqa: S101 -- the callers asked
        url = reverse(view, args=words or [self.network.id])
        match = self._request.resolver_match
        return Place(label, url, is_here=match is not None and match.view_name == view)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor that gives every template its frame."""
    return {"frame": Frame(request)}
