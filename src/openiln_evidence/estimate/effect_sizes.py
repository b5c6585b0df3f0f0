"""Effects in standard deviations, from sums that were never demeaned.

Demeaned moments lack the spread between schools: a g from them would be too large.
"""

from collections.abc import Iterator

import numpy as np

from openiln_evidence.estimate.answer import Estimate, Spread
from openiln_evidence.estimate.design import Weighting
from openiln_evidence.estimate.group_time import means_of
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Floats

# ln(odds ratio) / 1.65: Sanchez-Meca, Marin-Martinez and Chacon-Moscoso (2003), Psychological
# Methods 8; WWC Procedures Handbook 5.0, appendix E.
COX = 1.65


def spread_of(chosen: Selection) -> Spread:
    """Pooled over arms (treated by the last period, or not) and periods from the first start on."""
    sums = [b.by_period for b in chosen.blocks]
    n = np.array([s.n for s in sums], dtype=float)
    w = np.array([s.w for s in sums])
    scale = np.divide(n, w, out=np.zeros_like(n), where=w > 0)
    wy, wyy = np.array([s.wy for s in sums]) * scale, np.array([s.wyy for s in sums]) * scale
    school_squares = np.array([s.school_means_squared for s in sums])
    schools = np.array([s.schools for s in sums], dtype=float)
    n_squared = np.array([s.n_squared for s in sums], dtype=float)
    by_cluster, by_school = np.zeros(5), np.zeros(5)
    for arm, t in _arms(chosen):
        rows = n[arm, t].sum()
        if rows == 0:
            continue
        whole = rows, wy[arm, t].sum(), wyy[arm, t].sum()
        size = chosen.per_cluster(n[:, t] * arm)
        total = chosen.per_cluster(wy[:, t] * arm)
        here = size > 0
        by_cluster += _anova(
            *whole, (total[here] ** 2 / size[here]).sum(), here.sum(), (size**2).sum()
        )
        by_school += _anova(
            *whole, school_squares[arm, t].sum(), schools[arm, t].sum(), n_squared[arm, t].sum()
        )
    sd = np.sqrt(by_cluster[:2].sum() / by_cluster[2:4].sum())
    by_period = n.sum(axis=0)
    rows = int(by_period[by_period > 0][-1])
    return Spread(rows, len(chosen.clusters), float(sd), _icc(by_cluster), _icc(by_school))


def _arms(chosen: Selection) -> Iterator[tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], int]]:
    """Each arm's units (units,) with the place of each period since treatment first began."""
    treated = np.array([s is not None for s in chosen.treated_from])
    first = min(s for s in chosen.treated_from if s is not None)
    for t, period in enumerate(chosen.periods):
        if period >= first:
            yield treated, t
            yield ~treated, t


def _anova(
    rows: float, total: float, squares: float, group_squares: float, groups: float, sizes: float
) -> Floats:
    """Sums of squares between and within, their degrees of freedom, and (groups-1) n0: (5,)."""
    return np.array(
        [
            group_squares - total**2 / rows,
            squares - group_squares,
            groups - 1,
            rows - groups,
            rows - sizes / rows,
        ]
    )


def _icc(anova: Floats) -> float:
    """(MSB - MSW) / (MSB + (n0 - 1) MSW), never below 0: Donner (1986), one-way analysis."""
    between, within, groups, rest, size = anova
    if groups <= 0 or rest <= 0:
        return 0.0
    msb, msw, n0 = between / groups, within / rest, size / groups
    low = msb + (n0 - 1) * msw
    return float(max(0.0, (msb - msw) / low)) if low > 0 else 0.0


def degrees_of_freedom(rows: int, clusters: int, icc: float) -> float:
    """The h of Hedges (2007), Journal of Educational and Behavioral Statistics 32.

    N - 2 when icc is 0, and clusters - 2 when it is 1.
    """
    n = rows / clusters
    top = (rows - 2 - 2 * (n - 1) * icc) ** 2
    low = (
        (rows - 2) * (1 - icc) ** 2
        + n * (rows - 2 * n) * icc**2
        + 2 * (rows - 2 * n) * icc * (1 - icc)
    )
    return top / low if low > 0 else 0.0


