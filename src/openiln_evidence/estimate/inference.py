"""Which interval to trust, by how many clusters an effect rests on, and the others beside it.

Those are the treated or the clusters that they are compared with, whichever are fewer.

| clusters | one date | several dates |
| --- | --- | --- |
| under 6 | randomisation inference | randomisation inference |
| 6 to 19 | restricted wild bootstrap* | randomisation inference |
| 20 and over | restricted wild bootstrap* | cluster jackknife |

* Over 1,000 clusters in all: the cluster jackknife.

bench/bench_evidence_size.py measures how often each rejects a true null.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.influence import of_fit
from openiln_evidence.estimate.main_effect import MainEffect
from openiln_evidence.estimate.normal_equations import Fit
from openiln_evidence.estimate.randomisation import placebos
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.two_way import TREATED, fit_two_way
from openiln_evidence.estimate.wild_bootstrap import Weights, wild_bootstrap

RANDOMISATION = "randomisation inference"
WILD = "restricted wild cluster bootstrap"
CLUSTERED = "CR1, t(G-1)"
MIXED = "two-way effect, which mixes comparisons as dates vary"

# Under six treated clusters, or six to compare with, only randomisation keeps its size: MacKinnon
# and Webb (2018), Econometrics Journal 21, and our own simulation.
FEW = 6
# From here on the jackknife's interval is trusted where dates vary [choice].
MANY = 20
# The bootstrap holds a square of clusters; above this the jackknife is as good and cheaper.
MOST_FOR_WILD = 1_000
# Webb (2023): under ten clusters Rademacher draws are too few to be distinct.
FEW_CLUSTERS = 10
UNJUDGED = "no error, interval or p: it rests on under six treated clusters, or under six others"


@dataclass(frozen=True)
class Inference:
    """The recommended estimate first in `tried`, then every other that could be had."""

    tried: tuple[Estimate, ...]
    smallest_p: float | None

    @property
    def recommended(self) -> Estimate:
        return self.tried[0]


def judged(estimates: tuple[Estimate, ...], behind: Callable[[str], int]) -> tuple[Estimate, ...]:
    """The estimates; where under six clusters of an arm stand behind one, it has no valid error.

    Randomisation judges the main effect; of all else the effect alone is said then.
    `behind` counts the clusters of the smaller arm for the name of an estimate.
    """
    return tuple(
        e if behind(e.name) >= FEW else Estimate(e.name, e.effect, None, None, None, None, UNJUDGED)
        for e in estimates
    )


def infer(main: MainEffect, design: Design) -> Inference:
    """Every method that applies, the recommended one first.

    Refused when randomisation is the only valid method and the dates cannot be dealt out.
    """
    clusters = main.behind()
    tried = _from_errors(main, design.alpha)
    if main.fit is not None and len(main.chosen.clusters) <= MOST_FOR_WILD:
        tried.insert(0, _wild(main.fit, design))
    if clusters >= MANY:
        return Inference(tuple(tried), None)
    try:
        dealt, smallest_p = _randomised(main, design)
    except CannotEstimateError:
        if clusters < FEW:
            raise
        return Inference(tuple(tried), None)
    if clusters < FEW:  # every other method is invalid there, so none is shown
        return Inference((dealt,), smallest_p)
    first = main.fit is None
    tried.insert(0 if first else 1, dealt)
    return Inference(tuple(tried), smallest_p)


def _from_errors(main: MainEffect, alpha: float) -> list[Estimate]:
    """The jackknife, and CR1 beside it: of the regression, else of the two-way estimate."""
    jackknife = [one for one in main.effect.estimates(alpha) if one.error is not None]
    if main.fit is not None:
        return [*jackknife, *main.effect.clustered(alpha, CLUSTERED)]
    two_way = of_fit(fit_two_way(main.chosen), main.chosen).pick([TREATED]).mix([MIXED], np.eye(1))
    return [*jackknife, *two_way.clustered(alpha, CLUSTERED)]


def _wild(fit: Fit, design: Design) -> Estimate:
    few = len(fit.equations.clusters) < FEW_CLUSTERS
    weights: Weights = "Webb" if few else "Rademacher"
    found = wild_bootstrap(fit, TREATED, draws=design.draws, seed=design.seed, weights=weights)
    low, high = found.interval(design.alpha)
    return Estimate(TREATED, found.effect, None, low, high, found.p(), WILD)


def _randomised(main: MainEffect, design: Design) -> tuple[Estimate, float]:
    found = placebos(main.chosen, main.deals(), draws=design.draws, seed=design.seed)
    low, high = found.interval(design.alpha)
    effect = float(main.effect.effects[0])
    estimate = Estimate(TREATED, effect, None, low, high, found.p(), RANDOMISATION)
    return estimate, found.smallest_p
