"""An interrupted series: did the treated units' period means leave their own line?

Segmented regression of period means (of the treated less the others, where there are others) on
level, trend, change of level and change of trend, errors AR(1). The effect is that of the
correlation of greatest restricted likelihood (Patterson and Thompson 1971, Biometrika 58). Short
series hardly know their correlation, so error, interval and p are averaged over all that it could
be, by their restricted likelihood (Zellner and Tiao 1964, Journal of the American Statistical
Association 59). The sample is the periods, never the students: t(T-4).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.distributions import t_below, t_quantile
from openiln_evidence.estimate.group_time import NEVER, means_of, without_periods
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Floats

METHOD = "interrupted series, AR(1) averaged over correlations, t(T-4)"
LEAST_BEFORE, LEAST_AFTER = 3, 2
# A negative correlation would shrink errors, so none is taken.
CORRELATIONS = (0.0, 0.95)
# Of the largest mean: what doubles may leave of a series that lies on its lines.
ROUNDING = 1e-12
# How many correlations, evenly spaced, are averaged over.
POINTS = 39


@dataclass(frozen=True)
class Interrupted:
    """What changed at the start, at once and by period since, and on average since.

    before is the slope before the start; bend_bias what a bend of one a period, from the last
    period before on, would add to the average. correlation is that of means one period apart, at
    least 0. compared says whether the series is a
    difference from untreated units.
    """

    level: Estimate
    trend: Estimate
    average: Estimate
    before: Estimate
    bend_bias: float
    correlation: float
    points: int
    compared: bool


def interrupted(chosen: Selection, alpha: float, *, skipping: int | None = None) -> Interrupted:
    """Refused when dates vary, or with under three periods before or two after the start.

    `skipping` leaves one period out of the series.
    """
    means = means_of(chosen)
    if skipping is not None:
        means = without_periods(means, {skipping})
    starts = {float(s) for s in means.starts if s != NEVER}
    if len(starts) != 1:
        raise CannotEstimateError(
            f"An interrupted series takes one treatment date, and there are {len(starts)}; "
            "use difference in differences."
        )
    start = starts.pop()
    y, compared = _series(means.w, means.wy, means.starts == start)
    return _fitted(np.array(means.periods, dtype=float), y, start, alpha, compared=compared)


def _series(
    w: Floats, wy: Floats, treated: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[Floats, bool]:
    """Means of the treated by period, less those of the others where there are any: (T,)."""
    arms = [treated, ~treated] if (~treated).any() else [treated]
    weights = [w[arm].sum(axis=0) for arm in arms]
    if any((weight == 0).any() for weight in weights):
        raise CannotEstimateError(
            "An arm has no rows in a period in which there are others; leave out that period."
        )
    means = [wy[arm].sum(axis=0) / weight for arm, weight in zip(arms, weights, strict=True)]
    return means[0] - sum(means[1:], np.zeros_like(means[0])), len(arms) == 2


def _fitted(
    periods: Floats, y: Floats, start: float, alpha: float, *, compared: bool
) -> Interrupted:
    after = (periods >= start).astype(float)
    before = int((after == 0).sum())
    if before < LEAST_BEFORE or len(y) - before < LEAST_AFTER or len(y) < 6:
        raise CannotEstimateError(
            f"The series has {before} periods before and {len(y) - before} after the start; it "
            f"takes {LEAST_BEFORE} and {LEAST_AFTER}, and six in all, so add periods."
        )
    since = (periods - start) * after
    X = np.column_stack([np.ones_like(y), periods - periods.mean(), after, since])
    gaps = np.abs(periods[:, None] - periods[None, :])
    left = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    if np.abs(left).max() <= ROUNDING * max(np.abs(y).max(), 1.0):
        raise CannotEstimateError(
            "The series lies on its lines exactly, so nothing tells how far it could have strayed; "
            "use results that are rounded less."
        )
    correlation = _correlation(X, y, gaps)
    b, _ = _generalised(X, y, correlation**gaps)
    likely = _likely(X, y, gaps)
    mixes = {
        "change of level": np.array([0, 0, 1.0, 0]),
        "change of trend": np.array([0, 0, 0, 1.0]),
        "average since the start": np.array([0, 0, 1.0, since.sum() / after.sum()]),
        "slope before the start": np.array([0, 1.0, 0, 0]),
    }
    level, trend, average, slope = (
        _averaged(name, float(mix @ b), mix, likely, len(y) - X.shape[1], alpha)
        for name, mix in mixes.items()
    )
    bend = float((periods[after > 0] - periods[after == 0].max()).mean())
    return Interrupted(level, trend, average, slope, bend, correlation, len(y), compared)


@dataclass(frozen=True)
class Likely:
    """For each of POINTS correlations its share (R,), coefficients (R, 4), covariance (R, 4, 4)."""

    share: Floats
    b: Floats
    covariance: Floats


def _likely(X: Floats, y: Floats, gaps: Floats) -> Likely:
    """Every correlation alike before the series was seen, and by its likelihood after."""
    correlations = np.linspace(*CORRELATIONS, POINTS)
    likelihood = [restricted_log_likelihood(X, y, rho**gaps) for rho in correlations]
    share = np.exp(np.array(likelihood) - max(likelihood))
    fits = [_generalised(X, y, rho**gaps) for rho in correlations]
    b, covariance = (np.array(part) for part in zip(*fits, strict=True))
    return Likely(share / share.sum(), b, covariance)


def _averaged(
    name: str, effect: float, mix: Floats, likely: Likely, df: int, alpha: float
) -> Estimate:
    """An effect with the mean of its squared errors, and the ends and p of the mixture of t's."""
    centres = likely.b @ mix
    scales = np.sqrt(likely.covariance @ mix @ mix)
    error = float(np.sqrt(likely.share @ scales**2))

    def below(value: float) -> float:
        """How much of the mixture lies below a value."""
        return float(likely.share @ t_below((value - centres) / scales, df))

    reach = 2 * t_quantile(1 - alpha / 2, df) * scales.max()
    ends = float(centres.min() - reach), float(centres.max() + reach)
    low, high = (
        float(brentq(lambda value, at=share: below(value) - at, *ends))
        for share in (alpha / 2, 1 - alpha / 2)
    )
    beyond = below(0.0)
    return Estimate(name, effect, error, low, high, 2 * min(beyond, 1 - beyond), METHOD)


