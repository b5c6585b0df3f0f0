"""The restricted wild cluster bootstrap of one coefficient, from cluster moments alone.

Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90; in the score form of
MacKinnon, Nielsen and Webb (2023), Journal of Applied Econometrics 38 (WCR-C): with restricted
scores s_g and draws v_g, the bootstrap coefficient is a' sum v_g s_g (a the coefficient's column
of the bread) and its scores are v_g s_g - xx_g bread sum v_h s_h. Small-sample factors cancel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from openiln_evidence.estimate.normal_equations import Fit
from openiln_evidence.moments import Floats

Weights = Literal["Rademacher", "Webb"]
# Webb (2023), Canadian Journal of Economics 56: six points, for fewer than ten clusters.
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
# How many draws are held at once.
BATCH = 2_000
# A draw that repeats the sample is a tie; rounding must not lose it.
TIE = 1e-10


@dataclass(frozen=True)
class WildBootstrap:
    """The draws of one coefficient, ready for any null. Each (B,), linear or square in b - null.

    A draw's numerator is n0 + d n1 and its squared norm q00 + 2 d q01 + d^2 q11, d = b - null.
    `own` is the sample's norm. enumerated says that every Rademacher draw there is was used.
    """

    effect: float
    own: float
    n0: Floats
    n1: Floats
    q00: Floats
    q01: Floats
    q11: Floats
    enumerated: bool

    def p(self, null: float = 0.0) -> float:
        """Two-sided p of the coefficient being `null`, symmetric in t."""
        d = self.effect - null
        norm = np.sqrt(np.maximum(self.q00 + 2 * d * self.q01 + d * d * self.q11, 0.0))
        as_large = np.abs(self.n0 + d * self.n1) * self.own >= abs(d) * norm * (1 - TIE)
        if self.enumerated:
            return float(as_large.mean())
        return float((1 + as_large.sum()) / (1 + len(as_large)))

    def interval(self, alpha: float) -> tuple[float | None, float | None]:
        """The nulls that are not rejected; None where they do not end."""
        return self._end(-1.0, alpha), self._end(1.0, alpha)

    def _end(self, side: float, alpha: float) -> float | None:
        """Where p crosses alpha, going out from the effect by doubling steps."""
        step = self.own
        for _ in range(20):
            if self.p(self.effect + side * step) < alpha:
                distance = brentq(self._over, 0.0, step, args=(side, alpha), xtol=1e-4 * step)
                return float(self.effect + side * distance)
            step *= 2
        return None

    def _over(self, distance: float, side: float, alpha: float) -> float:
        return self.p(self.effect + side * distance) - alpha


def wild_bootstrap(
    fit: Fit, name: str, *, draws: int, seed: int, weights: Weights = "Rademacher"
) -> WildBootstrap:
    """Draw; every Rademacher draw once where 2^G is at most `draws`."""
    j = fit.place(name)
    a = fit.bread[:, j]
    # Scores under b_j = null are scores + d x tilt, d = b_j - null.
    turned = fit.equations.xx @ a
    tilt = turned / a[j]
    h0, h1 = fit.scores @ a, tilt @ a
    spread0, spread1 = turned @ fit.bread @ fit.scores.T, turned @ fit.bread @ tilt.T
    parts = []
    clusters = len(fit.scores)
    enumerated = weights == "Rademacher" and 2**clusters <= draws
    for v in _draws(clusters, draws, seed, weights):
        u0, u1 = v * h0 - v @ spread0.T, v * h1 - v @ spread1.T
        squares = ((u0 * u0).sum(1), (u0 * u1).sum(1), (u1 * u1).sum(1))
        parts.append(np.stack([v @ h0, v @ h1, *squares]))
    n0, n1, q00, q01, q11 = np.concatenate(parts, axis=1)
    own = float(np.sqrt(h0 @ h0))
    return WildBootstrap(float(fit.b[j]), own, n0, n1, q00, q01, q11, enumerated)


def _draws(clusters: int, draws: int, seed: int, weights: Weights) -> Iterator[Floats]:
    """Batches of draws (at most BATCH, clusters)."""
    if weights == "Rademacher" and 2**clusters <= draws:
        bits = np.arange(2**clusters)[:, None] >> np.arange(clusters) & 1
        yield np.asarray(1.0 - 2.0 * bits, dtype=np.float64)
        return
    rng = np.random.default_rng(seed)
    points = WEBB if weights == "Webb" else np.array([-1.0, 1.0])
    for start in range(0, draws, BATCH):
        v: Floats = rng.choice(points, size=(min(BATCH, draws - start), clusters))
        yield v
