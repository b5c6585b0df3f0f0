"""Whether one student gives over half of a sum of squares that a block reveals.

A student has one row in a period, and is in any school in each: the greatest rows of all periods
together bound what one student gives.

First by the ends of the outcome's scale, which need no look at the rows; and only for the units
that fail this, by the least and greatest score of each school and period. Weighted, the second is
still an upper bound: the heaviest row of a school and period may not be the extreme one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.blocks import Compressed
from openiln_evidence.compress.scaling import middle
from openiln_evidence.compress.sums import Table
from openiln_evidence.compress.tally import Squares
from openiln_evidence.moments import Floats
from openiln_evidence.packages.rules import FEWEST_SCHOOLS, LARGEST_PART
from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import study_rows
from openiln_evidence.read.source import Source
from openiln_evidence.study.plan import WHOLE, Study

Expr = Any  # Ibis types its tables loosely
READING = "input: the rows could not be grouped"


@dataclass(frozen=True)
class Extremes:
    """Least and greatest score, and greatest weight, where a block's rows are; any shape."""

    low: Floats
    high: Floats
    heaviest: Floats


def largest_part(of: Squares, extremes: Extremes, *, alone: bool) -> float:
    """The greatest share of a sum of squares that one student could give.

    Of schools about their means (as yy is) and of every period; with `alone`, of every school in
    every period too. A sum of nothing counts as all: equal scores are everybody's scores.
    `extremes` are of each school and period (S, T), NaN where there is no row, or of all.
    """
    shape = of.alone.shape[:2]
    each = Extremes(*(np.broadcast_to(v, shape) for v in vars(extremes).values()))
    parts = [
        _of_all_periods(_given(each, of.school[:, None, 0]), of.school[0, 1]),
        _greatest(_given(each, of.period[None, :, 0]), of.period[None, :, 1]),
    ]
    if alone:
        parts.append(_greatest(_given(each, of.alone[..., 0]), of.alone[..., 1]))
    return max(parts)


def _given(each: Extremes, mean: Floats) -> Floats:
    """(S, T): the most that one row of a school and period gives to squares about a mean."""
    furthest = np.maximum((each.high - mean) ** 2, (each.low - mean) ** 2)
    return np.asarray(each.heaviest * furthest, dtype=np.float64)


def _of_all_periods(given: Floats, whole: float) -> float:
    """The share of a student who has the greatest row in every period."""
    most = np.max(np.nan_to_num(given), axis=0).sum()
    return float(most / whole) if whole > 0 else 1.0


def _greatest(given: Floats, whole: Floats) -> float:
    whole = np.broadcast_to(whole, given.shape)
    shares = np.divide(given, whole, out=np.ones_like(given), where=whole > 0)
    return float(np.nanmax(np.where(np.isnan(given), np.nan, shares)))


def largest_parts(
    study: Study, source: Source, checked: Checked, made: Sequence[Compressed], table: Table
) -> list[float]:
    """For each block, the share that `largest_part` bounds; exact where the scale's ends fail."""
    heaviest = (checked.heaviest or 1) / 10.0**study.columns.weight_decimals
    found = []
    again = []
    for place, one in enumerate(made):
        ends = _ends(study, one.block.outcome, heaviest)
        found.append(_of(one, ends))
        if found[-1] > LARGEST_PART:
            again.append(place)
    if again:
        units = {made[place].block.unit for place in again}
        rows = study_rows(study, source).table
        seen = _read_extremes(study, rows, checked, units)
        for place in again:
            block = made[place].block
            at = table.schools_of_unit[table.units.index(block.unit)]
            of_all = seen[block.outcome, block.subgroup]
            here = Extremes(*(values[at] for values in vars(of_all).values()))
            found[place] = _of(made[place], here)
    return found


def _of(one: Compressed, extremes: Extremes) -> float:
    alone = one.block.schools < FEWEST_SCHOOLS
    return largest_part(one.tally.squares, extremes, alone=alone)


def _ends(study: Study, id_: str, heaviest: float) -> Extremes:
    """The ends of an outcome's scale, in the units of its blocks."""
    outcome = next(outcome for outcome in study.outcomes if outcome.id == id_)
    off = middle(outcome) / outcome.scale
    low, high = outcome.low - off, outcome.high - off
    if outcome.published:
        low = min((low - row.mean) / row.sd for row in outcome.published)
        high = max((high - row.mean) / row.sd for row in outcome.published)
    return Extremes(np.array(low), np.array(high), np.array(heaviest))


def _read_extremes(
    study: Study, rows: Expr, checked: Checked, units: set[str]
) -> dict[tuple[str, str], Extremes]:
    """Of each outcome and subgroup, by school and period (S, T), over the rows of some units."""
    unit = rows[study.treatment.level.value].cast("string")
    rows = rows.filter(unit.isin(sorted(units)))
    sums: dict[str, Expr] = {}
    for o in range(len(study.outcomes)):
        y = rows[f"y{o}"]
        sums |= {f"low{o}": y.min(), f"high{o}": y.max()}
        if study.columns.weight is not None:
            sums[f"heavy{o}"] = rows.weight.max(where=y.notnull())
    keys = ["school", "period", *(f"g{g}" for g in range(len(study.subgroups)))]
    if any(outcome.published for outcome in study.outcomes):
        keys.append("grade")
    found = fetch(rows.group_by(keys).aggregate(**sums), READING).to_pylist()
    schools = {school: place for place, school in enumerate(checked.roster.schools)}
    shape = (len(schools), len(study.periods))
    seen = {
        (outcome.id, subgroup): Extremes(*(np.full(shape, np.nan) for _ in range(3)))
        for outcome in study.outcomes
        for subgroup in (WHOLE, *(s.id for s in study.subgroups))
    }
    for row in found:
        at = (schools[str(row["school"])], row["period"] - study.periods[0])
        subgroups = [s.id for g, s in enumerate(study.subgroups) if row[f"g{g}"]]
        has = [o for o in range(len(study.outcomes)) if row[f"low{o}"] is not None]
        for o, subgroup in product(has, (WHOLE, *subgroups)):
            of = study.outcomes[o].id, subgroup
            _widen(seen[of], at, _row_extremes(study, o, row))
    return seen


def _row_extremes(study: Study, o: int, row: dict[str, Any]) -> tuple[float, float, float]:
    outcome = study.outcomes[o]
    low, high = ((row[f"{end}{o}"] - middle(outcome)) / outcome.scale for end in ("low", "high"))
    for one in outcome.published:
        if (one.grade, one.period) == (row["grade"], row["period"]):
            low, high = (low - one.mean) / one.sd, (high - one.mean) / one.sd
    return low, high, row.get(f"heavy{o}", 1) / 10.0**study.columns.weight_decimals


def _widen(extremes: Extremes, at: tuple[int, int], new: tuple[float, float, float]) -> None:
    low, high, heaviest = new
    extremes.low[at] = np.fmin(extremes.low[at], low)
    extremes.high[at] = np.fmax(extremes.high[at], high)
    extremes.heaviest[at] = np.fmax(extremes.heaviest[at], heaviest)
