"""What members and the steward owe each other: clauses, obligations, menus."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from openiln.charters.rules.schema import Element, Fault, Form, Key, Table


class Side(StrEnum):
    """Who owes it."""

    MEMBER = "member"
    STEWARD = "steward"


class Strength(StrEnum):
    """How firm it is. What is expected is never overdue."""

    REQUIRED = "required"
    EXPECTED = "expected"


class Counted(StrEnum):
    """What is counted: each is a thing that happens, and is recorded where it happens."""

    CONVENING_ATTENDED = "convening-attended"
    CALL_ATTENDED = "call-attended"
    GROUP_WORK = "group-work"
    CONTACT = "contact"
    HIGHLIGHT = "highlight"
    PRACTICE = "practice"
    SHARING = "sharing"
    HELP_OFFERED = "help-offered"
    EXCHANGE = "exchange"
    CONVENING_HELD = "convening-held"
    ASSISTANCE = "assistance"
    TRAINING = "training"
    REPORT = "report"
    POLICY_WORK = "policy-work"


MEMBERS_OWN = frozenset(
    {Counted.CONVENING_ATTENDED, Counted.CALL_ATTENDED, Counted.HIGHLIGHT, Counted.HELP_OFFERED}
)
"""What only a member can do."""

STEWARDS_OWN = frozenset({Counted.CONVENING_HELD, Counted.ASSISTANCE, Counted.TRAINING})
"""What only a steward does."""

WITH_MODES = frozenset(
    {Counted.CONTACT, Counted.CONVENING_ATTENDED, Counted.CALL_ATTENDED, Counted.EXCHANGE}
)
"""What happens in writing, online or face to face."""


class Mode(StrEnum):
    """How people met."""

    WRITTEN = "written"
    ONLINE = "online"
    TELEPHONE = "telephone"
    FACE_TO_FACE = "face-to-face"


class PerEach(StrEnum):
    """Whose count must reach the number."""

    MEMBER = "member"
    PARTICIPANT = "participant"
    NETWORK = "network"


class Per(StrEnum):
    """The period in which it must."""

    PROGRAM_YEAR = "program-year"
    QUARTER = "quarter"
    MONTH = "month"
    MEMBERSHIP = "membership"


@dataclass(frozen=True, kw_only=True)
class Part(Table):
    """A part of the number that must come in certain ways."""

    mode: Annotated[tuple[Mode, ...], Key("The ways, any of them.")]
    at_least: Annotated[int, Key("How many at least.", least=1, most=1000)]


@dataclass(frozen=True, kw_only=True)
class Holds(Table):
    """What each counted thing holds: two to three practices in a highlight."""

    what: Annotated[Counted, Key("What it holds.")]
    at_least: Annotated[int, Key("How many at least.", least=1, most=100)]
    at_most: Annotated[int | None, Key("How many at most.", least=1, most=100)] = None

    def faults(self) -> Iterator[Fault]:
        if self.at_most is not None and self.at_most < self.at_least:
            wrong = f"is {self.at_most}, below at_least = {self.at_least}."
            yield Fault("at_most", wrong, "Exchange the two numbers.")


@dataclass(frozen=True, kw_only=True)
class DueOn(Table):
    """Due on one day of every year."""

    on: Annotated[str, Key("The day.", form=Form.MONTH_DAY)]


@dataclass(frozen=True, kw_only=True)
class DueAfter(Table):
    """Due some days after the program year's end."""

    days_after_year: Annotated[int, Key("How many days.", least=0, most=366)]


Due: TypeAlias = DueOn | DueAfter


@dataclass(frozen=True, kw_only=True)
class Clause(Element):
    """An element of `[[clauses]]`: a promise in the words that the signatory reads."""

    said_by: Annotated[Side, Key("Whose promise it is.")]
    text: Annotated[str, Key("The promise, in our words.")]
    strength: Annotated[Strength, Key("Whether it is firm or an effort.")] = Strength.REQUIRED


