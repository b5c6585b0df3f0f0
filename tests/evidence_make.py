"""Builders for tests of the evidence engine: a study's text, and small made-up records."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

STUDY = """\
[study]
id = "northland-blocks"
schema = 1
question = "Do longer blocks raise scores?"
prediction = "A rise of a tenth of a standard deviation."
agreement = "Agreement 7 of 2026"
design = "difference-in-differences"
minimum_cell = 10
smallest_effect = 0.05

[periods]
first = 2015
last = 2018
baseline = 2015

[columns]
student = "student"
school = "school"
district = "district"
period = "year"
grade = "grade"
weight = "weight"

[[outcomes]]
id = "math"
column = "math"
primary = true
range = [0, 1000]

[[outcomes]]
id = "passed"
column = "passed"
kind = "binary"

[treatment]
level = "district"
[treatment.starts]
d1 = 2017
d2 = 2018

[[covariates]]
column = "frl"
levels = [0, 1]

[[covariates]]
column = "grade"
levels = [3, 4, 5]

[[interactions]]
of = ["frl", "grade"]

[[subgroups]]
id = "poor"
column = "frl"
is = [1]
"""

COLUMNS = ("student", "school", "district", "year", "grade", "weight", "frl", "math", "passed")


def study_text(*changes: tuple[str, str]) -> str:
    """The study above with texts replaced; each must occur."""
    text = STUDY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def bare_text(*changes: tuple[str, str]) -> str:
    """The same without weights, grades, covariates, subgroups and a second outcome."""
    bare = study_text(
        ('grade = "grade"\nweight = "weight"\n', ""),
        ('[[outcomes]]\nid = "passed"\ncolumn = "passed"\nkind = "binary"\n', ""),
    ).split("[[covariates]]")[0]
    for old, new in changes:
        assert old in bare, old
        bare = bare.replace(old, new)
    return bare


PUBLISHED = study_text(
    ('student = "student"', 'count = "tested"'),
    ('grade = "grade"\n', ""),
    ('weight = "weight"\n', ""),
    ("range = [0, 1000]", 'range = [0, 1000]\nsd_column = "sd"'),
    ('kind = "binary"', 'kind = "binary"\ndecimals = 1'),
)
PUBLISHED_ROWS: dict[str, list[object]] = {
    "school": ["d1"] * 3,
    "district": ["d1"] * 3,
    "year": [2015, 2016, 2017],
    "tested": [30, 40, 50],
    "frl": [0] * 3,
    "grade": [3] * 3,
    "math": [500, 510, None],
    "sd": [80, 90, None],
    "passed": [0.5, 0.4, 0.8],
}
FINE = study_text(("range = [0, 1000]", "range = [0, 1000]\ndecimals = 5"))
"""Its squares are summed as whole numbers, because no double holds them."""


def fine(columns: dict[str, list[object]]) -> dict[str, list[object]]:
    """The same records with scores in hundred-thousandths."""
    scores = [None if y is None else y + i / 1e5 for i, y in enumerate(columns["math"])]  # type: ignore[operator]
    return columns | {"math": scores}


def records(
    *,
    districts: int = 4,
    schools: int = 3,
    per_grade: int = 24,
    seed: int = 7,
    missing: float = 0.05,
) -> dict[str, list[object]]:
    """Made-up student records of 2015 to 2018, in the columns of the study above.

    A pupil stays in a school through grades 3 to 5; d1 gains 30 points from 2017, d2 from 2018.
    """
    draw = random.Random(seed)  # noqa: S311 -- made-up records, no secret
    rows: list[tuple[object, ...]] = []
    starts = {"d1": 2017, "d2": 2018}
    for d in range(1, districts + 1):
        for s in range(1, schools + 1):
            for entered in range(2013, 2019):
                for pupil in range(per_grade + draw.randrange(4)):
                    frl, level = int(draw.random() < 0.5), draw.gauss(0, 40)
                    for grade in (3, 4, 5):
                        year = entered + grade - 3
                        if not 2015 <= year <= 2018:
                            continue
                        gain = 30 if year >= starts.get(f"d{d}", 9999) else 0
                        score = round(500 + level + gain - 20 * frl + 5 * grade + draw.gauss(0, 30))
                        score = min(max(score, 0), 1000)
                        seen = draw.random() >= missing
                        rows.append(
                            (
                                f"p{d}-{s}-{entered}-{pupil}",
                                f"d{d}s{s}",
                                f"d{d}",
                                year,
                                grade,
                                1 + pupil % 3,
                                frl,
                                score if seen else None,
                                int(score > 500) if seen else None,
                            )
                        )
    return {
        name: list(column) for name, column in zip(COLUMNS, zip(*rows, strict=True), strict=True)
    }


def write_parquet(path: Path, columns: dict[str, list[object]]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def without(columns: dict[str, list[object]], rows: set[int]) -> dict[str, list[object]]:
    """The same columns less some rows, counted from 0."""
    return {
        name: [value for row, value in enumerate(values) if row not in rows]
        for name, values in columns.items()
    }


def changed(
    columns: dict[str, list[object]], name: str, row: int, value: object
) -> dict[str, list[object]]:
    """The same columns with one value changed."""
    return columns | {name: [*columns[name][:row], value, *columns[name][row + 1 :]]}


def one_roster(folder: Path, columns: dict[str, list[Any]]) -> Path:
    """Records as a OneRoster folder, with one teacher who must not matter."""
    folder.mkdir()
    rows = list(zip(*columns.values(), strict=True))
    people = {row[0]: row[6] for row in rows}
    (folder / "demographics.csv").write_text(
        "sourcedId,status,frl\n" + "".join(f"{p},active,{f}\n" for p, f in people.items())
    )
    enrolled = (
        "sourcedId,schoolSourcedId,userSourcedId,role,beginDate\n0,d1s1,t1,teacher,2014-08-01\n"
    )
    for place, row in enumerate(rows):
        began = f"{row[3] - 1}-08-10" if place % 2 else f"{row[3]}-01-15"
        enrolled += f"e{place},{row[1]},{row[0]},student,{began}\n"
    (folder / "enrollments.csv").write_text(enrolled)
    (folder / "orgs.csv").write_text(
        "sourcedId,parentSourcedId\n"
        + "".join(f"{s},{s[:2]}\n" for s in sorted({r[1] for r in rows}))
    )
    results = "userSourcedId,schoolYear,grade,weight,math,passed\n"
    for row in rows:
        results += (
            ",".join("" if v is None else str(v) for v in (row[0], *row[3:6], *row[7:])) + "\n"
        )
    (folder / "results.csv").write_text(results)
    return folder
