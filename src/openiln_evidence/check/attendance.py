"""Who came, stayed and left, counted per block from patterns of periods; no engine.

A pattern is a whole number whose bit t is set when a student has a row in the study's period t.
Counts of several passes over students add up, so that what is held does not grow with passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.moments import Counts, Flow
from openiln_evidence.study.plan import WHOLE, Study

BlockKey = tuple[str, str, str]
"""Outcome, subgroup and unit."""


FLOWS = ("baseline", "linked", "with_outcome", "joined", "moved")


@dataclass(frozen=True)
class Patterns:
    """Patterns, and how many students of each unit have them. Each array has an element for each.

    `unit` is a place among the units. `here` are patterns for each subgroup (the whole first),
    `with_outcome` for each outcome and subgroup; `cohort` is the grade that a student would have
    had in the study's first period.
    """

    unit: NDArray[np.intp]
    cohort: Counts
    students: Counts
    here: tuple[Counts, ...]
    with_outcome: dict[tuple[int, int], Counts]


@dataclass(frozen=True)
class Attendance:
    """For each outcome and subgroup, distinct students (U,) and flows (FLOWS, T, U) of U units."""

    students: dict[tuple[int, int], Counts]
    flows: dict[tuple[int, int], Counts]

    def __add__(self, other: "Attendance") -> "Attendance":
        return Attendance(
            {key: counts + other.students[key] for key, counts in self.students.items()},
            {key: counts + other.flows[key] for key, counts in self.flows.items()},
        )

    def by_block(
        self, study: Study, units: Sequence[str]
    ) -> tuple[dict[BlockKey, int], dict[BlockKey, Flow]]:
        """Distinct students and flows of every block."""
        students, flows = {}, {}
        subgroups = (WHOLE, *(s.id for s in study.subgroups))
        for u, unit in enumerate(units):
            for (o, g), counts in self.students.items():
                key = (study.outcomes[o].id, subgroups[g], unit)
                students[key] = int(counts[u])
                here = self.flows[o, g][:, :, u].copy()
                flows[key] = Flow(**dict(zip(FLOWS, here, strict=True)))
        return students, flows


def count_attendance(
    study: Study, patterns: Patterns, units: int, grades: tuple[int, int] | None
) -> Attendance:
    """The counts of one pass; `grades` are the lowest and the highest that anyone is in."""
    students, flows = {}, {}
    for (o, g), mask in patterns.with_outcome.items():
        students[o, g] = _by_unit(patterns, mask > 0, units)
        flows[o, g] = _flow(study, patterns, (g, mask), units, grades)
    return Attendance(students, flows)


def _by_unit(patterns: Patterns, who: NDArray[np.bool_], units: int) -> Counts:
    counted = np.zeros(units, dtype=np.int64)
    np.add.at(counted, patterns.unit[who], patterns.students[who])
    return counted


def _flow(
    study: Study,
    patterns: Patterns,
    of: tuple[int, Counts],
    units: int,
    grades: tuple[int, int] | None,
) -> Counts:
    """Baseline students count only in periods when their grade would still be in the records."""
    g, mask = of
    whole, here = patterns.here[0], patterns.here[g]
    counted = np.zeros((len(FLOWS), len(study.periods), units), dtype=np.int64)
    for t in range(len(study.periods)):
        grade = patterns.cohort + t
        base = _in(here, study.baseline - study.periods[0])
        old, young = np.ones_like(base), np.ones_like(base)
        if grades is not None:
            base = base & (grade >= grades[0]) & (grade <= grades[1])
            old, young = grade > grades[0], grade <= grades[1]
        linked = base & _in(whole, t)
        before = _in(here, t - 1) if t else np.zeros_like(base)
        was_here = _in(whole, t - 1) if t else np.ones_like(base)
        found = {
            "baseline": base,
            "linked": linked,
            "with_outcome": linked & _in(mask, t),
            "joined": _in(here, t) & ~was_here & old,
            "moved": before & ~_in(whole, t) & young,
        }
        for place, name in enumerate(FLOWS):
            counted[place, t] = _by_unit(patterns, found[name], units)
    return counted


def _in(mask: Counts, t: int) -> NDArray[np.bool_]:
    return ((mask >> t) & 1).astype(bool)
