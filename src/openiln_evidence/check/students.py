"""What only student ids can tell, asked of the engine: periods, repeats, and sketches of row sets.

A student's periods are the sum of 2 ** place over rows, where place counts from the study's first
period. A sum of n powers of two has n ones exactly when all differ, so the same sum tells presence
and repeats, on every engine (bitwise aggregates are not on all of them).
"""

from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np

from openiln_evidence.check.attendance import BlockKey, Patterns, groups
from openiln_evidence.check.faults import READING
from openiln_evidence.moments import Counts
from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import Rows
from openiln_evidence.study.plan import WHOLE, Study

Expr = Any  # Ibis types its tables loosely
ROWS_A_PASS = 3_000_000
"""Students are taken in passes of about this many rows, so that memory does not grow with rows."""
BUCKETS = 128
"""How many parts a sketch has. A student's keyed hash chooses one, so two row sets that differ in d
students differ in at most d parts, and in nearly d while d is far below this."""
EVERY_OUTCOME = "*"
MASK = 2**31 - 1
SPREAD = 0x9E3779B1
"""Carries a period's few bits over many (Knuth 1973, section 6.4: the golden ratio in 32 bits)."""


@dataclass(frozen=True)
class Found:
    """Patterns of all passes together, and whether a student has two rows in a period."""

    patterns: Patterns
    repeated: bool


def read_periods(study: Study, rows: Rows, *, count: int) -> Found:
    """Take the kept rows, of which there are `count`, in passes over students."""
    passes = -(-count // ROWS_A_PASS)
    parts, repeated = [], False
    for turn in range(passes):
        table = rows.table
        if passes > 1:
            table = table.filter(((table.student.hash() & MASK) % passes) == turn)
        periods = _periods_of_students(study, table)
        keys = [column for column in periods.columns if column != "student"]
        counted = periods.group_by(keys).aggregate(students=periods.count())
        parts.append(_as_patterns(study, fetch(counted, READING)))
        repeated |= _is_repeated(study, table)
    return Found(_together(parts), repeated)


def read_sketches(study: Study, rows: Rows, key: int) -> dict[BlockKey, Counts]:
    """For every block, (BUCKETS,) sums of keyed hashes of its rows' students and periods.

    EVERY_OUTCOME stands for the rows that have all of them.
    """
    table = rows.table
    student = (table.student.hash() ^ key).hash()
    row = (student ^ (table.period.cast("int64") * SPREAD)) & MASK
    there = {f"y{o}": table[f"y{o}"].notnull() for o in range(len(study.outcomes))}
    inside = {f"g{g}": table[f"g{g}"] for g in range(len(study.subgroups))}
    unit = table[study.treatment.level.value]
    grouped = table.group_by(unit=unit, bucket=student & (BUCKETS - 1), **there, **inside)
    found = fetch(grouped.aggregate(total=row.sum()), READING)
    units = np.array([str(unit) for unit in found["unit"].to_pylist()])
    bucket, total = _whole(found["bucket"]), _whole(found["total"])
    there_too = {o.id: _whole(found[f"y{place}"]) for place, o in enumerate(study.outcomes)}
    there_too[EVERY_OUTCOME] = np.prod(list(there_too.values()), axis=0)
    within = {s.id: _whole(found[f"g{place}"]) for place, s in enumerate(study.subgroups)}
    within[WHOLE] = np.ones_like(total)
    sketches = {}
    for unit, places in groups(units):
        for outcome, has in there_too.items():
            for subgroup, belongs in within.items():
                sketch = np.zeros(BUCKETS, dtype=np.int64)
                np.add.at(sketch, bucket[places], (total * has * belongs)[places])
                sketches[outcome, subgroup, unit] = sketch
    return sketches


def _periods_of_students(study: Study, table: Expr) -> Expr:
    """One row per student and unit: their periods, in each subgroup, with each outcome."""
    place = table.period.cast("int64") - study.periods[0]
    bit = ibis.literal(1, "int64") << place
    inside = [ibis.literal(True), *(table[f"g{g}"] for g in range(len(study.subgroups)))]
    masks = {}
    for g, test in enumerate(inside):
        masks[f"here{g}"] = test.ifelse(bit, 0).sum()
        for o in range(len(study.outcomes)):
            masks[f"with{o}_{g}"] = (test & table[f"y{o}"].notnull()).ifelse(bit, 0).sum()
    graded = study.columns.grade is not None
    cohort = (table.grade.cast("int64") - place).min() if graded else table.period.min()
    grouped = table.group_by("student", unit=table[study.treatment.level.value])
    return grouped.aggregate(cohort=cohort, **masks)


def _is_repeated(study: Study, table: Expr) -> bool:
    bit = ibis.literal(1, "int64") << (table.period.cast("int64") - study.periods[0])
    whole = table.group_by("student").aggregate(times=table.count(), here=bit.sum())
    found = fetch(whole.group_by("times", "here").aggregate(n=whole.count()), READING)
    pairs = zip(found["here"].to_pylist(), found["times"].to_pylist(), strict=True)
    return any(int(here).bit_count() != times for here, times in pairs)


def _as_patterns(study: Study, found: Any) -> Patterns:  # noqa: ANN401 -- an Arrow table
    subgroups = range(len(study.subgroups) + 1)
    return Patterns(
        unit=np.array([str(unit) for unit in found["unit"].to_pylist()]),
        cohort=_whole(found["cohort"]),
        students=_whole(found["students"]),
        here=tuple(_whole(found[f"here{g}"]) for g in subgroups),
        with_outcome={
            (o, g): _whole(found[f"with{o}_{g}"])
            for o in range(len(study.outcomes))
            for g in subgroups
        },
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


def _whole(column: Any) -> Counts:  # noqa: ANN401 -- an Arrow column
    return np.asarray(column.to_numpy(), dtype=np.int64)
