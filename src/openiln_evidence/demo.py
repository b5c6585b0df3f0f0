"""A made-up state, from records to an answer: twelve districts hold their own records, none moves.

Northland is fictional. Six of its districts lengthen their lessons in 2020; the records are drawn
so that scores rise there by a tenth of a standard deviation.
"""

import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openiln_evidence import report
from openiln_evidence.centre import answers_of
from openiln_evidence.check import result
from openiln_evidence.check.run import check_input
from openiln_evidence.files import check_new, make_folder
from openiln_evidence.holder import Holder, make_package
from openiln_evidence.ledger.file import open_ledger
from openiln_evidence.packages.pool import pool
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study
from openiln_evidence.study.plan import Study

DISTRICTS = 12
TREATED = 6
SCHOOLS = 5
ENTERING = 60
"""Students who enter the third grade of a school each year."""
FIRST, LAST, START = 2016, 2022, 2020
EFFECT, SD = 10.0, 100.0

STUDY = f"""\
[study]
id = "northland-longer-lessons"
schema = 1
question = "Do longer lessons raise mathematics scores in grades 3 to 5?"
prediction = "Scores rise by at least a twentieth of a standard deviation."
agreement = "made up, as Northland is"
design = "difference-in-differences"
minimum_cell = 10
smallest_effect = 0.05

[periods]
first = {FIRST}
last = {LAST}
baseline = {START - 1}

[columns]
student = "student"
school = "school"
district = "district"
period = "year"
grade = "grade"

[[outcomes]]
id = "mathematics"
column = "score"
primary = true
range = [0, 1000]

[treatment]
level = "district"
spillover = []
[treatment.starts]
{"".join(f"northland-{d:02} = {START}" + chr(10) for d in range(1, TREATED + 1))}
[[covariates]]
column = "poor"
levels = [0, 1]

[[covariates]]
column = "grade"
levels = [3, 4, 5]

[[subgroups]]
id = "poor"
column = "poor"
is = [1]

[[subgroups]]
id = "not poor"
column = "poor"
is = [0]

[[gaps]]
of = ["poor", "not poor"]
"""


def show(out: TextIO, *, on: date, keep: Path | None = None) -> None:
    """Make the state, check and compress each district's records, pool, estimate and tell."""
    if keep is not None:
        check_new(keep)
        make_folder(keep)
        _show(out, keep, on)
        return
    with tempfile.TemporaryDirectory(prefix="iln-evidence-demo-") as folder:
        _show(out, Path(folder), on)


def _show(out: TextIO, folder: Path, on: date) -> None:
    began = time.monotonic()
    study = parse_study(STUDY)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    out.write(f"Northland is made up. {DISTRICTS} districts keep their own records;\n")
    out.write("each checks and compresses them, and only packages of sums are pooled.\n\n")
    packages = [_holder(out, study, folder, d, on) for d in range(1, DISTRICTS + 1)]
    found = pool(study, packages)
    out.write("\n")
    out.write(report.tell(study, found, answers_of(study, found)))
    out.write(f"\nThe records were drawn with an effect of {EFFECT / SD:.2f} standard deviations ")
    out.write(f"({EFFECT:.0f} points). All of it took {time.monotonic() - began:.1f} seconds.\n")


def _holder(out: TextIO, study: Study, folder: Path, d: int, on: date) -> Path:
    """One district's own work: records, check, package."""
    name = f"northland-{d:02}"
    home = folder / name
    home.mkdir()
    records = home / "records.parquet"
    rows = made_up_records(d)
    pq.write_table(rows, records)
    state = home / "iln-evidence"
    source = open_source(str(records))
    with open_ledger(state, on=on) as ledger:
        key = ledger.salt
    result.save(check_input(study, source, key=key), state)
    package = folder / f"package-{d:02}"
    made = make_package(
        folder / "study.toml",
        str(records),
        engine="duckdb",
        holder=Holder(name, state, on, out.write),
        approved_by=None,
        out=package,
    )
    size = sum(file.stat().st_size for file in package.iterdir())
    out.write(f"  {name}: {rows.num_rows:,} rows stay; sums of ")
    out.write(f"{size / 1000:.0f} kB would leave; {made.share:.0%} withheld\n")
    return package


def made_up_records(d: int) -> pa.Table:
    """The records of one district: students go through grades 3 to 5 in one school."""
    draw = np.random.default_rng(20_180_314 + d)
    entered = np.arange(FIRST - 2, LAST + 1)
    pupils = SCHOOLS * len(entered) * ENTERING
    school = np.arange(pupils) // (len(entered) * ENTERING)
    entry = entered[np.arange(pupils) // ENTERING % len(entered)]
    poor = (draw.random(pupils) < 0.3 + 0.04 * (d % 6)).astype(np.int64)
    level = 500 + 15 * draw.standard_normal() + 10 * draw.standard_normal(SCHOOLS)[school]
    level = level - 30 * poor + 80 * draw.standard_normal(pupils)
    shock = 2 * draw.standard_normal(LAST + 3)
    student, grade = np.repeat(np.arange(pupils), 3), np.tile([3, 4, 5], pupils)
    year = entry[student] + grade - 3
    score = level[student] + 8 * (grade - 3) + shock[year] + 2 * (year - FIRST)
    score += 55 * draw.standard_normal(len(student))
    score += EFFECT * ((d <= TREATED) & (year >= START))
    tested = draw.random(len(student)) > 0.03
    kept = (year >= FIRST) & (year <= LAST)
    return pa.table(
        {
            "student": student[kept],
            "school": [f"{d:02}-{s + 1}" for s in school[student[kept]]],
            "district": [f"northland-{d:02}"] * int(kept.sum()),
            "year": year[kept],
            "grade": grade[kept],
            "poor": poor[student[kept]],
            "score": pa.array(
                np.clip(np.rint(score[kept]), 0, 1000).astype(np.int64), mask=~tested[kept]
            ),
        }
    )
