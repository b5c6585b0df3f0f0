"""What may be waived, by which authority, for how long, and what never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, TypeAlias

from openiln.charters.rules.schema import Element, Fault, Form, Key, Table


class AuthorityState(StrEnum):
    """Whether the power to grant is there. Until it is recorded, requests are drafts."""

    NONE_RECORDED = "none-recorded"
    REQUESTED = "requested"
    RECORDED = "recorded"


class Level(StrEnum):
    """Whose rule is waived."""

    STATUTE = "statute"
    STATE_REGULATION = "state-regulation"
    PROCESS_STANDARD = "process-standard"
    LOCAL_POLICY = "local-policy"
    CONTRACT = "contract"


class Judge(StrEnum):
    """Who judges whether a rule is protected. Matching words never decides."""

    PERSON = "a-person-rule-by-rule"


@dataclass(frozen=True, kw_only=True)
class Authority(Table):
    """By what power waivers are granted."""

    state: Annotated[AuthorityState, Key("Whether the power is there.")]
    instrument: Annotated[str | None, Key("The law, rule or order that gives it.")] = None
    decider: Annotated[str | None, Key("Who decides.")] = None
    since: Annotated[date | None, Key("From which day.")] = None

    def faults(self) -> Iterator[Fault]:
        given = {"instrument": self.instrument, "decider": self.decider, "since": self.since}
        for key, value in given.items():
            if self.state is AuthorityState.RECORDED and value is None:
                mend = 'Add it, or write state = "requested".'
                yield Fault(key, "is missing from a recorded authority.", mend)
            if self.state is AuthorityState.NONE_RECORDED and value is not None:
                mend = 'Remove it, or write state = "recorded".'
                yield Fault(key, "is given for an authority that is not recorded.", mend)


@dataclass(frozen=True, kw_only=True)
class YearsTerm(Table):
    """So many years from the grant."""

    years: Annotated[int, Key("How many at most.", least=1, most=50)]
    renewal_years: Annotated[int | None, Key("How many for a renewal.", least=1, most=50)] = None


@dataclass(frozen=True, kw_only=True)
class SchoolYearTerm(Table):
    """To a day of the first, second or later full school year after the grant."""

    ends: Annotated[str, Key("The day.", form=Form.MONTH_DAY)]
    of_full_year: Annotated[
        int, Key("Of which full school year, 1 for the first.", least=1, most=50)
    ]
    amendment_restarts: Annotated[bool, Key("Whether an amendment begins it anew.")] = False


@dataclass(frozen=True, kw_only=True)
class PurposeTerm(Table):
    """As long as each grant says, with its purpose."""

    as_granted: Annotated[str, Key("What a grant must say of its time.")]


Term: TypeAlias = YearsTerm | SchoolYearTerm | PurposeTerm


def last_day(term: YearsTerm | SchoolYearTerm, granted_on: date, year_starts: str) -> date:
    """The last day of a term. A full school year is one that begins after the grant, or with it.

    `year_starts` is the network's "MM-DD" on which school years begin.
    """
    if isinstance(term, YearsTerm):
        year = granted_on.year + term.years
        is_leap_day = (granted_on.month, granted_on.day) == (2, 29)
        anniversary = date(year, 3, 1) if is_leap_day else granted_on.replace(year=year)
        return date.fromordinal(anniversary.toordinal() - 1)
    first = date.fromisoformat(f"{granted_on.year}-{year_starts}")
    if first < granted_on:
        first = first.replace(year=first.year + 1)
    start = first.replace(year=first.year + term.of_full_year - 1)
    end = date.fromisoformat(f"{start.year}-{term.ends}")
    return end if end >= start else end.replace(year=end.year + 1)


@dataclass(frozen=True, kw_only=True)
class PartialException(Table):
    """Up to a share of something may be waived, though the rest may not."""

    up_to: Annotated[Fraction, Key("The share.")]
    of: Annotated[str, Key("Of what, counted where.")]
    who: Annotated[str | None, Key("Which of them.")] = None

    def faults(self) -> Iterator[Fault]:
        if self.up_to == 1:
            mend = "Write a smaller share, or remove the protection."
            yield Fault("up_to", "lets everything be waived.", mend)


@dataclass(frozen=True, kw_only=True)
class ProtectedArea(Element):
    """An element of `protected`: what no waiver may touch."""

    text: Annotated[str, Key("What it is, in a sentence.")]
    citations: Annotated[tuple[str, ...], Key("The provisions that it names.")] = ()
    but_for: Annotated[tuple[str, ...], Key("Provisions among them that may be waived.")] = ()
    within: Annotated[str | None, Key("The area that it is a part of.", of="protected")] = None
    exceptions: Annotated[
        tuple[PartialException, ...], Key("Shares that may be waived all the same.")
    ] = ()
    source: Annotated[str | None, Key("The law or rule that protects it.")] = None

    def faults(self) -> Iterator[Fault]:
        if self.within == self.id:
            mend = "Name the wider area, or remove the key."
            yield Fault("within", "is the area itself.", mend)
        if self.but_for and not self.citations:
            mend = "Add the citations that it is taken from."
            yield Fault("but_for", "is taken from no citation.", mend)


@dataclass(frozen=True, kw_only=True)
class Waivable(Element):
    """An element of `expected`: what the documents expect to be waivable, near a protected area."""

    text: Annotated[str, Key("What it is, in a sentence.")]
    near: Annotated[str, Key("The protected area beside it.", of="protected")]


@dataclass(frozen=True, kw_only=True)
class Lessons(Element):
    """Where what waivers show is carried."""

    into: Annotated[str, Key("What it feeds changes to.")]
    says: Annotated[tuple[str, ...], Key("What is said of each standard.")]


@dataclass(frozen=True, kw_only=True)
class WaiverRules(Table):
    """The `[waivers]` table, and a designation's `exemptions`."""

    text: Annotated[str, Key("What is offered, in a sentence.")]
    purpose: Annotated[str, Key("What a waiver must serve.")]
    authority: Annotated[Authority, Key("By what power.")]
    levels: Annotated[tuple[Level, ...], Key("Whose rules may be waived.")]
    term: Annotated[Term, Key("For how long.")]
    protected: Annotated[tuple[ProtectedArea, ...], Key("What never.")]
    judged_by: Annotated[Judge, Key("Who judges protection.")] = Judge.PERSON
    expected: Annotated[tuple[Waivable, ...], Key("What is expected to be waivable.")] = ()
    lessons: Annotated[tuple[Lessons, ...], Key("Where what is learnt goes.")] = ()
    source: Annotated[str | None, Key("The law or rule behind it.")] = None
    rows: Annotated[tuple[str, ...], Key("The rows that it carries.", form=Form.ROW)] = ()
