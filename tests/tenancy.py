"""How a stranger would call every public function of every context's `actions` and `facade`.

Each context's builders lie in strangers/<context>.py. A function that takes a seat has one: it
makes what the call is about, which belongs to others, and returns the call, waiting for a seat. A
function that takes none has its reason.
"""

from collections.abc import Callable
from dataclasses import dataclass

from openiln.kernel.seat import Seat

Call = Callable[[Seat], object]


@dataclass(frozen=True)
class Stranger:
    """What a stranger's call must come to: a refusal, an empty answer, or what anyone may read."""

    build: Callable[[], Call]
    meets: str


REFUSED, NOTHING, PUBLIC = "refused", "nothing", "public"
STRANGERS: dict[str, Stranger] = {}
SEATLESS: dict[str, str] = {}
"""Functions that take no seat, each with its reason."""
INSIDE: dict[str, str] = {}
"""Functions that take a seat only to write down whose permitted action they are part of."""


def meets(outcome: str, name: str) -> Callable[[Callable[[], Call]], Callable[[], Call]]:
    """Register the builder of a stranger's call, and what the call must come to."""

    def register(build: Callable[[], Call]) -> Callable[[], Call]:
        STRANGERS[name] = Stranger(build, outcome)
        return build

    return register


def calls(function: Callable[..., object], **named: object) -> Call:
    """The call with its words, waiting for `by`."""
    return lambda by: function(**named, by=by)


def asks(function: Callable[..., object], *words: object) -> Call:
    """The question with its words, waiting for the seat that asks first."""
    return lambda seat: function(seat, *words)
