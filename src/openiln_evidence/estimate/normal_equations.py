"""Pooled normal equations from blocks, with treatment built from dates.

The model is y = school effect + period effects + covariates + treatment columns. Demeaning within
schools is done by the holders and commutes with A_g, so the pooled sums of A_g' xx_g A_g and
A_g' xy_g are those of the pooled records (Frisch and Waugh 1933; Lovell 1963).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Block, Floats

# Below this share of a column's own sum of squares, what is left after the columns before it is
# rounding: moments carry about 13 digits, and pyfixest drops a column at the same 1e-9.
COLLINEAR = 1e-9
# A column whose demeaned sum of squares is below this share of the weight does not vary in schools.
STILL = 1e-12


@dataclass(frozen=True)
class Equations:
    """Normal equations by cluster: xx (G, K, K), xy (G, K), for K named model columns.

    maps (units, k, K) are the A_g. yy is the pooled y~'Wy~. rows leaves out singletons. dropped
    names columns that vary within no school.
    """

    names: tuple[str, ...]
    clusters: tuple[str, ...]
    xx: Floats
    xy: Floats
    yy: float
    rows: int
    maps: Floats
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class Fit:
    """Least squares: b (K,), bread (K, K) the inverse of X~'WX~, scores (G, K) of X~'W e~."""

    equations: Equations
    b: Floats
    bread: Floats
    scores: Floats

    @property
    def names(self) -> tuple[str, ...]:
        return self.equations.names

    def place(self, name: str) -> int:
        return self.names.index(name)


def pool(chosen: Selection, treatment: Floats, names: Sequence[str]) -> Equations:
    """Add up blocks under treatment columns (units, T, J) named `names`.

    The first period that has rows is the one that the period effects are counted from.
    """
    blocks = chosen.blocks
    columns = blocks[0].columns
    xx = np.array([b.schooled.xx for b in blocks])
    xy = np.array([b.schooled.xy for b in blocks])
    kept, dropped = _moving(columns, xx, blocks)
    period_rows = [columns.index(f"period={t}") for t in chosen.periods]
    maps = np.zeros((len(blocks), len(columns), len(kept) + len(names)))
    for j, column in enumerate(kept):
        maps[:, columns.index(column), j] = 1.0
    maps[:, period_rows, len(kept) :] = treatment
    transposed = maps.transpose(0, 2, 1)
    equations = Equations(
        names=(*kept, *names),
        clusters=chosen.clusters,
        xx=chosen.per_cluster(transposed @ xx @ maps),
        xy=chosen.per_cluster((transposed @ xy[:, :, None])[:, :, 0]),
        yy=float(sum(b.schooled.yy for b in blocks)),
        rows=sum(b.n - b.singletons for b in blocks),
        maps=maps,
        dropped=dropped,
    )
    _check_moving(equations, sum(b.weight for b in blocks))
    return equations


def _moving(
    columns: tuple[str, ...], xx: Floats, blocks: Sequence[Block]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that vary within some school, less the first period; and those that do not."""
    weight = sum(b.weight for b in blocks)
    spread = np.einsum("gkk->k", xx)
    moving = [c for c, s in zip(columns, spread, strict=True) if s > STILL * weight]
    dropped = tuple(c for c in columns if c not in moving)
    first_period = next((c for c in moving if c.startswith("period=")), None)
    return tuple(c for c in moving if c != first_period), dropped


def _check_moving(equations: Equations, weight: float) -> None:
    if equations.yy <= STILL * weight:
        raise CannotEstimateError(
            "The outcome is constant within every school, so no effect can be seen; "
            "check the outcome's column."
        )


def solve(equations: Equations) -> Fit:
    """Least squares. Refuses collinear columns by name; never a pseudo-inverse."""
    xx = equations.xx.sum(axis=0)
    xy = equations.xy.sum(axis=0)
    check_rank(xx, equations.names)
    scale = 1.0 / np.sqrt(np.diag(xx))
    factor = cho_factor(xx * np.outer(scale, scale))
    bread = cho_solve(factor, np.eye(len(xy))) * np.outer(scale, scale)
    b = cho_solve(factor, xy * scale) * scale
    return Fit(equations, b=b, bread=bread, scores=equations.xy - equations.xx @ b)


def check_rank(xx: Floats, names: Sequence[str]) -> None:
    """Refuse the first column that those before it explain, and name them.

    Cholesky, column by column: what is left of column j after columns 0..j-1, as a share of its
    own sum of squares, must exceed COLLINEAR.
    """
    scale = np.sqrt(np.maximum(np.diag(xx), 0.0))
    still = [n for n, s in zip(names, scale, strict=True) if s == 0.0]
    if still:
        raise CannotEstimateError(
            f"Column {still[0]!r} never varies within a school, so it has no effect to estimate; "
            "take it out of the study, or correct the treatment dates."
        )
    unit = xx / np.outer(scale, scale)
    lower = np.zeros_like(unit)
    for j in range(len(names)):
        left = unit[j, j] - lower[j, :j] @ lower[j, :j]
        if left < COLLINEAR:
            weights = np.linalg.solve(unit[:j, :j], unit[:j, j])
            partners = [repr(names[i]) for i in range(j) if abs(weights[i]) > 1e-6]
            raise CannotEstimateError(
                f"Column {names[j]!r} is an exact combination of {', '.join(partners)}; "
                "take one of them out of the study."
            )
        lower[j, j] = np.sqrt(left)
        lower[j + 1 :, j] = (unit[j + 1 :, j] - lower[j + 1 :, :j] @ lower[j, :j]) / lower[j, j]
