"""Joins OneRoster 1.2 demographics and enrolments with a results file, all in one folder.

Source of the columns: 1EdTech OneRoster 1.2 CSV Binding (demographics.csv, enrollments.csv,
orgs.csv). results.csv is ours: a row per student and school year, with `userSourcedId`,
`schoolYear` (the year in which it ends) and the outcomes.
"""

from pathlib import Path
from typing import Any

import ibis

from openiln_evidence.errors import RefusedError
from openiln_evidence.read.text import read_csv

RESULTS = "results.csv"
NEEDED = {
    "demographics.csv": ("sourcedId",),
    "enrollments.csv": ("schoolSourcedId", "userSourcedId", "role", "beginDate"),
    "orgs.csv": ("sourcedId", "parentSourcedId"),
    RESULTS: ("userSourcedId", "schoolYear"),
}
JULY = "07"
"""A school year runs from July to June: an enrolment that begins in July is of the next year."""


def read_oneroster(backend: Any, folder: Path) -> Any:  # noqa: ANN401 -- Ibis
    """An Ibis table of text columns, of the files that are NEEDED.

    The columns are those of results.csv and demographics.csv, with `schoolSourcedId` and
    `districtSourcedId`, and iln_line, the line of results.csv. A student with two enrolments in
    a year keeps both rows; the check says so.
    """
    tables = {}
    for name, columns in NEEDED.items():
        if not (folder / name).exists():
            raise RefusedError(f"input: {folder.name} is not a OneRoster folder: {name} is missing")
        tables[name] = read_csv(backend, folder / name)
        lacking = [column for column in columns if column not in tables[name].columns]
        if lacking:
            raise RefusedError(f"input: {name} in {folder.name} has no column {lacking[0]}")
    people = tables["demographics.csv"].rename(userSourcedId="sourcedId")
    people = people.drop(*({"status", "dateLastModified"} & set(people.columns)))
    results = tables[RESULTS].mutate(iln_line=ibis.row_number() + 2)
    joined = results.join(_schools(tables), ["userSourcedId", "schoolYear"], how="left")
    joined = joined.drop("userSourcedId_right", "schoolYear_right")
    return joined.join(people, "userSourcedId", how="left").drop("userSourcedId_right")


def _schools(tables: dict[str, Any]) -> Any:  # noqa: ANN401 -- Ibis types its tables loosely
    """Which school and district each student was in, once for each school year."""
    rows = tables["enrollments.csv"]
    rows = rows.filter(rows.role == "student")
    begins = rows.beginDate
    year = begins.substr(0, 4).try_cast("int64") + (begins.substr(5, 2) >= JULY).cast("int64")
    rows = rows.select(
        "userSourcedId", "schoolSourcedId", schoolYear=year.cast("string")
    ).distinct()
    orgs = tables["orgs.csv"].select(
        schoolSourcedId="sourcedId", districtSourcedId="parentSourcedId"
    )
    return rows.join(orgs, "schoolSourcedId", how="left").select(
        "userSourcedId", "schoolYear", "schoolSourcedId", "districtSourcedId"
    )
