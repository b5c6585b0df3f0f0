"""Effects with what each cluster did to them, so that any mix of effects has its error.

Errors are the cluster jackknife: how far the effect moves when each cluster in turn is left out
(CR3 of a regression; MacKinnon, Nielsen and Webb 2023, Journal of Econometrics 232). Influence
values give CR1 of a regression, which is too small with few clusters and only stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.clustered_errors import leave_one_out, t_estimate
from openiln_evidence.estimate.normal_equations import Fit
from openiln_evidence.estimate.selection import Selection, both_sides, labels
from openiln_evidence.moments import Floats

JACKKNIFE = "cluster jackknife (CR3), Welch's t"
BAND = "cluster jackknife (CR3), a band for all at once"
UNDEFINED = "no error, interval or p: without one of the clusters there is no such effect"


@dataclass(frozen=True)
class Effects:
    """Named effects (A,) with cluster influence values and effects without each cluster (G, A).

    An effect that is not defined without a cluster is NaN there. arms (G, 2) are as in Selection,
    mass (G,) is how much each cluster weighs: both are for degrees of freedom.
    rows and columns are those of a regression, for fixest's factor; both 0 where there is none.
    """

    names: tuple[str, ...]
    clusters: tuple[str, ...]
    effects: Floats
    influence: Floats
    without: Floats
    arms: Floats
    mass: Floats
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

    @property
    def jackknife(self) -> Floats:
        """(G-1)/G x the sum over clusters of (b_-g - b)(b_-g - b)': (A, A)."""
        shifts, clusters = self.without - self.effects, len(self.clusters)
        covariance: Floats = (clusters - 1) / clusters * (shifts.T @ shifts)
        return covariance

    @property
    def freedom(self) -> Floats:
        """Degrees of freedom of each effect's jackknife error, at least 1: (A,).

        Welch (1947), Biometrika 34: (sum of V_a)^2 / sum of V_a^2 / (n_a - 1) over arms, V_a the
        arm's part of the variance. n_a is how many clusters of equal weight would tell as much,
        (sum of w)^2 / sum of w^2 (Kish 1965, Survey Sampling): few large ones tell little. An arm
        of under two such tells no variance of its own, and is one with the next [choice].
        """
        squares = (self.without - self.effects) ** 2
        lost = np.zeros(len(self.names))
        for own in _arms_of_two(labels(self.arms), self.mass):
            lost += squares[own].sum(axis=0) ** 2 / max(_alike(self.mass[own]) - 1, 1e-9)
        total = squares.sum(axis=0) ** 2
        found = np.divide(total, lost, out=np.ones_like(total), where=lost > 0)
        return np.asarray(np.maximum(found, 1.0))

    def pick(self, names: Sequence[str]) -> "Effects":
        at = [self.names.index(name) for name in names]
        return replace(
            self,
            names=tuple(names),
            effects=self.effects[at],
            influence=self.influence[:, at],
            without=self.without[:, at],
        )

    def mix(self, names: Sequence[str], weights: Floats) -> "Effects":
        """Linear combinations: weights (B, A). NaN only where a part that has weight is."""
        parts = [self.without[:, row != 0] @ row[row != 0] for row in weights]
        return replace(
            self,
            names=tuple(names),
            effects=weights @ self.effects,
            influence=self.influence @ weights.T,
            without=np.column_stack(parts),
        )

    def estimates(self, alpha: float) -> tuple[Estimate, ...]:
        """Jackknife errors, each with its own t; the effect alone where one is not defined."""
        return tuple(
            _alone(name, effect)
            if np.isnan(variance)
            else t_estimate(name, effect, variance, df=df, alpha=alpha, method=JACKKNIFE)
            for name, effect, variance, df in zip(
                self.names, self.effects, np.diag(self.jackknife), self.freedom, strict=True
            )
        )

    def clustered(self, alpha: float, method: str) -> tuple[Estimate, ...]:
        """Errors from influence values, t(G-1): CR1 of a regression."""
        df = len(self.clusters) - 1
        return tuple(
            t_estimate(name, effect, variance, df=df, alpha=alpha, method=method)
            for name, effect, variance in zip(
                self.names, self.effects, np.diag(self.covariance), strict=True
            )
        )

    def together(self, *, alpha: float, draws: int, seed: int) -> tuple[Estimate, ...]:
        """Intervals that hold all effects at once with chance 1 - alpha, and p of all at once.

        An effect without an error is said alone, and the others are judged without it.
        """
        known = [n for n, v in zip(self.names, np.diag(self.jackknife), strict=True) if v > 0]
        largest = self.pick(known).largest(draws=draws, seed=seed) if known else np.zeros(1)
        reach = float(np.quantile(largest, 1 - alpha))
        found = []
        for one in self.estimates(alpha):
            if one.name not in known or one.error is None:
                found.append(_alone(one.name, one.effect))
                continue
            low, high = one.effect - reach * one.error, one.effect + reach * one.error
            as_large = largest >= abs(one.effect) / one.error
            p = float((1 + as_large.sum()) / (1 + draws))
            found.append(Estimate(one.name, one.effect, one.error, low, high, p, BAND))
        return tuple(found)

    def largest(self, *, draws: int, seed: int) -> Floats:
        """Draws of the largest |t| among these effects, were all of them zero: (draws,).

        Multivariate t with the jackknife's correlations and the smallest of the degrees of freedom:
        Hothorn, Bretz and Westfall (2008), Biometrical Journal 50.
        """
        rng = np.random.default_rng(seed)
        covariance = self.jackknife
        scale = np.sqrt(np.diag(covariance))
        values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        normal = np.abs(rng.normal(size=(draws, len(scale))) @ root.T).max(axis=1)
        df = self.freedom.min()
        drawn: Floats = normal / np.sqrt(rng.chisquare(df, draws) / df)
        return drawn


