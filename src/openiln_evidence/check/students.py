"""What only student ids can tell, asked of the engine in one scan: periods, repeats, and moves.

One GROUP BY takes the rows to students, and all else is asked of its result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openiln_evidence.check.attendance import Attendance, Patterns, count_attendance
from openiln_evidence.check.faults import READING
from openiln_evidence.check.fields import Fields
from openiln_evidence.read.engine import fetch, held, whole
from openiln_evidence.read.rows import Rows, by_students, first_treated
from openiln_evidence.study.plan import Study

Expr = Any  # Ibis types its tables loosely


@dataclass(frozen=True)
class Found:
    """What all passes saw.

    `repeated` says whether a student has two rows in a period; `crossing` counts students with rows
    in units of different treatment dates.
    """

    attendance: Attendance
    repeated: bool
    crossing: int


@dataclass(frozen=True)
class _Asked:
    """The same in every pass: the study, its units in order, and the grades."""

    study: Study
    units: Sequence[str]
    grades: tuple[int, int] | None


def read_students(study: Study, rows: Rows, units: Sequence[str], *, count: int) -> Found:
    """Take the kept rows, of which there are `count`, in passes over students.

    What a pass found is added up at once: held together, passes would grow with the rows.
    """
    asked = _Asked(study, units, _read_grades(study, rows.table))
    passes = (_read_pass(asked, table) for table in by_students(rows.table, count))
    return reduce(_added, passes)


def _added(sum_: Found, one: Found) -> Found:
    return Found(
        attendance=sum_.attendance + one.attendance,
        repeated=sum_.repeated or one.repeated,
        crossing=sum_.crossing + one.crossing,
    )


def _read_grades(study: Study, table: Expr) -> tuple[int, int] | None:
    """The lowest and the highest grade that anyone is in."""
    if study.columns.grade is None:
        return None
    found = fetch(table.aggregate(low=table.grade.min(), high=table.grade.max()), READING)
    return int(found["low"][0].as_py()), int(found["high"][0].as_py())


def _read_pass(asked: _Asked, table: Expr) -> Found:
    study, fields = asked.study, Fields(asked.study)
    with held(_attendance(fields, table, "student"), READING) as students:
        moves = students.low != students.high
        here = fields.take(students, 0)
        seen = students.group_by(times="times", here=here, moves=moves).aggregate(
            n=students.count()
        )
        found = fetch(seen, READING)
        repeated = any(
            int(here).bit_count() != times
            for here, times in zip(
                found["here"].to_pylist(), found["times"].to_pylist(), strict=True
            )
        )
        parts, crossing = students, 0
        if any(found["moves"].to_pylist()):
            moving = table.semi_join(students.filter(moves), "student")
            of_unit = moving.mutate(unit=moving[study.treatment.level.value])
            each = _attendance(fields, of_unit, "student", "unit").drop("unit")
            crossing = _count_crossing(study, moving)
            parts = students.filter(~moves).union(each)
        parts = parts.rename(unit="low").drop("high", "times")
        counted = parts.group_by("unit", "cohort", *fields.words).aggregate(students=parts.count())
        patterns = _as_patterns(asked, fields, fetch(counted, READING))
        attendance = count_attendance(study, patterns, len(asked.units), asked.grades)
        return Found(attendance, repeated, crossing)


def _attendance(fields: Fields, table: Expr, *keys: str) -> Expr:
    """For each group, rows, words, cohort, and the first and the last unit by name."""
    study = fields.study
    place = table.period.cast("int64") - study.periods[0]
    graded = study.columns.grade is not None
    unit = table[study.treatment.level.value]
    return table.group_by(*keys).aggregate(
        times=table.count(),
        cohort=(table.grade.cast("int64") - place).min() if graded else table.period.min(),
        low=unit.min(),
        high=unit.max(),
        **fields.sums(table),
    )


def _count_crossing(study: Study, moving: Expr) -> int:
    start = first_treated(study, moving)
    each = moving.group_by("student").aggregate(crosses=start.min() != start.max())
    found = fetch(each.aggregate(n=each.crosses.sum()), READING)
    return int(found["n"][0].as_py())


def _as_patterns(asked: _Asked, fields: Fields, found: Any) -> Patterns:  # noqa: ANN401 -- Arrow
    study = asked.study
    words = {word: whole(found[word]) for word in fields.words}
    here = [fields.take(words, fields.subgroup(g)) for g in range(len(study.subgroups) + 1)]
    having = [fields.take(words, fields.outcome(o)) for o in range(len(study.outcomes))]
    places = pc.index_in(found["unit"].cast(pa.string()), value_set=pa.array(asked.units))
    return Patterns(
        unit=np.asarray(places.to_numpy(), dtype=np.intp),
        cohort=whole(found["cohort"]),
        students=whole(found["students"]),
        here=tuple(here),
        with_outcome={(o, g): y & x for o, y in enumerate(having) for g, x in enumerate(here)},
    )
