"""Raw student rows for tests, and a plain slow compression of them to blocks.

The compression is a second implementation on purpose: one school, one period at a time.
"""

import numpy as np
import pandas as pd

from openiln_evidence.moments import Block, Flow, PeriodMoments, Schooled

PERIODS = tuple(range(2013, 2019))
COLUMNS = ("district", "school_id", "period", "start", "treated", "frl", "ell", "w", "score")


def student_rows(
    seed=1,
    *,
    districts=12,
    starts=(2016, 2016, 2016, 2016),
    periods=PERIODS,
    schools=3,
    students=9,
    effect=2.0,
    weighted=False,
):
    """Unbalanced rows: district, school_id, period, score, frl, ell, w, treated, start.

    The first districts are treated from `starts`; the others never (start is 0 then).
    """
    rng = np.random.default_rng(seed)
    cells = []
    for d in range(districts):
        start = starts[d] if d < len(starts) else 0
        base = rng.normal(50, 4)
        for s in range(schools):
            level = base + rng.normal(0, 3)
            for i, period in enumerate(periods):
                size = int(rng.integers(max(2, students - 4), students + 5))
                shock = rng.normal(0, 1)
                frl = rng.random(size) < 0.4
                ell = rng.random(size) < 0.2
                on = bool(start) and period >= start
                score = level + 0.5 * i + shock + effect * on - 2 * frl - ell
                weight = rng.uniform(0.5, 2.0, size) if weighted else np.ones(size)
                same = (f"D{d:02d}", f"D{d:02d}-{s}", period, start, float(on))
                own = (frl.astype(float), ell.astype(float), weight)
                cells.append(
                    [np.full(size, v) for v in same] + [*own, score + rng.normal(0, 6, size)]
                )
    rows = pd.DataFrame(
        dict(zip(COLUMNS, map(np.concatenate, zip(*cells, strict=True)), strict=True))
    )
    return rows[rng.random(len(rows)) >= 0.1].reset_index(drop=True)


def with_singleton(rows):
    """The rows and one more: a school of one student in one year."""
    lone = rows.iloc[[0]].assign(school_id="lone school", score=61.0)
    return pd.concat([rows, lone], ignore_index=True)


def blocks_of(
    rows,
    *,
    covariates=(),
    outcome="score",
    subgroup="all",
    unit="district",
    cluster=None,
    periods=PERIODS,
):
    """One block for each unit, from rows that have the outcome."""
    rows = rows[rows[outcome].notna()]
    return [
        _block(part, name, covariates, outcome, subgroup, cluster or unit, periods)
        for name, part in rows.groupby(unit, sort=True)
    ]


def school_moments(part, covariates, outcome, periods=PERIODS):
    """One Schooled for each school of one unit's rows."""
    X, y, w = _design(part, covariates, outcome, periods)
    school = pd.factorize(part["school_id"])[0]
    here = [school == s for s in range(school.max() + 1)]
    return [_schooled(X[at], y[at], w[at]) for at in here]


def dates_of(rows, unit="district"):
    first = rows.groupby(unit)["start"].first()
    return {name: (int(start) or None) for name, start in first.items()}


def _design(part, covariates, outcome, periods):
    period = part["period"].to_numpy()
    dummies = [(period == t).astype(float) for t in periods]
    X = np.column_stack([*dummies, *(part[c].to_numpy(float) for c in covariates)])
    return X, part[outcome].to_numpy(float), part["w"].to_numpy(float)


def _schooled(X, y, w):
    x = X - (w @ X) / w.sum()
    e = y - (w @ y) / w.sum()
    return Schooled(xx=x.T @ (w[:, None] * x), xy=x.T @ (w * e), yy=float(e @ (w * e)))


def _block(part, name, covariates, outcome, subgroup, cluster, periods):
    schools = school_moments(part, covariates, outcome, periods)
    sizes = np.bincount(pd.factorize(part["school_id"])[0])
    return Block(
        outcome=outcome,
        subgroup=subgroup,
        unit=name,
        cluster=part[cluster].iloc[0],
        columns=(*(f"period={t}" for t in periods), *covariates),
        periods=tuple(periods),
        n=len(part),
        weight=float(part["w"].sum()),
        students=len(part),
        schools=len(schools),
        singletons=int((sizes == 1).sum()),
        schooled=Schooled(
            xx=sum(s.xx for s in schools),
            xy=sum(s.xy for s in schools),
            yy=sum(s.yy for s in schools),
        ),
        by_period=_by_period(part, outcome, periods),
        flow=_flow(part, periods),
    )


def _by_period(part, outcome, periods):
    """Each sum of each period, one school at a time."""
    period, school = part["period"].to_numpy(), pd.factorize(part["school_id"])[0]
    y, w = part[outcome].to_numpy(float), part["w"].to_numpy(float)
    found = []
    for t in periods:
        at = period == t
        own = [y[at & (school == s)] for s in np.unique(school[at])]
        found.append(
            (
                at.sum(),
                w[at].sum(),
                w[at] @ y[at],
                w[at] @ y[at] ** 2,
                sum(len(v) * v.mean() ** 2 for v in own),
                sum(len(v) ** 2 for v in own),
                len(own),
            )
        )
    n, ww, wy, wyy, squares, sizes, schools = (np.array(c) for c in zip(*found, strict=True))
    return PeriodMoments(n, ww, wy, wyy, squares.astype(float), sizes, schools)


def _flow(part, periods):
    """Everyone was linked and has the outcome, unless a test says otherwise."""
    period = part["period"].to_numpy()
    n = np.array([(period == t).sum() for t in periods])
    none = np.zeros(len(periods), dtype=np.int64)
    return Flow(baseline=n, linked=n, with_outcome=n, joined=none, moved=none)
