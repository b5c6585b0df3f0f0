"""Means of what is left when one cluster is left out, and NaN where nothing is."""

import numpy as np

from openiln_evidence.estimate.normal_equations import COLLINEAR
from openiln_evidence.moments import Floats


def ratio_left(top: Floats, low: Floats, whole: float) -> Floats:
    """Top over low; NaN where what is left of the whole is only rounding."""
    return np.divide(top, low, out=np.full_like(top, np.nan), where=low > COLLINEAR * whole)


def mean_left(values: Floats, weights: Floats) -> Floats:
    """The weighted mean over columns of what is not NaN: (G, K) -> (G,)."""
    known = np.isfinite(values)
    kept = np.where(known, weights, 0.0)
    total = (kept * np.where(known, values, 0.0)).sum(axis=1)
    return ratio_left(total, kept.sum(axis=1), float(weights.sum(axis=1).max()))
