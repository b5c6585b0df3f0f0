"""Which interval to trust, by how many clusters were treated, and all the others beside it.

| treated clusters | one date | several dates |
| --- | --- | --- |
| under 6 | randomisation inference | randomisation inference |
| 6 to 19 | restricted wild bootstrap | randomisation inference |
| 20 and over | restricted wild bootstrap (CR3 over 1,000 clusters) | cluster influence values |

bench/bench_evidence_size.py measures how often each rejects a true null.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.clustered_errors import cr3, t_estimate
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
JACKKNIFE = "CR3, t(G-1)"
CLUSTERED = "CR1, t(G-1)"
MIXED = "two-way effect, which mixes comparisons as dates vary"
INFLUENCE = "cluster influence values, t(G-1)"

# Under six treated clusters only randomisation keeps its size: MacKinnon and Webb (2018),
# Econometrics Journal 21, and our own simulation.
FEW_TREATED = 6
# From here on an interval from influence values is trusted where dates vary [choice].
MANY_TREATED = 20
# The bootstrap holds a square of clusters; above this CR3 is as good and cheaper.
MOST_FOR_WILD = 1_000
# Webb (2023): under ten clusters Rademacher draws are too few to be distinct.
FEW_CLUSTERS = 10
UNJUDGED = "no error, interval or p: it rests on under six treated clusters"


@dataclass(frozen=True)
class Inference:
    """The recommended estimate first in `tried`, then every other that could be had."""

    tried: tuple[Estimate, ...]
    smallest_p: float | None

    @property
    def recommended(self) -> Estimate:
        return self.tried[0]


def judged(
    estimates: tuple[Estimate, ...], treated_behind: Callable[[str], int]
) -> tuple[Estimate, ...]:
    """The estimates; where under six treated clusters stand behind one, it has no valid error.

    Randomisation judges the main effect; of all else the effect alone is said then.
    `treated_behind` counts them for the name of an estimate.
    """
    return tuple(
        e
        if treated_behind(e.name) >= FEW_TREATED
        else Estimate(e.name, e.effect, None, None, None, None, UNJUDGED)
        for e in estimates
    )


def infer(main: MainEffect, design: Design) -> Inference:
    """Every method that applies, the recommended one first.

    Refused when randomisation is the only valid method and the dates cannot be dealt out.
    """
    treated = sum(main.chosen.ever_treated)
    tried = _from_errors(main, design.alpha)
    if main.fit is not None and len(main.chosen.clusters) <= MOST_FOR_WILD:
        tried.insert(0, _wild(main.fit, design))
    if treated >= MANY_TREATED:
        return Inference(tuple(tried), None)
    try:
        dealt, smallest_p = _randomised(main, design)
    except CannotEstimateError:
        if treated < FEW_TREATED:
            raise
        return Inference(tuple(tried), None)
    if treated < FEW_TREATED:  # every other method is invalid there, so none is shown
        return Inference((dealt,), smallest_p)
    first = main.fit is None
    tried.insert(0 if first else 1, dealt)
    return Inference(tuple(tried), smallest_p)


def _from_errors(main: MainEffect, alpha: float) -> list[Estimate]:
    """CR3 and CR1 of a regression; else influence values, and the two-way estimate beside them."""
    if main.fit is None:
        two_way = of_fit(fit_two_way(main.chosen)).pick([TREATED]).mix([MIXED], np.eye(1))
        return [*main.effect.estimates(alpha, INFLUENCE), *two_way.estimates(alpha, CLUSTERED)]
    plain = main.effect.estimates(alpha, CLUSTERED)
    try:
        variance = float(cr3(main.fit)[-1, -1])
    except CannotEstimateError:
        return [*plain]
    effect, df = float(main.effect.effects[0]), len(main.chosen.clusters) - 1
    jackknife = t_estimate(TREATED, effect, variance, df=df, alpha=alpha, method=JACKKNIFE)
    return [jackknife, *plain]


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