def _alike(mass: Floats) -> float:
    """How many clusters of equal weight would tell as much: Kish."""
    return float(mass.sum() ** 2 / (mass**2).sum())


def _arms_of_two(arm_of: Floats, mass: Floats) -> list[NDArray[np.bool_]]:
    """Which clusters are of each arm, one of under two alike being put with the next (or last)."""
    arms: list[NDArray[np.bool_]] = []
    for arm in np.unique(arm_of):
        own = arm_of == arm
        if arms and _alike(mass[arms[-1]]) < 2:
            own |= arms.pop()
        arms.append(own)
    while len(arms) > 1 and _alike(mass[arms[-1]]) < 2:
        last = arms.pop()
        arms[-1] = arms[-1] | last
    return arms


def _alone(name: str, effect: float) -> Estimate:
    return Estimate(name, float(effect), None, None, None, None, UNDEFINED)


def of_fit(fit: Fit, chosen: Selection) -> Effects:
    """A regression's coefficients; the covariance is then CR1, the jackknife CR3."""
    return Effects(
        names=fit.names,
        clusters=fit.equations.clusters,
        effects=fit.b,
        influence=fit.scores @ fit.bread,
        without=leave_one_out(fit),
        arms=chosen.arms,
        mass=chosen.per_cluster(np.array([b.weight for b in chosen.blocks])),
        rows=fit.equations.rows,
        columns=len(fit.names) + 1,
    )


def beside(first: Effects, second: Effects) -> Effects:
    """Effects of the same clusters, as one; rows and columns are those of the first."""
    return replace(
        first,
        names=(*first.names, *second.names),
        effects=np.concatenate([first.effects, second.effects]),
        influence=np.hstack([first.influence, second.influence]),
        without=np.hstack([first.without, second.without]),
    )


def stack(parts: Sequence[Effects]) -> Effects:
    """Effects from estimates that may share clusters, as one: (G of all, A of all).

    A stacked regression, fully interacted, has the same influence values, rows and columns.
    """
    clusters = tuple(sorted({c for part in parts for c in part.clusters}))
    effects = np.concatenate([part.effects for part in parts])
    influence = np.zeros((len(clusters), len(effects)))
    without = np.tile(effects, (len(clusters), 1))
    arms, mass = np.tile([np.inf, 0.0], (len(clusters), 1)), np.zeros(len(clusters))
    column = 0
    for part in parts:
        at = [clusters.index(c) for c in part.clusters]
        own = slice(column, column + len(part.names))
        influence[at, own], without[at, own] = part.influence, part.without
        arms[at] = both_sides(arms[at], part.arms)
        mass[at] += part.mass
        column = own.stop
    return Effects(
        names=tuple(name for part in parts for name in part.names),
        clusters=clusters,
        effects=effects,
        influence=influence,
        without=without,
        arms=arms,
        mass=mass,
        rows=sum(part.rows for part in parts),
        columns=sum(part.columns for part in parts),
    )
