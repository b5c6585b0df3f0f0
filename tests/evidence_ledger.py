"""Makes ledger entries for tests of sets of students, with sketches worked out in plain Python."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

import numpy as np

from openiln_evidence.ledger.entry import Entry, Family

PRIME = 2**31 - 1
POWERS = 19
Rows = Mapping[tuple[str, int], set[int]]
"""Students of each school and period."""


def number_of(name: object, key: int) -> int:
    """A second writing of read.identity."""
    multiplier, shift = (part % (PRIME - 1) + 1 for part in (key, key >> 31))
    text = str(name).strip()
    if re.fullmatch(r"-?\d{1,18}(\.0)?", text):
        return (int(text.removesuffix(".0")) % PRIME * multiplier + shift) % PRIME
    digest = hashlib.md5(f"{key:016x}{text}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:7], 16)


def powers_of(students: Mapping[int, int], powers: int = POWERS) -> list[int]:
    """Sums of powers of signed students, by their numbers."""
    return [sum(c * pow(a, j, PRIME) for a, c in students.items()) % PRIME for j in range(powers)]


def family(rows: Rows, units: Mapping[str, str], *, name: str = "math, all") -> Family:
    """Of students by school and period, and the unit of each school that left."""
    schools = sorted({school for school, _ in rows})
    periods = sorted({period for _, period in rows})
    sketch = np.zeros((len(schools), len(periods), POWERS), dtype=np.uint32)
    for (school, period), students in rows.items():
        if school in units:
            of = powers_of({number_of(student, 7): 1 for student in students})
            sketch[schools.index(school), periods.index(period)] = of
    names = sorted(set(units.values()))
    unit = [names.index(units[school]) if school in units else -1 for school in schools]
    outcome, subgroup = name.split(", ")
    return Family(outcome, subgroup, tuple(names), np.array(unit), sketch)


def entry(
    number: int,
    rows: Rows,
    units: Mapping[str, str] | None = None,
    *,
    approved_by: str | None = None,
    minimum: int = 10,
) -> Entry:
    """An entry of one family; every school is in d1 where no units are named."""
    made = family(rows, units or {school: "d1" for school, _ in rows})
    return Entry(
        study=f"s{number}",
        digest=str(number),
        input="records",
        approved_by=approved_by,
        minimum=minimum,
        schools=tuple(sorted({school for school, _ in rows})),
        periods=tuple(sorted({period for _, period in rows})),
        families=(made,),
    )
