"""Raw student rows for tests, and a plain slow compression of them to blocks.

The compression is a second implementation on purpose: pandas, one row at a time where it can be.
"""

import numpy as np
import pandas as pd

from openiln_evidence.moments import Block, Flow, PeriodMoments, Schooled

PERIODS = tuple(range(2013, 2019))


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
    frames = []
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
                frames.append(
                    pd.DataFrame(
                        {
                            "district": f"D{d:02d}",
                            "school_id": f"D{d:02d}-{s}",
                            "period": period,
                            "start": start,
                            "treated": float(on),
                            "frl": frl.astype(float),
                            "ell": ell.astype(float),
                            "w": rng.uniform(0.5, 2.0, size) if weighted else np.ones(size),
                            "score": score + rng.normal(0, 6, size),
                        }
                    )
                )
    rows = pd.concat(frames, ignore_index=True)
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
    return [
        _schooled(*_design(school, covariates, outcome, periods))
        for _, school in part.groupby("school_id", sort=True)
    ]


def dates_of(rows, unit="district"):
    first = rows.groupby(unit)["start"].first()
    return {name: (int(start) or None) for name, start in first.items()}


def _design(part, covariates, outcome, periods):
    dummies = [(part["period"] == t).to_numpy(float) for t in periods]
    X = np.column_stack([*dummies, *(part[c].to_numpy(float) for c in covariates)])
    return X, part[outcome].to_numpy(float), part["w"].to_numpy(float)


def _schooled(X, y, w):
    x = X - (w @ X) / w.sum()
    e = y - (w @ y) / w.sum()
    return Schooled(xx=x.T @ (w[:, None] * x), xy=x.T @ (w * e), yy=float(e @ (w * e)))


def _block(part, name, covariates, outcome, subgroup, cluster, periods):
    schools = school_moments(part, covariates, outcome, periods)
    sizes = part.groupby("school_id").size()
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
    got = [part[part["period"] == t] for t in periods]
    schools = [g.groupby("school_id")[outcome].agg(["size", "mean"]) for g in got]
    return PeriodMoments(
        n=np.array([len(g) for g in got]),
        w=np.array([g["w"].sum() for g in got]),
        wy=np.array([(g["w"] * g[outcome]).sum() for g in got]),
        wyy=np.array([(g["w"] * g[outcome] ** 2).sum() for g in got]),
        school_means_squared=np.array([(s["size"] * s["mean"] ** 2).sum() for s in schools]),
        n_squared=np.array([(s["size"] ** 2).sum() for s in schools]),
        schools=np.array([len(s) for s in schools]),
    )


def _flow(part, periods):
    """Everyone was linked and has the outcome, unless a test says otherwise."""
    n = np.array([(part["period"] == t).sum() for t in periods])
    none = np.zeros(len(periods), dtype=np.int64)
    return Flow(baseline=n, linked=n, with_outcome=n, joined=none, moved=none)
