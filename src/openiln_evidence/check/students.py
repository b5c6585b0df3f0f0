"""What only student ids can tell, asked of the engine in one scan: periods, repeats, and moves.

One GROUP BY takes the rows to students, and all else is asked of its result.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from openiln_evidence.check.attendance import Patterns
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

    patterns: Patterns
    repeated: bool
    crossing: int


def read_students(study: Study, rows: Rows, *, count: int) -> Found:
    """Take the kept rows, of which there are `count`, in passes over students."""
    found = [_read_pass(study, table) for table in by_students(rows.table, count)]
    return Found(
        patterns=_together([one.patterns for one in found]),
        repeated=any(one.repeated for one in found),
        crossing=sum(one.crossing for one in found),
    )


def _read_pass(study: Study, table: Expr) -> Found:
    fields = Fields(study)
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
        patterns = _as_patterns(study, fields, fetch(counted, READING))
        return Found(patterns, repeated, crossing)


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


def _as_patterns(study: Study, fields: Fields, found: Any) -> Patterns:  # noqa: ANN401 -- Arrow
    words = {word: whole(found[word]) for word in fields.words}
    here = [fields.take(words, fields.subgroup(g)) for g in range(len(study.subgroups) + 1)]
    having = [fields.take(words, fields.outcome(o)) for o in range(len(study.outcomes))]
    return Patterns(
        unit=np.array([str(unit) for unit in found["unit"].to_pylist()]),
        cohort=whole(found["cohort"]),
        students=whole(found["students"]),
        here=tuple(here),
        with_outcome={(o, g): y & x for o, y in enumerate(having) for g, x in enumerate(here)},
    )


def _together(parts: list[Patterns]) -> Patterns:
    return Patterns(
        unit=np.concatenate([part.unit for part in parts]),
        cohort=np.concatenate([part.cohort for part in parts]),
        students=np.concatenate([part.students for part in parts]),
        here=tuple(np.concatenate(masks) for masks in zip(*(p.here for p in parts), strict=True)),
        with_outcome={
            key: np.concatenate([part.with_outcome[key] for part in parts])
            for key in parts[0].with_outcome
        },
    )
