"""Makes blocks of added-up cells: demeaned within schools, and undemeaned by period."""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.scaling import middle
from openiln_evidence.compress.sums import Sums, Table
from openiln_evidence.moments import Block, Floats, Flow, PeriodMoments, Schooled
from openiln_evidence.study.plan import WHOLE, Level, Study


@dataclass(frozen=True)
class Tally:
    """What the rules of disclosure ask of a block, and what never leaves.

    counts (T, z, z): rows with one (first row and column), each dummy and each pair, by period.
    ones (T,): rows whose 0/1 outcome is 1. largest: the greatest part that one student could give
    to a centred sum of squares of the block. by_school: the counts of each school (S, T), of one
    outcome. is_published: whether its rows were groups of a published table.
    """

    counts: Floats
    ones: Floats
    largest: float
    by_school: Floats
    is_binary: bool
    is_published: bool


@dataclass(frozen=True)
class Compressed:
    """A block and its tally."""

    block: Block
    tally: Tally


def make_blocks(study: Study, table: Table, checked: Checked) -> list[Compressed]:
    """A block for every outcome, subgroup and unit that has rows."""
    subgroups = (WHOLE, *(s.id for s in study.subgroups))
    made = []
    for (o, g), sums in table.sums.items():
        for u, unit in enumerate(table.units):
            if sums.counts[u, :, 0, 0].sum() > 0:
                at = np.flatnonzero(table.unit_of_school == u)
                key = (study.outcomes[o].id, subgroups[g], unit)
                made.append(_compressed(study, _of_unit(sums, u, at), checked, key, o, at))
    return made


def _of_unit(sums: Sums, u: int, at: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Sums:
    return Sums(
        counts=sums.counts[u],
        weights=sums.weights[u],
        scores=sums.scores[u],
        columns=sums.columns[at],
        by_school={key: values[at] for key, values in sums.by_school.items()},
    )


def _compressed(
    study: Study,
    sums: Sums,
    checked: Checked,
    key: tuple[str, str, str],
    o: int,
    at: np.ndarray[tuple[int], np.dtype[np.intp]],
) -> Compressed:
    outcome = study.outcomes[o]
    here = sums.by_school
    rows = here["n"].sum(axis=1)
    block = Block(
        outcome=key[0],
        subgroup=key[1],
        unit=key[2],
        cluster=_cluster(study, checked, key[2], int(at[0])),
        columns=study.design_columns(),
        periods=study.periods,
        n=int(rows.sum()),
        weight=float(here["w"].sum()),
        students=checked.students.get(key, int(here["n"].sum(axis=0).max())),
        schools=int((rows > 0).sum()),
        singletons=int((rows == 1).sum()),
        schooled=schooled(sums),
        by_period=_by_period(here, middle(outcome) / outcome.scale),
        flow=checked.flows.get(key, _no_flow(len(study.periods))),
    )
    tally = Tally(
        counts=sums.counts,
        ones=here["ones"].sum(axis=0),
        largest=0.0 if study.is_published else _largest_part(here),
        by_school=here["n"],
        is_binary=outcome.kind == "binary",
        is_published=study.is_published,
    )
    return Compressed(block, tally)


def _cluster(study: Study, checked: Checked, unit: str, school: int) -> str:
    return checked.roster.districts[school] if study.cluster is Level.DISTRICT else unit


def schooled(sums: Sums) -> Schooled:
    """Demeaned moments: X'WX less, for each school, its weighted mean's outer product.

    Sums over X~ = X - mean of the school: X~'WX~ = X'WX - sum_s (X_s'w)(X_s'w)' / W_s, and the same
    with y (Frisch and Waugh 1933: within-school fixed effects).
    """
    whole, cross = sums.weights[:, 0, 0], sums.weights[:, 0, 1:]
    xx = np.block([[np.diag(whole), cross], [cross.T, sums.weights[:, 1:, 1:].sum(axis=0)]])
    xy = np.concatenate([sums.scores[:, 0], sums.scores[:, 1:].sum(axis=0)])
    weight = sums.by_school["w"].sum(axis=1)
    there = weight > 0
    columns = np.column_stack([sums.columns[there, :, 0], sums.columns[there, :, 1:].sum(axis=1)])
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


def _largest_part(here: dict[str, Floats]) -> float:
    """The greatest share of a centred sum of squares that one row can give, from extremes.

    Centred at the school over all periods (as yy is), and at each period over all schools.
    A sum of nothing counts as all: where every score is the same, everybody's is known.
    Weighted, it is an upper bound: the heaviest row of a school and period may not be the extreme.
    """
    parts = [_part(here, axis) for axis in (0, 1)]
    return max(parts)


def _part(here: dict[str, Floats], axis: int) -> float:
    """Axis 0: each period is centred and judged alone; axis 1: schools are, and judged as one."""
    w, wy, wyy = (here[key].sum(axis=axis, keepdims=True) for key in ("w", "wy", "wyy"))
    mean = np.divide(wy, w, out=np.zeros_like(wy), where=w > 0)
    squares = np.maximum(wyy - wy * mean, 0.0)
    there = here["n"] > 0
    furthest = np.where(
        there, np.maximum((here["high"] - mean) ** 2, (here["low"] - mean) ** 2), 0.0
    )
    given = (here["heaviest"] * furthest).max(axis=0 if axis == 0 else None, keepdims=True)
    whole = squares if axis == 0 else squares.sum(keepdims=True)
    nothing = np.where(there.any(axis=0 if axis == 0 else None, keepdims=True), 1.0, 0.0)
    shares = np.divide(given, whole, out=nothing, where=whole > 0)
    return float(shares.max())


def _no_flow(periods: int) -> Flow:
    none = np.zeros(periods, dtype=np.int64)
    return Flow(none, none, none, none, none)
