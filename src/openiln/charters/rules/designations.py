"""Statuses with their own pipeline, such as District of Innovation."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from openiln.charters.rules.schema import Element, Fault, Form, Key, Table
from openiln.charters.rules.waivers import Term, WaiverRules


class CapPer(StrEnum):
    """What a cap counts by."""

    PROGRAM_YEAR = "program-year"
    CALENDAR_YEAR = "calendar-year"
    IN_ALL = "in-all"


class Duty(StrEnum):
    """Whether the steward is free to act."""

    MAY = "may"
    SHALL = "shall"


class Consequence(StrEnum):
    """What follows."""

    REVIEW = "review"
    AMEND = "amend"
    END = "end"


class Actor(StrEnum):
    """Whose step it is."""

    MEMBER = "member"
    STEWARD = "steward"
    BOARD = "local-board"
    DECIDER = "decider"


@dataclass(frozen=True, kw_only=True)
class Requirement(Table):
    """What must have been before."""

    membership_years: Annotated[
        int | None, Key("Years in the network, from its joining.", least=1, most=20)
    ] = None
    invited: Annotated[bool, Key("Whether it must be invited.")] = False
    readiness: Annotated[
        bool, Key("Whether the agency that runs the network evaluates its readiness.")
    ] = False
    votes: Annotated[tuple[str, ...], Key("The votes that must pass.", of="votes")] = ()


@dataclass(frozen=True, kw_only=True)
class Cap(Table):
    """How many may be designated."""

    at_most: Annotated[int, Key("How many.", least=1, most=10000)]
    per: Annotated[CapPer, Key("By which year.")]
    source: Annotated[str | None, Key("The law or rule behind it.")] = None


@dataclass(frozen=True, kw_only=True)
class Step(Element):
    """A step of the pipeline."""

    name: Annotated[str, Key("What is done.")]
    by: Annotated[Actor, Key("Whose step it is.")]
    due: Annotated[str | None, Key("By which day of the year.", form=Form.MONTH_DAY)] = None


@dataclass(frozen=True, kw_only=True)
class Trigger(Element):
    """What happens after so many years in a row."""

    when: Annotated[str, Key("What must be so, year after year.")]
    consecutive_years: Annotated[int, Key("For how many years.", least=1, most=20)]
    steward: Annotated[Duty, Key("Whether the agency that runs the network may act or shall.")]
    does: Annotated[Consequence, Key("What it does.")]
    source: Annotated[str | None, Key("The law or rule behind it.")] = None


@dataclass(frozen=True, kw_only=True)
class Designation(Element):
    """An element of `[[designations]]`: held by a membership from a day; no tier."""

    name: Annotated[str, Key("What it is called.")]
    text: Annotated[str, Key("What it means, in a sentence.")]
    requires: Annotated[Requirement, Key("What must have been before.")] = Requirement()
    steps: Annotated[tuple[Step, ...], Key("Its pipeline, in order.")] = ()
    exemptions: Annotated[WaiverRules | None, Key("What it exempts from.")] = None
    tracks_targets: Annotated[bool, Key("Whether performance targets are tracked.")] = False
    exemplar: Annotated[bool, Key("Whether its holders are models to others.")] = False
    cap: Annotated[Cap | None, Key("How many there may be.")] = None
    term: Annotated[Term | None, Key("How long it lasts.")] = None
    triggers: Annotated[tuple[Trigger, ...], Key("What happens after years in a row.")] = ()
    source: Annotated[str | None, Key("The law or rule behind it.")] = None

    def faults(self) -> Iterator[Fault]:
        for number, late in enumerate(self.triggers):
            is_late = any(
                sooner.steward is Duty.SHALL
                and late.steward is Duty.MAY
                and (sooner.when, sooner.does) == (late.when, late.does)
                and sooner.consecutive_years <= late.consecutive_years
                for sooner in self.triggers
            )
            if is_late:
                wrong = f'number {number + 1}, "{late.id}", may act only when it already shall.'
                yield Fault("triggers", wrong, "Give the may fewer years than the shall.")
