"""Who came, stayed and left, counted per block from patterns of periods; no engine.

A pattern is a whole number whose bit t is set when a student has a row in the study's period t.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.moments import Counts, Flow
from openiln_evidence.study.plan import WHOLE, Study

BlockKey = tuple[str, str, str]
"""Outcome, subgroup and unit."""


@dataclass(frozen=True)
class Patterns:
    """Patterns, and how many students of each unit have them. Each array has an element for each.

    `here` are patterns for each subgroup (the whole first), `with_outcome` for each outcome and
    subgroup; `cohort` is the grade that a student would have had in the study's first period.
    """

    unit: NDArray[Any]
    cohort: Counts
    students: Counts
    here: tuple[Counts, ...]
    with_outcome: dict[tuple[int, int], Counts]

    def at(self, rows: NDArray[np.intp]) -> "Patterns":
        return Patterns(
            self.unit[rows],
            self.cohort[rows],
            self.students[rows],
            tuple(mask[rows] for mask in self.here),
            {key: mask[rows] for key, mask in self.with_outcome.items()},
        )


def groups(names: NDArray[Any]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Each distinct name, in order, and the places where it stands."""
    distinct, inverse = np.unique(names.astype(str), return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    ends = np.cumsum(np.bincount(inverse))
    for name, places in zip(distinct, np.split(order, ends[:-1]), strict=True):
        yield str(name), places


def count_attendance(
    study: Study, patterns: Patterns
) -> tuple[dict[BlockKey, int], dict[BlockKey, Flow]]:
    """Distinct students and flows of every block."""
    students, flows = {}, {}
    periods = len(study.periods)
    baseline = study.baseline - study.periods[0]
    grades = _grades(patterns, periods) if study.columns.grade else None
    subgroups = (WHOLE, *(s.id for s in study.subgroups))
    for unit, rows in groups(patterns.unit):
        here = patterns.at(rows)
        for (o, g), mask in here.with_outcome.items():
            key = (study.outcomes[o].id, subgroups[g], unit)
            students[key] = int(here.students[mask > 0].sum())
            flows[key] = _flow(here, g, mask, baseline, periods, grades)
    return students, flows


def _grades(patterns: Patterns, periods: int) -> tuple[int, int]:
    """The lowest and the highest grade that anyone was in."""
    seen = [
        (cohorts.min() + t, cohorts.max() + t)
        for t in range(periods)
        if len(cohorts := patterns.cohort[_in(patterns.here[0], t)])
    ]
    return int(min(low for low, _ in seen)), int(max(high for _, high in seen))


def _flow(
    here: Patterns,
    g: int,
    mask: Counts,
    baseline: int,
    periods: int,
    grades: tuple[int, int] | None,
) -> Flow:
    """Baseline students count only in periods when their grade would still be in the records."""
    counted: dict[str, list[int]] = {
        name: [] for name in ("baseline", "linked", "with_outcome", "joined", "moved")
    }
    for t in range(periods):
        grade = here.cohort + t
        base = _in(here.here[g], baseline)
        old, young = np.ones_like(base), np.ones_like(base)
        if grades is not None:
            base = base & (grade >= grades[0]) & (grade <= grades[1])
            old, young = grade > grades[0], grade <= grades[1]
        linked = base & _in(here.here[0], t)
        before = _in(here.here[g], t - 1) if t else np.zeros_like(base)
        was_here = _in(here.here[0], t - 1) if t else np.ones_like(base)
        now = _in(here.here[g], t)
        for name, who in (
            ("baseline", base),
            ("linked", linked),
            ("with_outcome", linked & _in(mask, t)),
            ("joined", now & ~was_here & old),
            ("moved", before & ~_in(here.here[0], t) & young),
        ):
            counted[name].append(int(here.students[who].sum()))
    return Flow(**{name: np.array(values, dtype=np.int64) for name, values in counted.items()})


def _in(mask: Counts, t: int) -> NDArray[np.bool_]:
    return ((mask >> t) & 1).astype(bool)
