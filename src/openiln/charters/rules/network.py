"""What a network is: its steward, its year, and which version judges a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from openiln.charters.rules.schema import Element, Fault, Form, Key, Table

LONGEST_FIRST_YEAR = 731
"""Days. A first year may be longer than a year (Mississippi's: March 2018 to June 2019)."""

WORDS_OF_THE_SITE = frozenset(
    {
        *("account", "design", "healthz", "invitations", "mail", "organisations", "people"),
        *("readyz", "sign", "sign-in", "static", "work"),
    }
)
"""First words of addresses that are no network's: a network of such an id would hide, or be hidden.

A test compares them with the addresses that there are.
"""


class MemberKind(StrEnum):
    """What the members are."""

    DISTRICT = "district"
    SCHOOL = "school"
    STATE = "state"


class Judges(StrEnum):
    """Which program years a version judges."""

    YEARS_THAT_BEGIN = "years-that-begin-under-it"
    YEAR_UNDER_WAY = "the-year-under-way"


@dataclass(frozen=True, kw_only=True)
class Closing(Table):
    """When a program year's record is closed; later corrections are dated entries."""

    after_days: Annotated[
        int, Key("Days after the year's end until its record is closed.", least=0, most=366)
    ] = 30


@dataclass(frozen=True, kw_only=True)
class FirstYear(Table):
    """The first program year, where it was no whole year."""

    starts: Annotated[date, Key("Its first day.")]
    ends: Annotated[date, Key("Its last day.")]

    def faults(self) -> Iterator[Fault]:
        if self.ends <= self.starts:
            yield Fault("ends", "is not after its start.", "Exchange the two days.")
        elif (self.ends - self.starts).days > LONGEST_FIRST_YEAR:
            mend = "End it within two years; the years after it are whole."
            yield Fault("ends", "makes a year of more than two years.", mend)


@dataclass(frozen=True, kw_only=True)
class Contact(Table):
    """Whom anyone may ask about the network. It stands on public pages.

    At least one of `email`, `telephone` and `page` is written.
    """

    office: Annotated[str | None, Key("Who answers, where it is not the agency as a whole.")] = None
    email: Annotated[str | None, Key("Its e-mail address.", form=Form.MAIL)] = None
    telephone: Annotated[str | None, Key("Its telephone number.", form=Form.TELEPHONE)] = None
    page: Annotated[str | None, Key("The agency's own page about the network.", form=Form.PAGE)] = (
        None
    )

    def faults(self) -> Iterator[Fault]:
        if not (self.email or self.telephone or self.page):
            mend = "Write an email, a telephone or a page, or remove the table."
            yield Fault("page", "is missing, and so is any other way to reach someone.", mend)


@dataclass(frozen=True, kw_only=True)
class NetworkRules(Element):
    """The `[network]` table.

    Its `id` begins the network's addresses. It is no word that the site's own addresses begin with,
    such as `account` or `sign-in`; the check names the word.
    """

    name: Annotated[str, Key("Its name, as people read it.")]
    steward: Annotated[str, Key("The agency that runs it, as a sentence names it.")]
    in_force_on: Annotated[date, Key("The first day on which these rules hold.")]
    source: Annotated[str | None, Key("What the rules are drawn from.")] = None
    chosen: Annotated[str | None, Key("What was chosen where that says nothing.")] = None
    contact: Annotated[Contact | None, Key("Whom anyone may ask about the network.")] = None
    parent: Annotated[str | None, Key("The network that this one sits in.", form=Form.ID)] = None
    state: Annotated[str | None, Key("The state whose network it is.", form=Form.STATE)] = None
    member_kind: Annotated[MemberKind, Key("What its members are.")] = MemberKind.DISTRICT
    year_starts: Annotated[
        str, Key("The day on which a program year begins.", form=Form.MONTH_DAY)
    ] = "07-01"
    first_year: Annotated[FirstYear | None, Key("The first year, if it was no whole one.")] = None
    time_zone: Annotated[
        str, Key("The time zone in which its days begin and end.", form=Form.TIME_ZONE)
    ] = "America/New_York"
    closes: Annotated[Closing, Key("When a year's record is closed.")] = Closing()
    judges: Annotated[Judges, Key("Which years this version judges, when it follows another.")] = (
        Judges.YEARS_THAT_BEGIN
    )
    fictional: Annotated[bool, Key("True for an invented network; its pages say so.")] = False
    charges_fee: Annotated[bool, Key("Whether membership costs anything.")] = False

    def faults(self) -> Iterator[Fault]:
        if self.id in WORDS_OF_THE_SITE:
            wrong = f"is {self.id!r}, a word that addresses of the site itself begin with."
            yield Fault("id", wrong, 'Choose another id, such as one that ends in "-iln".')
        if self.parent == self.id:
            mend = "Name the network above it, or remove the key."
            yield Fault("parent", "is the network itself.", mend)
        ends = self.first_year.ends if self.first_year else None
        if ends and ends != _day_before(self.year_starts, ends):
            mend = f"End it on the day before {self.year_starts}, when whole years begin."
            yield Fault("first_year", "does not end where the next year begins.", mend)


def _day_before(month_day: str, near: date) -> date:
    """The day before the next time, after a day, that a day of the year comes."""
    start = date.fromisoformat(f"{near.year}-{month_day}")
    start = start if start > near else date.fromisoformat(f"{near.year + 1}-{month_day}")
    return start - timedelta(days=1)


@dataclass(frozen=True)
class ProgramYear:
    """A program year, both days included."""

    starts: date
    ends: date

    def __str__(self) -> str:
        return f"{self.starts.isoformat()} to {self.ends.isoformat()}"


def program_year(rules: NetworkRules, on: date) -> ProgramYear:
    """The program year in which a day lies."""
    first = rules.first_year
    if first and first.starts <= on <= first.ends:
        return ProgramYear(first.starts, first.ends)
    starts = date.fromisoformat(f"{on.year}-{rules.year_starts}")
    if starts > on:
        starts = date.fromisoformat(f"{on.year - 1}-{rules.year_starts}")
    return ProgramYear(starts, _day_before(rules.year_starts, starts))


def year_among(versions: tuple[NetworkRules, ...], on: date) -> ProgramYear | None:
    """The program year of a day, for a network with these versions; None for a network with none.

    A version that begins its years on another day cuts the year that it comes into.
    """
    in_order = sorted(versions, key=lambda v: v.in_force_on)
    if not in_order:
        return None
    rules = next((v for v in reversed(in_order) if v.in_force_on <= on), in_order[0])
    year = program_year(rules, on)
    for later in in_order:
        cuts = later.year_starts != rules.year_starts
        if cuts and year.starts < later.in_force_on <= year.ends:
            return ProgramYear(year.starts, later.in_force_on - timedelta(days=1))
    return year


def judging(versions: tuple[NetworkRules, ...], year: ProgramYear) -> NetworkRules | None:
    """The version by which a year is judged, of a network's versions in any order.

    The one in force at its start; a later one that says so; where the network began within the
    year, its first. None for a year before the network.
    """
    chosen = None
    for version in sorted(versions, key=lambda v: v.in_force_on):
        if version.in_force_on > year.ends:
            break
        begins_with_it = version.in_force_on <= year.starts or chosen is None
        if begins_with_it or version.judges is Judges.YEAR_UNDER_WAY:
            chosen = version
    return chosen
