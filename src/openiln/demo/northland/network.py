"""Northland's network: its rules in two versions, and who runs it.

The rules that ship with the product are those of today. Before them stood others, so that members
who joined then can renew their letters: the promise to share said less.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from openiln.charters import facade as charters
from openiln.directory import facade as directory
from openiln.directory.facade import Kind
from openiln.kernel.seat import Operator
from openiln.membership import facade as membership

ID = "northland-iln"
FILE = Path(__file__).resolve().parents[2] / "charters" / "networks" / "northland.toml"
ZONE = ZoneInfo("America/Chicago")
"""As the rules say it."""

AGENCY = "Northland Department of Education"
PARTNER = "Northland Learning Partners"

BEGAN_DAYS_AGO, CHANGED_DAYS_AGO = 1550, 400
"""Each version begins on the first of July that is at least so many days ago."""

SHIPPED_DAY = "in_force_on = 2022-07-01"
SHARING = "We share with the other districts what we know and learn."
SHARING_BEFORE = "We share with the other districts what we know."


def first_of_july(at: datetime, days: int) -> date:
    """The last first of July that is at least so many days ago."""
    day = (at - timedelta(days=days)).date()
    return date(day.year if (day.month, day.day) >= (7, 1) else day.year - 1, 7, 1)


def local_day(at: datetime) -> date:
    """The day of a moment where the network is."""
    return at.astimezone(ZONE).date()


def rules(at: datetime) -> tuple[tuple[date, str], tuple[date, str]]:
    """The earlier rules and those that ship, each with the day on which it begins."""
    shipped = charters.read_text(FILE)
    began, changed = first_of_july(at, BEGAN_DAYS_AGO), first_of_july(at, CHANGED_DAYS_AGO)
    earlier = _replaced(dated(shipped, began), SHARING, SHARING_BEFORE)
    return (began, earlier), (changed, dated(shipped, changed))


def dated(text: str, day: date) -> str:
    """The text of rules that ship, in force from another day."""
    return _replaced(text, SHIPPED_DAY, f"in_force_on = {day}")


def _replaced(text: str, before: str, after: str) -> str:
    assert text.count(before) == 1, before  # noqa: S101 -- the shipped file is ours
    return text.replace(before, after)


def load_rules(text: str, at: datetime) -> None:
    """Put a version in force."""
    charters.load_charter(text, by=Operator(), at=at)


def add_agency(year: int, at: datetime) -> str:
    """Add the agency and say that it runs the network; returns its id."""
    agency = _add(Kind.AGENCY, AGENCY, year, at)
    membership.name_steward(ID, organisation_id=agency, by=Operator(), at=at)
    return agency


def add_partner(year: int, at: datetime) -> str:
    """Add an organisation from outside that takes part; returns its id."""
    return _add(Kind.PARTNER, PARTNER, year, at)


def _add(kind: Kind, name: str, year: int, at: datetime) -> str:
    return directory.add_organisation(
        kind=kind, name=name, state="NL", year=year, by=Operator(), at=at
    )
