"""What waits in a network: one queue for those who run it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from openiln.charters.facade import Charter
from openiln.pages.queries.waiting import Held, Kind, waiting_in
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


@seated
def queue(request: SeatedRequest, network_id: str) -> HttpResponse:
    """All that waits, the longest wait first, each with its holder and the next click."""
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
        "rows": shown[pager.rows],
        "total": len(found),
        "shown": len(shown),
        "ours": sum(1 for each in found if each.held is Held.US),
        "held": _choices(_holders(network.charter), "held", words, Counter(e.held for e in found)),
        "kinds": _choices(_kinds(network.charter), "kind", words, Counter(e.kind for e in found)),
        "pager": pager,
    }
    return render(request, "pages/queue.html", page)


def _kinds(charter: Charter) -> dict[str, str]:
    return {
        Kind.LETTER: charter.words.letter.many.capitalize(),
        Kind.INTEREST: "Interest registered",
        Kind.SUCCESSOR: "New heads who have not re-affirmed",
        Kind.INVITATION: "Invitations not taken up",
        Kind.MAIL: "Mail that did not arrive",
        Kind.JOB: "What stopped",
    }


def _holders(charter: Charter) -> dict[str, str]:
    return {Held.US: f"Waiting for {charter.steward}", Held.THEM: "Waiting for others"}


def _choices(
    labels: dict[str, str], name: str, words: dict[str, str], counts: Counter[str]
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
