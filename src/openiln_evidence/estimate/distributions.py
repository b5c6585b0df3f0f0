"""Student's t, by the functions that scipy.stats calls.

scipy.stats itself takes longer to load, and more memory, than all the rest of an estimate.
"""

import numpy as np
from scipy.special import stdtr, stdtrit

from openiln_evidence.moments import Floats


def t_quantile(share: float, df: float) -> float:
    """What t with `df` degrees of freedom lies below with probability `share`."""
    return float(stdtrit(df, share))


def t_below(values: Floats, df: float) -> Floats:
    """The probability that t lies below each value."""
    return np.asarray(stdtr(df, values))


def t_beyond(size: float, df: float) -> float:
    """The probability that t lies further from zero than `size`, on either side."""
    return float(2 * stdtr(df, -size))
