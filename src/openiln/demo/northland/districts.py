"""Northland's districts, all of them invented: names, places, figures, ratings.

Northland lies in the open Atlantic, between 50 and 54 degrees north and 32 and 40 degrees west, so
that no map of it covers a real county. Its NCES ids begin with 99, which is no state's number. No
district of the nation bears one of its names.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from openiln.directory import facade as directory
from openiln.directory.facade import OrganisationFact
from openiln.kernel.seat import Operator

STATE = "NL"
TABLE = Path(__file__).parent / "districts.csv"
"""`letters` are the ratings of the last six years that have one, the oldest first."""

SUFFIX = " School District"
POINTS = {"A": 700, "B": 620, "C": 540, "D": 460, "F": 380}
"""Where each letter begins on the invented scale of 1,000, less a few points to spread them."""


def read_table() -> list[dict[str, str]]:
    """The rows of the table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def year_of(day: date) -> int:
    """The calendar year in which the program year of a day begins: on 1 July."""
    return day.year if day.month >= 7 else day.year - 1


def published_on(year: int) -> date:
    """When the final ratings of a program year come out: in the October after its end."""
    return date(year + 1, 10, 15)


def rated_years(today: date) -> list[int]:
    """The six program years whose ratings are the last to be out, the oldest first."""
    latest = year_of(today)
    while published_on(latest) > today:
        latest -= 1
    return list(range(latest - 5, latest + 1))


def import_facts(year: int, *, growth: float, at: datetime) -> None:
    """Import what is known of every district in a program year, as an operator would."""
    said = ("nces_id", "name", "locale", "poverty_share", "latitude", "longitude")
    rows = [
        [
            *(row[name] for name in said),
            STATE,
            _year_name(year),
            round(int(row["enrolment"]) * growth),
            row["staff"],
        ]
        for row in read_table()
    ]
    header = [*said, "state", "year", "enrolment", "staff"]
    _import(f"northland-districts-{year}.csv", [header, *rows], source=AGENCY, at=at)


AGENCY = "the Northland Department of Education (invented)"


def import_ratings(year: int, letters: Sequence[str], *, at: datetime) -> None:
    """Import the final ratings of a program year: a letter for each row of the table."""
    header = ["nces_id", "state", "year", "letter", "points", "scale", "cut_set", "final"]
    rows = [
        [row["nces_id"], STATE, _year_name(year), letter, _points(row, letter, year), *MEASURE]
        for row, letter in zip(read_table(), letters, strict=True)
    ]
    _import(f"northland-ratings-{year}.csv", [header, *rows], source="NDE (invented)", at=at)


MEASURE = ("1000", "invented", "yes")


def found(row: dict[str, str]) -> OrganisationFact:
    """A district of the table as the directory has it."""
    fact = directory.organisation_by_nces_id(Operator(), row["nces_id"])
    assert fact is not None  # noqa: S101 -- import_facts comes first
    return fact


def _points(row: dict[str, str], letter: str, year: int) -> int:
    """Within the letter's band, and another each year."""
    return POINTS[letter] + (int(row["nces_id"]) * 17 + year * 29) % 75


def _year_name(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02d}"


def _import(name: str, rows: Iterable[Sequence[object]], *, source: str, at: datetime) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        directory.import_file(path, source=source, by=Operator(), at=at)
