"""Makes blocks of added-up cells: demeaned within schools, and undemeaned by period."""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.scaling import middle
from openiln_evidence.compress.sums import FEW, Sums, Table
from openiln_evidence.compress.tally import Squares, Tally, squares_of_units
from openiln_evidence.moments import Block, Floats, Flow, PeriodMoments, Schooled
from openiln_evidence.study.plan import WHOLE, Kind, Level, Outcome, Study


@dataclass(frozen=True)
class Compressed:
    """A block and its tally."""

    block: Block
    tally: Tally


def make_blocks(study: Study, table: Table, checked: Checked) -> list[Compressed]:
    """A block for every outcome, subgroup and unit that has rows."""
    made = []
    for o, g in table.sums:
        sums = table.in_units(o, g)
        squares = squares_of_units(sums.by_school, table.schools_of_unit)
        for u in np.flatnonzero(sums.counts[:, :, 0, 0].sum(axis=1)).tolist():
            here = of_unit(sums, table, u)
            block = block_of(study, table, checked, here, (o, g, u))
            tally = _tally(here, squares[u], table.atoms[o, u], study.outcomes[o])
            made.append(Compressed(block, tally))
    return made


def of_unit(sums: Sums, table: Table, u: int) -> Sums:
    """One unit's part of the sums, its schools only."""
    at = table.schools_of_unit[u]
    few = np.isin(table.few, at) if len(at) < FEW else slice(0, 0)
    return Sums(
        counts=sums.counts[u],
        weights=sums.weights[u],
        scores=sums.scores[u],
        columns=sums.columns[at],
        counts_of_school=sums.counts_of_school[few],
        by_school={key: values[at] for key, values in sums.by_school.items()},
    )


def block_of(
    study: Study, table: Table, checked: Checked, sums: Sums, place: tuple[int, int, int]
) -> Block:
    """The block of one outcome, subgroup and unit, by their places."""
    o, g, u = place
    outcome, unit = study.outcomes[o], table.units[u]
    subgroup = (WHOLE, *(s.id for s in study.subgroups))[g]
    here, key = sums.by_school, (outcome.id, subgroup, unit)
    rows = here["n"].sum(axis=1)
    by_district = study.cluster is Level.DISTRICT
    return Block(
        outcome=outcome.id,
        subgroup=subgroup,
        unit=unit,
        cluster=checked.roster.districts[table.schools_of_unit[u][0]] if by_district else unit,
        columns=table.columns,
        periods=study.periods,
        n=int(rows.sum()),
        weight=float(here["w"].sum()),
        students=checked.students.get(key, int(here["n"].sum(axis=0).max())),
        schools=int((rows > 0).sum()),
        singletons=int((rows == 1).sum()),
        schooled=schooled(sums),
        by_period=_by_period(here, middle(outcome) / outcome.scale),
        flow=checked.flows.get(key, no_flow(len(study.periods))),
    )


def _tally(sums: Sums, squares: Squares, atoms: Floats, outcome: Outcome) -> Tally:
    here = sums.by_school
    return Tally(
        counts=sums.counts,
        of_school=sums.counts_of_school,
        ones=here["ones"].sum(axis=0),
        ones_of_school=here["ones"],
        rows_of_school=here["n"].sum(axis=1),
        squares=squares,
        atoms=atoms,
        is_binary=outcome.kind is Kind.BINARY,
    )


def schooled(sums: Sums) -> Schooled:
    """Demeaned moments: X'WX less, for each school, its weighted mean's outer product.

    Sums over X~ = X - mean of the school: X~'WX~ = X'WX - sum_s (X_s'w)(X_s'w)' / W_s, and the same
    with y (Frisch and Waugh 1933: within-school fixed effects).
    """
    periods = len(sums.weights)
    k = periods + sums.weights.shape[1] - 1
    xx = np.zeros((k, k))
    xx[range(periods), range(periods)] = sums.weights[:, 0, 0]
    xx[:periods, periods:] = sums.weights[:, 0, 1:]
    xx[periods:, :periods] = sums.weights[:, 0, 1:].T
    xx[periods:, periods:] = sums.weights[:, 1:, 1:].sum(axis=0)
    xy = np.concatenate([sums.scores[:, 0], sums.scores[:, 1:].sum(axis=0)])
    weight = sums.by_school["w"].sum(axis=1)
    there = weight > 0
    columns = np.concatenate(
        [sums.columns[there, :, 0], sums.columns[there, :, 1:].sum(axis=1)], axis=1
    )
    root = np.sqrt(weight[there])
    x_mean, y_mean = columns / root[:, None], sums.by_school["wy"].sum(axis=1)[there] / root
    return Schooled(
        xx=xx - x_mean.T @ x_mean,
        xy=xy - x_mean.T @ y_mean,
        yy=float(sums.by_school["wyy"].sum() - y_mean @ y_mean),
    )


def _by_period(here: dict[str, Floats], off: float) -> PeriodMoments:
    """Undemeaned sums, with the middle put back: y = off + (y less off)."""
    n, w = here["n"], here["w"]
    wy = here["wy"] + off * w
    wyy = here["wyy"] + 2 * off * here["wy"] + off * off * w
    mean = np.divide(wy, w, out=np.zeros_like(wy), where=w > 0)
    return PeriodMoments(
        n=n.sum(axis=0).astype(np.int64),
        w=w.sum(axis=0),
        wy=wy.sum(axis=0),
        wyy=wyy.sum(axis=0),
        school_means_squared=(n * mean * mean).sum(axis=0),
        n_squared=(n * n).sum(axis=0).astype(np.int64),
        schools=(n > 0).sum(axis=0).astype(np.int64),
    )


def no_flow(periods: int) -> Flow:
    """Where nobody was counted."""
    none = np.zeros(periods, dtype=np.int64)
    return Flow(none, none, none, none, none)
