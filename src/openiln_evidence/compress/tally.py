"""What the rules of disclosure ask of a block, and what never leaves."""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.moments import Floats


@dataclass(frozen=True)
class Tally:
    """Of one block; z = 1 + dummies, T periods.

    counts (T, z, z): rows with one (first row and column), each dummy and each pair, by period;
    of_school (F, T, z, z): the same for each school, where the unit has fewer than three.
    ones (T,): rows whose 0/1 outcome is 1, of_school ones (F, T). largest: the greatest part that
    one student could give to a centred sum of squares; largest_alone: the same within one school
    and period. atoms (A,): rows of the unit by the subgroups they are in.
    """

    counts: Floats
    of_school: Floats
    ones: Floats
    ones_of_school: Floats
    largest: float
    largest_alone: float
    atoms: Floats
    is_binary: bool


def largest_part(here: dict[str, Floats]) -> float:
    """The greatest share of a centred sum of squares that one row can give, from extremes.

    Centred at the school over all periods (as yy is), and at each period over all schools.
    Weighted, it is an upper bound: the heaviest row of a school and period may not be the extreme.
    """
    return max(_part(here, 0), _part_within_schools(here))


def largest_alone(here: dict[str, Floats]) -> float:
    """The same, where every school and period is centred and judged alone."""
    each = {key: values.reshape(1, -1) for key, values in here.items()}
    return _part(each, 0)


def _part(here: dict[str, Floats], axis: int) -> float:
    """Everything in a column of (schools, periods) is centred and judged together."""
    mean, squares = _centred(here, axis)
    return _greatest(_given(here, mean).max(axis=axis), squares, here["n"].sum(axis=axis) > 0)


def _part_within_schools(here: dict[str, Floats]) -> float:
    """Each school is centred at its own mean; all are judged together."""
    mean, squares = _centred(here, 1)
    given = _given(here, mean[:, None]).max()
    return _greatest(np.array([given]), squares.sum(keepdims=True), np.array([True]))


def _centred(here: dict[str, Floats], axis: int) -> tuple[Floats, Floats]:
    w, wy, wyy = (here[key].sum(axis=axis) for key in ("w", "wy", "wyy"))
    mean = np.divide(wy, w, out=np.zeros_like(wy), where=w > 0)
    return mean, np.maximum(wyy - wy * mean, 0.0)


def _given(here: dict[str, Floats], mean: Floats) -> Floats:
    """The most that a row of each school and period can give to a sum of squares about `mean`."""
    there = here["n"] > 0
    low, high = (np.where(there, here[key], 0.0) for key in ("low", "high"))
    furthest = np.maximum((high - mean) ** 2, (low - mean) ** 2)
    return np.where(there, here["heaviest"] * furthest, 0.0)


def _greatest(
    given: Floats, whole: Floats, there: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> float:
    """The greatest share. A sum of nothing counts as all: equal scores are everybody's scores."""
    shares = np.divide(given, whole, out=there.astype(np.float64), where=whole > 0)
    return float(shares.max())
