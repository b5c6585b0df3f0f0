"""Standard errors that let rows of one cluster depend on each other, and their intervals."""

import numpy as np

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.distributions import t_beyond, t_quantile
from openiln_evidence.estimate.normal_equations import COLLINEAR, Fit
from openiln_evidence.moments import Floats


def small_sample(fit: Fit, clusters: int) -> float:
    """The factor of fixest, G/(G-1) x (N-1)/(N-k), k the model's columns and one.

    The one is the intercept that school effects, nested in clusters, leave counted: fixest's
    `ssc(fixef.K = "nonnested")`, so k = covariates + treatments + periods (Berge 2018, fixest).
    """
    rows, columns = fit.equations.rows, len(fit.names) + 1
    return clusters / (clusters - 1) * (rows - 1) / (rows - columns)


def sandwich(fit: Fit, meat: Floats, clusters: int) -> Floats:
    """CR1 from a meat (K, K) that may come from a second round: factor x bread meat bread."""
    return small_sample(fit, clusters) * (fit.bread @ meat @ fit.bread)


def cr1(fit: Fit) -> Floats:
    """Liang and Zeger (1986) with fixest's small-sample factor: (K, K)."""
    return sandwich(fit, fit.scores.T @ fit.scores, len(fit.equations.clusters))


def leave_one_out(fit: Fit) -> Floats:
    """The coefficients without each cluster in turn (G, K); NaN where they are not defined.

    So it is without the only treated cluster: a pseudo-inverse would hide that.
    """
    xx, xy = fit.equations.xx, fit.equations.xy
    rest = xx.sum(axis=0) - xx
    scale = np.sqrt(np.diag(xx.sum(axis=0)))
    smallest = np.linalg.eigvalsh(rest / np.outer(scale, scale))[:, 0]
    defined = smallest >= COLLINEAR
    found = np.full(xy.shape, np.nan)
    targets = (xy.sum(axis=0) - xy)[defined]
    found[defined] = np.linalg.solve(rest[defined], targets[:, :, None])[:, :, 0]
    return found


def t_estimate(
    name: str, effect: float, variance: float, *, df: float, alpha: float, method: str
) -> Estimate:
    """An estimate with its t(df) interval; df = G - 1 for errors from influence values."""
    error = float(np.sqrt(max(variance, 0.0)))
    reach = t_quantile(1 - alpha / 2, df) * error
    p = t_beyond(abs(effect) / error, df) if error > 0 else None
    return Estimate(name, float(effect), error, effect - reach, effect + reach, p, method)
