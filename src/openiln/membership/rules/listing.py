"""The statuses of a member: when each is held, and which one its line in a list shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openiln.charters.facade import Designation
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import BadInput, RuleViolation


@dataclass(frozen=True)
class Held:
    """A designation that is held; both days are included."""

    designation: str
    since: date
    until: date | None

    def is_held(self, on: date) -> bool:
        """Whether it is on a day."""
        return self.since <= on and (self.until is None or self.until >= on)

    def overlaps(self, other: "Held") -> bool:
        """Whether there is a day on which both are held."""
        later = max(self.since, other.since)
        return self.is_held(later) and other.is_held(later)

    @property
    def days(self) -> str:
        if self.until is None:
            return f"since {day_in_words(self.since)}, without a last day"
        return f"from {day_in_words(self.since)} to {day_in_words(self.until)}"


def check_spell(wanted: Held, beside: Iterable[Held], name: str) -> None:
    """Refuse a spell of a status that cannot be, or that shares a day with another spell of it.

    Raises:
        BadInput: it ends before it begins.
        RuleViolation: it shares a day with one of those beside it.
    """
    if wanted.until is not None and wanted.until < wanted.since:
        raise BadInput(
            f"The last day lies before the first, {day_in_words(wanted.since)}. Write a later one."
        )
    for other in beside:
        if wanted.overlaps(other):
            raise RuleViolation(
                f"{name} is recorded already, {other.days}. Choose other days, or first write "
                "another last day for that, under Status on the page of the membership."
            )


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
