"""Sketches of row sets: what the ledger remembers in place of rows.

For the rows of one outcome and subgroup, in one school and one period of the calendar, a sketch is
the sums of the powers 0, 1, 2 ... of its students' numbers a (`read.identity`), modulo a prime.
Sketches add and subtract as row sets do. With 2m - 1 powers they tell exactly whether a sum or
difference of row sets has fewer than m students in it (`ledger.judge`), and no student can be read
from the sums of a set of m or more.
"""

import hashlib
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from openiln_evidence.check.faults import READING
from openiln_evidence.read.engine import fetch, whole
from openiln_evidence.read.identity import PRIME, identity
from openiln_evidence.study.plan import WHOLE, Study

Expr = Any  # Ibis types its tables loosely
Sketch: TypeAlias = NDArray[np.uint32]
"""(S, T, K): of each school, period and power."""
Sketches: TypeAlias = dict[tuple[str, str], Sketch]
"""By outcome (or EVERY_OUTCOME) and subgroup."""

EVERY_OUTCOME = "*"
"""Stands for the rows that have all outcomes."""
FEWEST = 10
"""Sketches tell sets of fewer than this many students, or than the study's minimum, from others."""
GROUPS_A_PASS = 100_000
"""Periods are taken in passes of at most about this many sums, so that memory does not grow."""


def powers(study: Study) -> int:
    """How many powers a sketch of this study has."""
    return 2 * max(study.minimum_cell, FEWEST) - 1


def read_sketches(study: Study, table: Expr, schools: tuple[str, ...], key: int) -> Sketches:
    """Of every outcome and subgroup, over the rows of `table`."""
    patterns = 2 ** (len(study.outcomes) + len(study.subgroups))
    passes = -(-len(schools) * len(study.periods) * patterns // GROUPS_A_PASS)
    outcomes = [o.id for o in study.outcomes]
    outcomes += [EVERY_OUTCOME] if len(outcomes) > 1 else []
    subgroups = [WHOLE, *(s.id for s in study.subgroups)]
    shape = (len(schools), len(study.periods), powers(study))
    made = {of: np.zeros(shape, dtype=np.uint32) for of in product(outcomes, subgroups)}
    for periods in np.array_split(np.array(study.periods), min(passes, len(study.periods))):
        part = table.filter(table.period.between(int(periods[0]), int(periods[-1])))
        found = fetch(_query(study, part, key), READING)
        _add(study, found, schools, made)
    return made


def rows_that_left(sketches: Sketches, of: tuple[str, str], common: NDArray[np.bool_]) -> Sketch:
    """Of an outcome and subgroup; of `common` (S,) schools, only rows with all outcomes."""
    own = sketches[of]
    cut = sketches.get((EVERY_OUTCOME, of[1]), own)
    return np.where(common[:, None, None], cut, own)


def fingerprint(key: int) -> str:
    """Tells sketches of one key from those of another."""
    return hashlib.sha256(f"fingerprint {key}".encode()).hexdigest()


def _query(study: Study, table: Expr, key: int) -> Expr:
    """Sums by school, period, which outcomes a row has (h0 ...) and its subgroups (g0 ...)."""
    having = [table[f"y{o}"].notnull() for o in range(len(study.outcomes))]
    named = {f"h{o}": has for o, has in enumerate(having)}
    groups = [f"g{g}" for g in range(len(study.subgroups))]
    rows = table.filter(reduce(or_, having)).select(
        "school", "period", *groups, a=identity(table.student, key), **named
    )
    power = rows.a
    sums = {"p0": rows.count(), "p1": power.sum()}
    for place in range(2, powers(study)):
        power = power * rows.a % PRIME
        sums[f"p{place}"] = power.sum()
    return rows.group_by("school", "period", *named, *groups).aggregate(**sums)


def _add(study: Study, found: pa.Table, schools: tuple[str, ...], made: Sketches) -> None:
    places = {school: place for place, school in enumerate(schools)}
    school = np.array([places[str(name)] for name in found["school"].to_pylist()], dtype=np.intp)
    period = whole(found["period"]) - study.periods[0]
    having = {o.id: found[f"h{at}"].to_numpy() for at, o in enumerate(study.outcomes)}
    having[EVERY_OUTCOME] = np.logical_and.reduce(list(having.values()))
    within = {WHOLE: np.ones(len(school), dtype=bool)}
    within |= {s.id: found[f"g{at}"].to_numpy() for at, s in enumerate(study.subgroups)}
    for power in range(powers(study)):
        values = whole(found[f"p{power}"]) % PRIME
        for (outcome, subgroup), sketch in made.items():
            of = having[outcome] & within[subgroup]
            sums = sketch[:, :, power].astype(np.int64)
            np.add.at(sums, (school[of], period[of]), values[of])
            sketch[:, :, power] = sums % PRIME
