"""Were the arms moving apart before treatment, and could we have seen it?

A test that finds nothing says little unless a trend that matters would have been found: Roth
(2022), American Economic Review: Insights 4. So the trend that it would have found with a chance of
80 % is said, and the trend that would make the effect's interval touch zero (the linear case of
Rambachan and Roth 2023, Review of Economic Studies 90).
"""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.aggregates import event_time
from openiln_evidence.estimate.answer import Check, Estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.distributions import t_quantile
from openiln_evidence.estimate.inference import FEW
from openiln_evidence.estimate.influence import Effects, beside
from openiln_evidence.estimate.main_effect import MainEffect
from openiln_evidence.estimate.refusal import CannotEstimateError

POWER = 0.8


@dataclass(frozen=True)
class Slope:
    """The straight line through their bases that fits effects before treatment best.

    `line` is it as Effects of one name, per period; bias is what a slope of one adds to the effect.
    """

    line: Effects
    bias: float


def slope_of(before: Effects, main: MainEffect, bias: float) -> Slope:
    """Least squares through zero at the base, each effect as far from its own as it is."""
    distance = np.array([main.distance(name) for name in before.names])
    return Slope(before.mix(["slope"], (distance / (distance @ distance))[None, :]), bias)


def pretrends(main: MainEffect, primary: Estimate, design: Design) -> Check:
    """Passed when no trend is seen, and none that would undo the effect could have hidden.

    A trend that would undo the effect and could have hidden leaves the question open: None.
    """
    try:
        effects = main.by_event_time()
    except CannotEstimateError as refusal:
        return _open(refusal.sentence)
    names = [n for n in effects.names if event_time(n) < 0]
    if not names:
        return _open("there are not two periods before treatment.")
    known = [n for n in names if main.behind(n) >= FEW]
    before = effects.pick(known or names)
    return _judged(main, primary, before, slope_of(before, main, main.trend_bias()), design)


def _open(why: str) -> Check:
    return Check("trends before", None, f"Not looked at: {why}", {})


def seen_at_once(before: Effects, slope: Slope, design: Design) -> tuple[Estimate, ...]:
    """Every effect before treatment and, last, their slope, judged all at once."""
    return beside(before, slope.line).together(
        alpha=design.alpha, draws=design.draws, seed=design.seed
    )


def _judged(
    main: MainEffect, primary: Estimate, before: Effects, slope: Slope, design: Design
) -> Check:
    *times, line = seen_at_once(before, slope, design)
    if line.p is None or line.error is None or line.high is None:
        return _open("without one of the clusters there is no trend, so it has no error.")
    smallest = min([line.p, *(one.p for one in times if one.p is not None)])
    power = t_quantile(POWER, float(slope.line.freedom[0])) * line.error
    detectable = line.high - line.effect + power
    breakdown = breakdown_of(primary, slope.bias)
    seen = smallest < design.alpha
    few = any(main.behind(name) < FEW for name in before.names)
    passed = False if seen else None if few or breakdown < detectable else True
    net = _net_of_trend(main.effect, slope).estimates(design.alpha)[0]
    finding = (
        f"Before treatment the treated moved {line.effect:.3g} a period against the others: "
        f"{_seen(steady=line.p < design.alpha, uneven=seen)}. A trend of {detectable:.3g} would "
        f"have been found four times in five, and one of {breakdown:.3g} would undo the effect."
    )
    if few:
        finding += (
            " With under six clusters in an arm only a steep trend could be seen: one that is not "
            "seen is not ruled out."
        )
    return Check(
        "trends before",
        passed,
        finding,
        {
            "joint_p": smallest,
            "slope": line.effect,
            "slope_p": line.p,
            "detectable_slope": detectable,
            "breakdown_slope": breakdown,
            "effect_less_trend": net.effect,
            "effect_less_trend_error": net.error,
        },
    )


def _seen(*, steady: bool, uneven: bool) -> str:
    if steady:
        return "a trend"
    if uneven:
        return "no steady trend, but they were apart by more than chance in some period"
    return "no trend is seen"


def breakdown_of(primary: Estimate, bias: float) -> float:
    """The size of slope at which the interval touches zero; 0 when it holds zero already."""
    if primary.low is not None and primary.low > 0:
        return primary.low / abs(bias)
    if primary.high is not None and primary.high < 0:
        return -primary.high / abs(bias)
    return 0.0


def _net_of_trend(effect: Effects, slope: Slope) -> Effects:
    """The effect less what the line, drawn on, would have made."""
    return beside(effect, slope.line).mix(["effect less trend"], np.array([[1.0, -slope.bias]]))
