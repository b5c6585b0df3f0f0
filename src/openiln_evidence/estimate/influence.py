"""Effects with what each cluster did to them, so that any mix of effects has its error."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.clustered_errors import t_estimate
from openiln_evidence.estimate.normal_equations import Fit
from openiln_evidence.moments import Floats


@dataclass(frozen=True)
class Effects:
    """Named effects (A,) with cluster influence values (G, A).

    rows and columns are those of a regression, for fixest's factor; both 0 where there is none.
    """

    names: tuple[str, ...]
    clusters: tuple[str, ...]
    effects: Floats
    influence: Floats
    rows: int = 0
    columns: int = 0

    @property
    def factor(self) -> float:
        """G/(G-1), times (N-1)/(N-k) for a regression."""
        clusters = len(self.clusters)
        rows = (self.rows - 1) / (self.rows - self.columns) if self.rows else 1.0
        return clusters / (clusters - 1) * rows

    @property
    def covariance(self) -> Floats:
        """The factor times the sum over clusters of products of influence values: (A, A)."""
        return self.factor * (self.influence.T @ self.influence)

    def pick(self, names: Sequence[str]) -> "Effects":
        return self.mix(names, np.eye(len(self.names))[[self.names.index(n) for n in names]])

    def mix(self, names: Sequence[str], weights: Floats) -> "Effects":
        """Linear combinations: weights (B, A)."""
        return Effects(
            tuple(names),
            self.clusters,
            weights @ self.effects,
            self.influence @ weights.T,
            self.rows,
            self.columns,
        )

    def estimates(self, alpha: float, method: str) -> tuple[Estimate, ...]:
        """Pointwise t(G-1) intervals."""
        return tuple(
            t_estimate(
                name, effect, variance, df=len(self.clusters) - 1, alpha=alpha, method=method
            )
            for name, effect, variance in zip(
                self.names, self.effects, np.diag(self.covariance), strict=True
            )
        )

    def band(self, *, alpha: float, draws: int, seed: int) -> float:
        """How many errors either side all effects at once lie within, with chance 1 - alpha.

        Callaway and Sant'Anna (2021), section 4.1, algorithm 1, with Mammen's (1993) two-point
        multipliers over clusters.
        """
        rng = np.random.default_rng(seed)
        golden = (1 + np.sqrt(5)) / 2
        low = rng.random((draws, len(self.clusters))) < golden / np.sqrt(5)
        multipliers = np.where(low, 1 - golden, golden)
        errors = np.sqrt(np.einsum("ga,ga->a", self.influence, self.influence))
        moving = errors > 0
        drawn = np.abs(multipliers @ self.influence[:, moving]) / errors[moving]
        return float(np.quantile(drawn.max(axis=1), 1 - alpha))


def of_fit(fit: Fit) -> Effects:
    """A regression's coefficients; the covariance is then CR1."""
    return Effects(
        fit.names,
        fit.equations.clusters,
        fit.b,
        fit.scores @ fit.bread,
        fit.equations.rows,
        len(fit.names) + 1,
    )


def stack(parts: Sequence[Effects]) -> Effects:
    """Effects from estimates that may share clusters, as one: (G of all, A of all).

    A stacked regression, fully interacted, has the same influence values, rows and columns.
    """
    clusters = tuple(sorted({c for part in parts for c in part.clusters}))
    influence = np.zeros((len(clusters), sum(len(part.names) for part in parts)))
    column = 0
    for part in parts:
        at = [clusters.index(c) for c in part.clusters]
        influence[at, column : column + len(part.names)] = part.influence
        column += len(part.names)
    return Effects(
        tuple(name for part in parts for name in part.names),
        clusters,
        np.concatenate([part.effects for part in parts]),
        influence,
        sum(part.rows for part in parts),
        sum(part.columns for part in parts),
    )
