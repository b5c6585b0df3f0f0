"""Standard errors that let rows of one cluster depend on each other, and their intervals."""

import numpy as np

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.distributions import t_beyond, t_quantile
from openiln_evidence.estimate.normal_equations import COLLINEAR, Fit
from openiln_evidence.estimate.refusal import CannotEstimateError
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


def cr3(fit: Fit) -> Floats:
    """The cluster jackknife: (G-1)/G x the sum over g of (b_-g - b)(b_-g - b)'.

    MacKinnon, Nielsen and Webb (2023), Journal of Econometrics 232, CV3. Refused when a cluster
    cannot be left out (the only treated one): a pseudo-inverse would hide that.
    """
    clusters = len(fit.equations.clusters)
    shifts = leave_one_out(fit) - fit.b
    return (clusters - 1) / clusters * (shifts.T @ shifts)


def leave_one_out(fit: Fit) -> Floats:
    """The coefficients without each cluster in turn: (G, K)."""
    xx, xy = fit.equations.xx, fit.equations.xy
    rest = xx.sum(axis=0) - xx
    scale = np.sqrt(np.diag(xx.sum(axis=0)))
    unit = rest / np.outer(scale, scale)
    smallest = np.linalg.eigvalsh(unit)[:, 0]
    if (smallest < COLLINEAR).any():
        cluster = fit.equations.clusters[int(np.argmin(smallest))]
        raise CannotEstimateError(
            f"CR3 leaves out one cluster at a time, and without {cluster!r} the effect is not "
            "defined; use randomisation inference."
        )
    solved: Floats = np.linalg.solve(rest, (xy.sum(axis=0) - xy)[:, :, None])[:, :, 0]
    return solved


def t_estimate(
    name: str, effect: float, variance: float, *, df: int, alpha: float, method: str
) -> Estimate:
    """An estimate with its t(df) interval; df = G - 1 for clustered errors."""
    error = float(np.sqrt(max(variance, 0.0)))
    reach = t_quantile(1 - alpha / 2, df) * error
    p = t_beyond(abs(effect) / error, df) if error > 0 else None
    return Estimate(name, float(effect), error, effect - reach, effect + reach, p, method)
