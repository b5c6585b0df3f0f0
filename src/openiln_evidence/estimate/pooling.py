"""Several studies of one practice as one: random effects.

Between-study variance by Paule and Mandel (1982); interval of the mean by Hartung and Knapp (2001)
with the q of Roever, Knapp and Friede (2015), never below 1; prediction interval of a new study by
Higgins, Thompson and Spiegelhalter (2009), JRSS A 172, t(k-2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from openiln_evidence.estimate.distributions import t_beyond, t_quantile
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.moments import Floats


@dataclass(frozen=True)
class Pooled:
    """The mean of true effects, and where one new study's true effect would lie.

    variance is that of true effects between studies; share_of_variance (I squared) what part of
    the observed spread it makes up. The prediction interval is None under three studies.
    """

    studies: int
    effect: float
    error: float
    low: float
    high: float
    p: float
    variance: float
    share_of_variance: float
    predicted_low: float | None
    predicted_high: float | None


def random_effects(effects: Sequence[float], errors: Sequence[float], alpha: float) -> Pooled:
    """Pool effects with their standard errors; at least two studies."""
    y, v = np.asarray(effects, dtype=float), np.asarray(errors, dtype=float) ** 2
    _check(y, v)
    variance = _between(y, v)
    w = 1 / (v + variance)
    mean = float(w @ y / w.sum())
    k = len(y)
    q = max(1.0, float(w @ (y - mean) ** 2) / (k - 1))
    error = float(np.sqrt(q / w.sum()))
    reach = t_quantile(1 - alpha / 2, k - 1) * error
    fixed = 1 / v
    cochran = float(fixed @ (y - fixed @ y / fixed.sum()) ** 2)
    ahead = None
    if k > 2:
        ahead = t_quantile(1 - alpha / 2, k - 2) * float(np.sqrt(variance + error**2))
    return Pooled(
        studies=k,
        effect=mean,
        error=error,
        low=mean - reach,
        high=mean + reach,
        p=t_beyond(abs(mean) / error, k - 1),
        variance=variance,
        share_of_variance=max(0.0, 1 - (k - 1) / cochran) if cochran > 0 else 0.0,
        predicted_low=None if ahead is None else mean - ahead,
        predicted_high=None if ahead is None else mean + ahead,
    )


def _check(y: Floats, v: Floats) -> None:
    if len(y) < 2 or len(y) != len(v):
        raise CannotEstimateError(
            "Pooling takes at least two studies, each with an effect and its error; add studies."
        )
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise CannotEstimateError(
            "A study to pool has no finite effect and error above zero; leave it out by name."
        )


def _between(y: Floats, v: Floats) -> float:
    """The variance at which the weighted spread is what k studies should show: Paule and Mandel."""

    def excess(variance: float) -> float:
        w = 1 / (v + variance)
        return float(w @ (y - w @ y / w.sum()) ** 2) - (len(y) - 1)

    if excess(0.0) <= 0:
        return 0.0
    high = float(np.ptp(y) ** 2)
    return float(brentq(excess, 0.0, high * len(y), xtol=1e-14))