def hedges_g(effect: Estimate, spread: Spread) -> Estimate:
    """G = omega gamma b / S, clusters counted.

    omega = 1 - 3/(4h - 1), gamma = sqrt(1 - 2(n-1) icc/(N-2)), n the mean cluster. The error is
    omega sqrt(gamma^2 (SE/S)^2 + g^2/(2h)). Hedges (2007); WWC Procedures Handbook 5.0, appendix E.
    The ends of the interval are those of the effect, scaled.
    """
    h = degrees_of_freedom(spread.rows, spread.clusters, spread.icc)
    if spread.sd <= 0 or h <= 1:
        raise CannotEstimateError(
            "The outcome has too little spread, or too few clusters, to standardise by; "
            "give its published standard deviation in the study."
        )
    n = spread.rows / spread.clusters
    omega = 1 - 3 / (4 * h - 1)
    gamma = np.sqrt(max(0.0, 1 - 2 * (n - 1) * spread.icc / (spread.rows - 2)))
    scaled = _scaled(effect, float(omega * gamma / spread.sd), "Hedges' g, corrected for clusters")
    if effect.error is None:
        return scaled
    inner = (gamma * effect.error / spread.sd) ** 2 + scaled.effect**2 / (2 * h)
    return _with_error(scaled, float(omega * np.sqrt(inner)))


def standardised(effect: Estimate, standard_deviation: float) -> Estimate:
    """The effect in published standard deviations of the state: no correction is due."""
    return _scaled(effect, 1 / standard_deviation, "in published standard deviations")


def _scaled(effect: Estimate, factor: float, method: str) -> Estimate:
    def times(value: float | None) -> float | None:
        return None if value is None else value * factor

    return Estimate(
        name="effect size",
        effect=effect.effect * factor,
        error=times(effect.error),
        low=times(effect.low),
        high=times(effect.high),
        p=effect.p,
        method=method,
    )


def _with_error(effect: Estimate, error: float) -> Estimate:
    return Estimate(
        effect.name, effect.effect, error, effect.low, effect.high, effect.p, effect.method
    )


def cox_index(effect: Estimate, share: float) -> Estimate:
    """The effect on a share of 1s as a difference of log odds over 1.65.

    `share` is the treated's since the start, taken as it is; less the effect it is what it would
    have been. The error is the delta method's. An end of the interval that would need a share
    outside 0 to 1 is None.
    """
    without = share - effect.effect
    if not (0 < share < 1 and 0 < without < 1):
        raise CannotEstimateError(
            f"The treated's share of 1s since the start is {share:.3f}, and would be "
            f"{without:.3f} without the effect; odds are defined between 0 and 1 only, so there "
            "is no effect size. Use a wider outcome."
        )

    def index(end: float | None) -> float | None:
        if end is None or not 0 < share - end < 1:
            return None
        return _cox(share, share - end)

    slope = 1 / (without * (1 - without)) / COX
    return Estimate(
        name="effect size",
        effect=_cox(share, without),
        error=None if effect.error is None else effect.error * slope,
        low=index(effect.low),
        high=index(effect.high),
        p=effect.p,
        method="Cox index",
    )


def _cox(share: float, without: float) -> float:
    return float(np.log(share / (1 - share)) - np.log(without / (1 - without))) / COX


def share_since(chosen: Selection, weighting: Weighting) -> float:
    """The mean of the treated since each one's start: of a 0/1 outcome, the share of 1s."""
    means = means_of(chosen, weighting)
    since = np.array(means.periods) >= means.starts[:, None]
    return float(means.wy[since].sum() / means.w[since].sum())


def missing_ends(effect: Estimate, size: Estimate) -> list[str]:
    """A sentence for each end of the interval that the effect has and its size has not."""
    ends = (("lower", effect.low, size.low), ("upper", effect.high, size.high))
    return [
        f"The interval of the effect size has no {name} end: the share of 1s without treatment "
        "would have to lie outside 0 to 1 there."
        for name, there, here in ends
        if there is not None and here is None
    ]