@dataclass(frozen=True, kw_only=True)
class Obligation(Element):
    """An element of `[[obligations]]`: what of a clause is counted, and how.

    Without `at_least` no number is asked, because the documents state none: what happened is
    shown, and nothing is ever missing.
    """

    clause: Annotated[str, Key("The clause that it makes good.", of="clauses")]
    owed_by: Annotated[Side, Key("Who owes it.")]
    strength: Annotated[Strength, Key("Whether it is firm or an effort.")]
    counts: Annotated[Counted, Key("What is counted.")]
    at_least: Annotated[int | None, Key("How many, if a number is asked.", least=1, most=1000)] = (
        None
    )
    per: Annotated[Per, Key("In which period.")] = Per.PROGRAM_YEAR
    per_each: Annotated[PerEach, Key("Whose count must reach the number.")] = PerEach.MEMBER
    including: Annotated[tuple[Part, ...], Key("Parts that must come in certain ways.")] = ()
    together: Annotated[
        bool, Key("Whether the number counts all ways together, or each part for itself.")
    ] = True
    holds: Annotated[Holds | None, Key("What each one holds.")] = None
    in_groups: Annotated[tuple[str, ...], Key("Only in these groups.", of="groups")] = ()
    areas: Annotated[str | None, Key("The areas that it is shown by.", of="vocabularies")] = None
    as_needed: Annotated[bool, Key("Whether it is asked only as need arises.")] = False
    due: Annotated[Due | None, Key("By when; else by the end of the period.")] = None

    def faults(self) -> Iterator[Fault]:
        yield from self._faults_of_number()
        yield from self._faults_of_parts()
        yield from self._faults_of_side()

    def _faults_of_number(self) -> Iterator[Fault]:
        if self.due and self.at_least is None:
            yield Fault("due", "has no number to be due.", "Add at_least, or remove due.")
        if self.due and self.strength is Strength.EXPECTED:
            mend = "Remove due: an effort is never overdue."
            yield Fault("due", "sets a day for an effort.", mend)
        if self.as_needed and self.at_least is not None:
            mend = "Remove at_least, or remove as_needed."
            yield Fault("as_needed", "asks for a number and for none.", mend)
        if self.due and self.per is not Per.PROGRAM_YEAR:
            mend = 'Remove due, or count per = "program-year".'
            yield Fault("due", f"is a day of the year, but it counts by {self.per}.", mend)

    def _faults_of_parts(self) -> Iterator[Fault]:
        if self.including and self.at_least is None:
            yield Fault("including", "is a part of no number.", "Add at_least.")
        elif self.including and self.together:
            parts = sum(part.at_least for part in self.including)
            if parts > (self.at_least or 0) and not self._parts_overlap():
                wrong = f"asks for {parts} in its parts, but for {self.at_least} in all."
                yield Fault("including", wrong, f"Write at_least = {parts}, or smaller parts.")
        if self.including and self.counts not in WITH_MODES:
            mend = f"Remove it, or count one of: {', '.join(sorted(WITH_MODES))}."
            yield Fault("including", f"asks in which way, which {self.counts} has not.", mend)

    def _parts_overlap(self) -> bool:
        modes = [mode for part in self.including for mode in part.mode]
        return len(modes) > len(set(modes))

    def _faults_of_side(self) -> Iterator[Fault]:
        is_stewards = self.owed_by is Side.STEWARD
        if is_stewards and self.counts in MEMBERS_OWN:
            mend = 'Write owed_by = "member", or count what a steward does.'
            yield Fault("counts", f"is {self.counts}, which only a member does.", mend)
        if not is_stewards and self.counts in STEWARDS_OWN:
            mend = 'Write owed_by = "steward", or count what a member does.'
            yield Fault("counts", f"is {self.counts}, which only a steward does.", mend)
        if not is_stewards and self.per_each is PerEach.NETWORK:
            mend = 'Write per_each = "member" or "participant".'
            yield Fault("per_each", "counts one member for the whole network.", mend)


@dataclass(frozen=True, kw_only=True)
class Menu(Element):
    """An element of `[[menus]]`: some of these, by the member's choice."""

    name: Annotated[str, Key("What it is called.")]
    of: Annotated[tuple[str, ...], Key("What may be chosen.", of="obligations", least=2)]
    at_least: Annotated[int, Key("How many must be chosen.", least=1, most=100)]
    number_is_stated: Annotated[
        bool, Key("False where the documents say 'some' and the number is our reading.")
    ] = True

    def faults(self) -> Iterator[Fault]:
        if self.at_least > len(self.of):
            wrong = f"asks for {self.at_least} out of {len(self.of)}."
            yield Fault("at_least", wrong, f"Write {len(self.of)} or less.")
        if self.at_least == len(self.of):
            mend = "Remove the menu: each of its items is owed."
            yield Fault("at_least", "leaves nothing to choose.", mend)
