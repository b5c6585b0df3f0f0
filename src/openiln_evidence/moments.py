"""What leaves a holder of records: sums, never rows. The contract between holders and centre.

One `Block` covers one outcome, one subgroup and one assignment unit (a district or a school, never
finer), over exactly the rows that have that outcome. Blocks of different units add up: with A_g the
map from a block's own columns to the columns of a model (treatment is built by the centre from its
dates, as a sum of period dummies), the pooled normal equations are the sum over g of A_g' xx_g A_g
and A_g' xy_g, which is the estimate that the pooled records would give.

Shapes: k columns of X, T periods. Every array is float64; counts are int64.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[Any]
"""Counts where sums are of whole numbers, else floats."""


@dataclass(frozen=True)
class Schooled:
    """Moments after weighted demeaning within schools (X~ is X less its school's weighted mean).

    xx is X~'WX~ (k, k); xy is X~'Wy~ (k,); yy is y~'Wy~.
    """

    xx: Floats
    xy: Floats
    yy: float


@dataclass(frozen=True)
class PeriodMoments:
    """Undemeaned sums per period, each (T,).

    n rows; w sum of weights; wy sum of w y; wyy sum of w y^2; school_means_squared the sum over
    schools s of n_s ybar_s^2; n_squared the sum of n_s^2; schools the number of schools. The last
    three give the intraclass correlation.
    """

    n: Counts
    w: Floats
    wy: Floats
    wyy: Floats
    school_means_squared: Floats
    n_squared: Counts
    schools: Counts


@dataclass(frozen=True)
class Flow:
    """How many students came and went, per period, each (T,): attrition and mobility.

    baseline: enrolled in the baseline period; linked: found again; with_outcome: have this outcome;
    joined and moved: came to, and left, the unit since the period before. `rounded_to` is not 0
    where counts of a period, all of them, may be rounded to its multiples.
    """

    baseline: Counts
    linked: Counts
    with_outcome: Counts
    joined: Counts
    moved: Counts
    rounded_to: int = 0


@dataclass(frozen=True)
class Block:
    """The moments of one outcome, subgroup and assignment unit.

    `columns` names the k columns of X: one dummy for every period ("period=2016"), then covariates
    and declared interactions; never treatment. `cluster` is the cluster that the unit belongs to
    (the unit itself unless the study names a coarser one). `singletons` are rows alone in their
    school, which demeaning empties; they are counted in n and the centre may exclude them.
    """

    outcome: str
    subgroup: str
    unit: str
    cluster: str
    columns: tuple[str, ...]
    periods: tuple[int, ...]
    n: int
    weight: float
    students: int
    schools: int
    singletons: int
    schooled: Schooled
    by_period: PeriodMoments
    flow: Flow
