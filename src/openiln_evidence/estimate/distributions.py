"""Student's t and Fisher's F, by the functions that scipy.stats calls.

scipy.stats itself takes longer to load, and more memory, than all the rest of an estimate.
"""

from scipy.special import fdtrc, stdtr, stdtrit


def t_quantile(share: float, df: float) -> float:
    """What t with `df` degrees of freedom lies below with probability `share`."""
    return float(stdtrit(df, share))


def t_beyond(size: float, df: float) -> float:
    """The probability that t lies further from zero than `size`, on either side."""
    return float(2 * stdtr(df, -size))


def f_beyond(ratio: float, above: float, below: float) -> float:
    """The probability that F of these degrees of freedom exceeds `ratio`, at least 0."""
    return float(fdtrc(above, below, max(ratio, 0.0)))
