"""What the rules of disclosure ask of a block, and what never leaves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.moments import Floats

ROUNDING = 1e-11
"""Of a sum of squares, the share that sums of doubles may leave where it is nothing.

They carry about 16 digits, and at most a few are lost in adding up. Scores that differ by less than
three millionths of their distance from the middle of the scale are equal by it, and stay here.
"""


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


def squares_of_units(
    by_school: dict[str, Floats], schools_of_unit: list[NDArray[np.intp]]
) -> list[Squares]:
    """Of each unit, from w, wy and wyy of all schools and periods (S, T)."""
    sums = [by_school[key] for key in ("w", "wy", "wyy")]
    alone, school = _centred(*sums), _centred(*(each.sum(axis=1) for each in sums))
    of_units = ([each[at].sum(axis=0) for at in schools_of_unit] for each in sums)
    period = _centred(*(np.array(each) for each in of_units))
    whole = np.nan_to_num(school[:, 1])
    made = []
    for u, at in enumerate(schools_of_unit):
        own = school[at]
        own[:, 1] = whole[at].sum()
        made.append(Squares(school=own, period=period[u], alone=alone[at]))
    return made


def _centred(w: Floats, wy: Floats, wyy: Floats) -> Floats:
    """Means and squares about them; what is left of equal scores by rounding is nothing."""
    mean = np.divide(wy, w, out=np.full_like(wy, np.nan), where=w > 0)
    about = wyy - wy * mean
    return np.stack([mean, np.where(about <= ROUNDING * wyy, 0.0, about)], axis=-1)
