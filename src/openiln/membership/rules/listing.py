"""What of a member's statuses its line in a list shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openiln.charters.facade import Designation


@dataclass(frozen=True)
class Held:
    """A designation that is held; both days are included."""

    designation: str
    since: date
    until: date | None

    def is_held(self, on: date) -> bool:
        """Whether it is on a day."""
        return self.since <= on and (self.until is None or self.until >= on)


def shown_status(known: Sequence[Designation], held: Sequence[Held], on: date) -> tuple[str, bool]:
    """The one status that a line shows, and whether it makes its holder a model for others.

    What makes a model comes first; then the order of the network's rules. ("", False) for none.
    """
    now = {each.designation for each in held if each.is_held(on)}
    mine = sorted((d for d in known if d.id in now), key=lambda d: not d.exemplar)
    return (mine[0].id, mine[0].exemplar) if mine else ("", False)


@dataclass(frozen=True)
class Listed:
    """A member as the lists show it. Empty words and None: nothing is recorded.

    `locale` is the first digit of the locale code, `size` a band of enrolment; `latitude` and
    `longitude` are degrees.
    """

    organisation_id: str
    name: str
    state_code: str
    locale: str
    size: str
    enrolment: int | None
    latitude: float | None
    longitude: float | None
    designation: str
    is_exemplar: bool
    member_on: date
    tier: str
