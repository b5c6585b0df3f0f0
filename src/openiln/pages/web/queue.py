"""What waits in a network: one queue for those who run it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from openiln.charters.facade import Charter
from openiln.pages.queries.waiting import Held, Kind, Waiting, waiting_in
from openiln.pages.web.inside import local_day, network_we_run
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at
from openiln.tables.pager import asked_page, pager_of

PAGE = 50


@dataclass(frozen=True)
class Choice:
    """One way to narrow the queue."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Part:
    """What one side holds: how much in all, and its rows on this page."""

    id: str
    title: str
    count: int
    rows: list[Waiting]


@seated
def queue(request: SeatedRequest, network_id: str) -> HttpResponse:
    """All that waits, our own first and then by the longest wait, each with the next click."""
    network = network_we_run(request, network_id)
    day, at = local_day(request, network), received_at(request)
    found = waiting_in(network, request.seat, day, at)
    kind, held = request.GET.get("kind", ""), request.GET.get("held", "")
    shown = [
        each for each in found if kind in {"", each.kind.value} and held in {"", each.held.value}
    ]
    words = {"kind": kind, "held": held}
    pager = pager_of(
        len(shown), PAGE, asked_page(request.GET), lambda n: _address(words | {"page": n})
    )
    page = {
        "charter": network.charter,
        "parts": [
            part
            for part in _parts(network.charter, shown, shown[pager.rows])
            if part.rows or not (part.count or kind or held or pager.number > 1)
        ],
        "total": len(found),
        "shown": len(shown),
        "ours": sum(1 for each in found if each.held is Held.US),
        "held": _choices(
            _holders(network.charter),
            "held",
            words,
            Counter(each.held for each in found if kind in {"", each.kind.value}),
        ),
        "kinds": _choices(
            _kinds(network.charter),
            "kind",
            words,
            Counter(each.kind for each in found if held in {"", each.held.value}),
        ),
        "pager": pager,
    }
    return render(request, "pages/queue.html", page)


def _parts(charter: Charter, shown: list[Waiting], here: list[Waiting]) -> list[Part]:
    """What each side holds; the page shows one without a row where it has none at all.

    So the staff read that nothing waits for them, but not on a second page, nor among some kinds.
    """
    return [
        Part(
            id=held.value,
            title=title,
            count=sum(1 for each in shown if each.held is held),
            rows=[each for each in here if each.held is held],
        )
        for held, title in _holders(charter).items()
    ]


def _kinds(charter: Charter) -> dict[Kind, str]:
    return {
        Kind.LETTER: capfirst(charter.words.letter.many),
        Kind.INTEREST: "Interest registered",
        Kind.SUCCESSOR: "New heads who have not re-affirmed",
        Kind.INVITATION: "Invitations not taken up",
        Kind.MAIL: "Mail that did not arrive",
        Kind.JOB: "What stopped",
    }


def _holders(charter: Charter) -> dict[Held, str]:
    return {Held.US: f"For {charter.steward} to decide or do", Held.THEM: "Waiting for others"}


def _choices(
    labels: Mapping[Kind, str] | Mapping[Held, str],
    name: str,
    words: dict[str, str],
    counts: Counter[str],
) -> list[Choice]:
    """The values that rows have, each with the address that chooses it or no longer does."""
    return [
        Choice(
            label=label,
            count=counts[value],
            url=_address(words | {name: "" if words[name] == value else str(value)}),
            is_chosen=words[name] == value,
        )
        for value, label in labels.items()
        if counts[value] or words[name] == value
    ]


def _address(words: Mapping[str, object]) -> str:
    return "?" + urlencode({name: word for name, word in words.items() if word})
