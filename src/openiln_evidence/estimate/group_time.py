"""Group-time average effects of units first treated in the same period.

ATT(g, t) = (mean of g in t - in b) - (mean of the comparison in t - in b), with b the last period
before g, for every t but b (a universal base), no covariates. Callaway and Sant'Anna (2021),
Journal of Econometrics 225, 200-230, equations 2.8 and 2.9 with X empty.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from openiln_evidence.estimate.design import Comparison, Weighting
from openiln_evidence.estimate.left_out import ratio_left
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Floats

NEVER = np.inf


class Cell(NamedTuple):
    """One ATT(g, t): start is g, base is b."""

    start: int
    period: int
    base: int


@dataclass(frozen=True)
class Means:
    """Sums behind unit means: w and wy (units, T); starts (units,), NEVER where never treated.

    In `units` weighting every unit that has rows weighs one (a panel of unit means); in `students`
    its rows weigh as they are (repeated cross-sections).
    """

    periods: tuple[int, ...]
    w: Floats
    wy: Floats
    starts: Floats
    weighting: Weighting
    chosen: Selection

    def at(self, period: int) -> int:
        return self.periods.index(period)


@dataclass(frozen=True)
class GroupTime:
    """Effects (cells,), their cluster influence values (G, cells), and the mass of each cohort.

    without (G, cells) are the effects without each cluster, NaN where there is then none.
    mass_by_cluster (G, cells) is the weight of a cell's cohort in each cluster, mass (G,) that of
    the whole cluster.
    """

    cells: tuple[Cell, ...]
    effects: Floats
    influence: Floats
    without: Floats
    mass_by_cluster: Floats
    mass: Floats
    means: Means


def means_of(chosen: Selection, weighting: Weighting = "students") -> Means:
    """Unit means by period, of the periods that have rows."""
    w = np.array([b.by_period.w for b in chosen.blocks], dtype=float)
    wy = np.array([b.by_period.wy for b in chosen.blocks], dtype=float)
    if weighting == "units":
        wy = np.divide(wy, w, out=np.zeros_like(wy), where=w > 0)
        w = (w > 0).astype(float)
    starts = [NEVER if s is None else float(s) for s in chosen.treated_from]
    empty = [t for t, total in zip(chosen.periods, w.sum(axis=0), strict=True) if total == 0]
    means = Means(chosen.periods, w, wy, np.array(starts), weighting, chosen)
    return without_periods(means, empty)


def without_periods(means: Means, periods: Collection[int]) -> Means:
    """The same means less some periods, which are then no base either."""
    keep = [i for i, t in enumerate(means.periods) if t not in periods]
    return replace(
        means,
        periods=tuple(means.periods[i] for i in keep),
        w=means.w[:, keep],
        wy=means.wy[:, keep],
    )


def cells_of(means: Means, comparison: Comparison) -> tuple[Cell, ...]:
    """Every cell that can be estimated: a base before treatment, and somebody to compare with."""
    found = []
    for start in sorted({int(s) for s in means.starts if s != NEVER}):
        before = [t for t in means.periods if t < start]
        for period in means.periods if before else ():
            cell = Cell(start, period, before[-1])
            if period != cell.base and _compared(cell, means.starts, comparison).any():
                found.append(cell)
    if not any(cell.period >= cell.start for cell in found):
        raise CannotEstimateError(
            f"No unit {comparison} is there to compare with after treatment began; "
            "add such units, or choose the other comparison in the study."
        )
    return tuple(found)


def _compared(cell: Cell, starts: Floats, comparison: Comparison) -> Floats:
    """Which units a cell is compared with, 1 or 0, in the shape of starts."""
    if comparison == "never treated":
        return np.asarray(starts == NEVER, dtype=float)
    untreated = (starts > max(cell.period, cell.base)) & (starts != cell.start)
    return np.asarray(untreated, dtype=float)


def cell_effects(
    means: Means, wy: Floats, starts: Floats, cells: tuple[Cell, ...], comparison: Comparison
) -> Floats:
    """ATT of every cell under many assignments: starts (B, units) -> (B, cells).

    A cell without rows in one of its four means is NaN.
    """
    out = np.empty((len(starts), len(cells)))
    for k, cell in enumerate(cells):
        now, base = means.at(cell.period), means.at(cell.base)
        mass = _cell_mass(means, now, base)
        change = np.zeros(len(starts))
        arms = (starts == cell.start).astype(float), _compared(cell, starts, comparison)
        for sign, arm in zip((1.0, -1.0), arms, strict=True):
            for part, column in zip((sign, -sign), (now, base), strict=True):
                weight = arm @ mass[column]
                total = arm @ (wy[:, column] * (mass[column] > 0))
                blank = np.full_like(total, np.nan)
                change += part * np.divide(total, weight, out=blank, where=weight > 0)
        out[:, k] = change
    return out


def _cell_mass(means: Means, now: int, base: int) -> dict[int, Floats]:
    """Each unit's weight in a cell's two periods; a panel keeps only units present in both."""
    if means.weighting == "students":
        return {now: means.w[:, now], base: means.w[:, base]}
    both = means.w[:, now] * means.w[:, base]
    return {now: both, base: both}


def group_time(means: Means, comparison: Comparison) -> GroupTime:
    """All cells with the influence of each cluster on them."""
    cells = cells_of(means, comparison)
    effects = cell_effects(means, means.wy, means.starts[None, :], cells, comparison)[0]
    known = np.isfinite(effects)
    cells = tuple(c for c, ok in zip(cells, known, strict=True) if ok)
    parts = [_by_cluster(means, cell, comparison) for cell in cells]
    influence, without = (np.column_stack(part) for part in zip(*parts, strict=True))
    mass = unit_mass(means, comparison)
    of_cohort = np.column_stack([(means.starts == cell.start) * mass for cell in cells])
    per_cluster = means.chosen.per_cluster
    return GroupTime(
        cells=cells,
        effects=effects[known],
        influence=influence,
        without=without,
        mass_by_cluster=per_cluster(of_cohort),
        mass=per_cluster(mass),
        means=means,
    )


def _by_cluster(means: Means, cell: Cell, comparison: Comparison) -> tuple[Floats, Floats]:
    """Each cluster's influence on one cell, and the cell without that cluster: (G,) and (G,).

    Influence is the sum over the cell's four means of w (y - mean) / W. Without a cluster each
    mean is (sum of wy - the cluster's) / (W - the cluster's), if there are others.
    """
    now, base = means.at(cell.period), means.at(cell.base)
    mass = _cell_mass(means, now, base)
    influence, without = np.zeros((2, len(means.chosen.clusters)))
    arms = (means.starts == cell.start).astype(float), _compared(cell, means.starts, comparison)
    for sign, arm in zip((1.0, -1.0), arms, strict=True):
        for part, column in zip((sign, -sign), (now, base), strict=True):
            w = arm * mass[column]
            wy = arm * means.wy[:, column] * (mass[column] > 0)
            own_w, own_wy = means.chosen.per_cluster(w), means.chosen.per_cluster(wy)
            influence += part * (own_wy - own_w * wy.sum() / w.sum()) / w.sum()
            without += part * ratio_left(wy.sum() - own_wy, w.sum() - own_w, w.sum())
    return influence, without


def unit_mass(means: Means, comparison: Comparison) -> Floats:
    """What each unit adds to its cohort's share: all its rows, or one for a unit of a panel.

    A unit that has no rows in some period is one all the same.
    Without a never-treated unit, periods in which everybody is treated have no comparison and do
    not count, as in the did and csdid packages.
    """
    if means.weighting == "units":
        return np.asarray((means.w > 0).any(axis=1), dtype=float)
    usable = np.ones(len(means.periods), dtype=bool)
    if comparison == "not yet treated" and NEVER not in means.starts:
        usable = np.array(means.periods) < means.starts.max()
    return np.asarray(means.w[:, usable].sum(axis=1), dtype=float)
