"""Pooled normal equations from blocks, with treatment built from dates.

The model is y = school effect + period effects + covariates + treatment columns. Demeaning within
schools is done by the holders and commutes with A_g, so the pooled sums of A_g' xx_g A_g and
A_g' xy_g are those of the pooled records (Frisch and Waugh 1933; Lovell 1963).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
# The subgroup of all rows, as a study calls it.
WHOLE = "all"


@dataclass(frozen=True)
class Equations:
    """Normal equations by cluster: xx (G, K, K), xy (G, K), for K named model columns.

    maps (units, k, K) are the A_g. yy is the pooled y~'Wy~. rows leaves out singletons. dropped
    names columns that were left out.
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
    """The columns to fit, less the first period; and those left out.

    Left out is what varies within no school and, in a subgroup, what only repeats other columns
    there. In the whole a repetition is the study's mistake, and is refused when it is solved.
    """
    weight = sum(b.weight for b in blocks)
    spread = np.einsum("gkk->k", xx)
    moving = [c for c, s in zip(columns, spread, strict=True) if s > STILL * weight]
    dropped = tuple(c for c in columns if c not in moving)
    first_period = next((c for c in moving if c.startswith("period=")), None)
    kept = [c for c in moving if c != first_period]
    if blocks[0].subgroup == WHOLE:
        return tuple(kept), dropped
    while (copy := _copy(kept, columns, xx)) is not None:
        kept.remove(copy)
        dropped = (*dropped, copy)
    return tuple(kept), dropped


def _copy(kept: Sequence[str], columns: tuple[str, ...], xx: Floats) -> str | None:
    """A covariate that others explain within a subgroup, as its own interactions do."""
    at = [columns.index(c) for c in kept]
    found = explained(xx.sum(axis=0)[np.ix_(at, at)], kept)
    return None if found is None or found.name.startswith("period=") else found.name


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
    """Refuse a column that never varies, and the first that those before it explain."""
    still = [n for n, s in zip(names, np.diag(xx), strict=True) if s <= 0.0]
    if still:
        raise CannotEstimateError(
            f"Column {still[0]!r} never varies within a school, so it has no effect to estimate; "
            "take it out of the study, or correct the treatment dates."
        )
    found = explained(xx, names)
    if found is not None:
        raise CannotEstimateError(
            f"Column {found.name!r} is an exact combination of "
            f"{', '.join(repr(name) for name in found.partners)}; "
            "take one of them out of the study."
        )


class Explained(NamedTuple):
    """A column that others before it explain exactly."""

    name: str
    partners: tuple[str, ...]


def explained(xx: Floats, names: Sequence[str]) -> Explained | None:
    """The first column that those before it explain, or None.

    Cholesky, column by column: what is left of column j after columns 0..j-1, as a share of its
    own sum of squares, must reach COLLINEAR.
    """
    scale = np.sqrt(np.diag(xx))
    unit = xx / np.outer(scale, scale)
    lower = np.zeros_like(unit)
    for j, name in enumerate(names):
        left = unit[j, j] - lower[j, :j] @ lower[j, :j]
        if left < COLLINEAR:
            weights = np.linalg.solve(unit[:j, :j], unit[:j, j])
            return Explained(name, tuple(names[i] for i in range(j) if abs(weights[i]) > 1e-6))
        lower[j, j] = np.sqrt(left)
        lower[j + 1 :, j] = (unit[j + 1 :, j] - lower[j + 1 :, :j] @ lower[j, :j]) / lower[j, j]
    return None
