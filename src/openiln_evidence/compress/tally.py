"""What the rules of disclosure ask of a block, and what never leaves."""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.moments import Floats


@dataclass(frozen=True)
class Squares:
    """Means that a block's sums of squares are centred at, and the sums; S schools, T periods.

    `school` (S, 2) is each school's mean and the sum about all of these; `period` (T, 2) each
    period's mean and its sum; `alone` (S, T, 2) those of each school in each period. NaN where
    there is no row. Scores are less the middle, or standardised.
    """

    school: Floats
    period: Floats
    alone: Floats


@dataclass(frozen=True)
class Tally:
    """Of one block; z = 1 + dummies, S schools, T periods.

    counts (T, z, z): rows with one (first row and column), each dummy and each pair, by period;
    of_school (F, T, z, z): the same for each school, where the unit has fewer than three.
    ones (T,): rows whose 0/1 outcome is 1; ones_of_school (S, T) the same by school.
    rows_of_school (S,): rows of each school in all periods.
    atoms (A,): rows of the unit by the subgroups they are in.
    """

    counts: Floats
    of_school: Floats
    ones: Floats
    ones_of_school: Floats
    rows_of_school: Floats
    squares: Squares
    atoms: Floats
    is_binary: bool


def squares(here: dict[str, Floats]) -> Squares:
    """From w, wy and wyy of schools and periods (S, T)."""
    w, wy, wyy = here["w"], here["wy"], here["wyy"]
    school = _centred(w.sum(axis=1), wy.sum(axis=1), wyy.sum(axis=1))
    school[:, 1] = np.nansum(school[:, 1])
    return Squares(
        school=school,
        period=_centred(w.sum(axis=0), wy.sum(axis=0), wyy.sum(axis=0)),
        alone=_centred(w, wy, wyy),
    )


def _centred(w: Floats, wy: Floats, wyy: Floats) -> Floats:
    mean = np.divide(wy, w, out=np.full_like(wy, np.nan), where=w > 0)
    return np.stack([mean, np.maximum(wyy - wy * mean, 0.0)], axis=-1)