def _generalised(X: Floats, y: Floats, within: Floats) -> tuple[Floats, Floats]:
    """Generalised least squares: b (4,) and its covariance (4, 4), s^2 over T - 4."""
    solved = np.linalg.solve(within, np.column_stack([X, y]))
    bread = np.linalg.inv(X.T @ solved[:, :-1])
    b = bread @ (X.T @ solved[:, -1])
    e = y - X @ b
    return b, bread * float(e @ np.linalg.solve(within, e)) / (len(y) - X.shape[1])


def restricted_log_likelihood(X: Floats, y: Floats, within: Floats) -> float:
    """REML with the variance profiled out, less constants."""
    b, _ = _generalised(X, y, within)
    e = y - X @ b
    squares = float(e @ np.linalg.solve(within, e))
    fixed = np.linalg.slogdet(X.T @ np.linalg.solve(within, X))[1]
    rest = (len(y) - X.shape[1]) * np.log(squares)
    return float(-0.5 * (np.linalg.slogdet(within)[1] + fixed + rest))


def _correlation(X: Floats, y: Floats, gaps: Floats) -> float:
    """The correlation of greatest restricted likelihood within CORRELATIONS."""

    def loss(rho: float) -> float:
        return -restricted_log_likelihood(X, y, rho**gaps)

    found = minimize_scalar(loss, bounds=CORRELATIONS, method="bounded", options={"xatol": 1e-8})
    return min((*CORRELATIONS, float(found.x)), key=loss)
