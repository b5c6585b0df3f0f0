"""What an effect would be had the treatment dates been dealt out otherwise, for many deals at once.

Both functions answer for the outcome and for the real treatment as if it were the outcome: the
effect is linear in the outcome, so the two together give the effect under any constant null.
"""

import numpy as np

from openiln_evidence.estimate.design import Comparison
from openiln_evidence.estimate.group_time import GroupTime, cell_effects, unit_mass
from openiln_evidence.estimate.normal_equations import COLLINEAR, pool
from openiln_evidence.estimate.randomisation import Effects
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.estimate.two_way import TREATED, treated_periods
from openiln_evidence.moments import Floats


def group_time_placebos(found: GroupTime, comparison: Comparison) -> Effects:
    """The simple group-time effect of dealt dates."""
    means = found.means
    cells = tuple(c for c in found.cells if c.period >= c.start)
    mass = unit_mass(means, comparison)
    of_cluster = np.array(means.chosen.of_cluster)
    real = means.w * (np.array(means.periods)[None, :] >= means.starts[:, None])

    def effects(deals: Floats) -> tuple[Floats, Floats]:
        starts = deals[:, of_cluster]
        share = np.column_stack([(starts == cell.start) @ mass for cell in cells])
        share /= share.sum(axis=1, keepdims=True)
        found_of = (cell_effects(means, wy, starts, cells, comparison) for wy in (means.wy, real))
        outcome, reach = ((share * each).sum(axis=1) for each in found_of)
        return outcome, reach

    return effects


def two_way_placebos(chosen: Selection) -> Effects:
    """The two-way coefficient of dealt dates, by partialling out all other columns.

    With X the other columns, d the dealt treatment and v the outcome: the coefficient is
    (d'v - d'X (X'X)^-1 X'v) / (d'd - d'X (X'X)^-1 X'd), each product a sum over clusters of
    what a cluster would add were its date this one.
    """
    real = treated_periods(chosen)
    equations = pool(chosen, real[:, :, None], [TREATED])
    others = equations.maps[:, :, :-1]
    columns = chosen.blocks[0].columns
    rows = [columns.index(f"period={t}") for t in chosen.periods]
    xx = np.array([b.schooled.xx for b in chosen.blocks])
    xy = np.array([b.schooled.xy for b in chosen.blocks])
    treated_xx = (xx[:, :, rows] @ real[:, :, None])[:, :, 0]
    inverse = np.linalg.inv(equations.xx.sum(axis=0)[:-1, :-1])
    weight = sum(b.weight for b in chosen.blocks)
    partial = [inverse @ _sum(others, v) for v in (xy, treated_xx)]

    def effects(deals: Floats) -> tuple[Floats, Floats]:
        with_others = np.zeros((len(deals), len(inverse)))
        own, with_outcome, with_real = np.zeros((3, len(deals)))
        for date in np.unique(deals[np.isfinite(deals)]):
            on = np.array([float(t >= date) for t in chosen.periods])
            dealt = (deals == date).astype(float)
            of_unit = xx[:, :, rows] @ on
            by_others = (others.transpose(0, 2, 1) @ of_unit[:, :, None])[:, :, 0]
            with_others += dealt @ chosen.per_cluster(by_others)
            own += dealt @ chosen.per_cluster(of_unit[:, rows] @ on)
            with_outcome += dealt @ chosen.per_cluster(xy[:, rows] @ on)
            with_real += dealt @ chosen.per_cluster(treated_xx[:, rows] @ on)
        left = own - np.einsum("bk,bk->b", with_others @ inverse, with_others)
        blank = np.full((2, len(deals)), np.nan)
        tops = np.stack(
            [with_outcome - with_others @ partial[0], with_real - with_others @ partial[1]]
        )
        defined = left > COLLINEAR * weight
        outcome, reach = np.divide(tops, left, out=blank, where=defined)
        return outcome, reach

    return effects


def _sum(maps: Floats, v: Floats) -> Floats:
    """The sum over units of map' v."""
    total: Floats = np.einsum("ukj,uk->j", maps, v)
    return total
