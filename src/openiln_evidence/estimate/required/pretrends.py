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
from openiln_evidence.estimate.distributions import f_beyond, t_quantile
from openiln_evidence.estimate.inference import FEW_TREATED
from openiln_evidence.estimate.influence import Effects
from openiln_evidence.estimate.main_effect import MainEffect
from openiln_evidence.estimate.normal_equations import COLLINEAR
from openiln_evidence.estimate.refusal import CannotEstimateError

POWER = 0.8


@dataclass(frozen=True)
class Slope:
    """The straight line through the reference that fits effects before treatment best.

    `line` is it as Effects of one name, per period; bias is what a slope of one adds to the effect.
    """

    line: Effects
    bias: float


def joint_p(before: Effects) -> float | None:
    """All effects before treatment are zero: Wald over their number, F(q, G - 1).

    None when their covariance has no inverse (fewer clusters than effects).
    """
    covariance, q = before.covariance, len(before.names)
    scale = np.sqrt(np.diag(covariance))
    if (scale == 0).any():
        return None
    unit = covariance / np.outer(scale, scale)
    if np.linalg.eigvalsh(unit)[0] < COLLINEAR:
        return None
    t = before.effects / scale
    return f_beyond(float(t @ np.linalg.solve(unit, t)) / q, q, len(before.clusters) - 1)


def slope_of(before: Effects, bias: float) -> Slope:
    """Least squares through zero at event time -1."""
    distance = np.array([event_time(name) + 1.0 for name in before.names])
    return Slope(before.mix(["slope"], (distance / (distance @ distance))[None, :]), bias)


def pretrends(main: MainEffect, primary: Estimate, alpha: float) -> Check:
    """Passed when no trend is seen, and none that would undo the effect could have hidden.

    A trend that would undo the effect and could have hidden leaves the question open: None.
    """
    try:
        effects = main.by_event_time()
    except CannotEstimateError as refusal:
        return Check("trends before", None, f"Not looked at: {refusal.sentence}", {})
    names = [n for n in effects.names if event_time(n) < -1]
    if not names:
        finding = "Not looked at: there are not two periods before treatment."
        return Check("trends before", None, finding, {})
    known = [n for n in names if main.chosen.treated_behind(n) >= FEW_TREATED]
    before = effects.pick(known or names)
    return _judged(main, primary, before, slope_of(before, main.trend_bias()), alpha)


def _judged(
    main: MainEffect, primary: Estimate, before: Effects, slope: Slope, alpha: float
) -> Check:
    (line,) = slope.line.estimates(alpha, "t(G-1)")
    df = len(before.clusters) - 1
    error = line.error or 0.0
    detectable = (t_quantile(1 - alpha / 2, df) + t_quantile(POWER, df)) * error
    breakdown = breakdown_of(primary, slope.bias)
    p = joint_p(before)
    steady = line.p is not None and line.p < alpha
    uneven = p is not None and p < alpha
    seen = steady or uneven
    few = any(main.chosen.treated_behind(name) < FEW_TREATED for name in before.names)
    passed = False if seen else None if few or breakdown < detectable else True
    net = _net_of_trend(main.effect, slope).estimates(alpha, "less the trend, t(G-1)")[0]
    finding = (
        f"Before treatment the treated moved {line.effect:.3g} a period against the others: "
        f"{_seen(steady=steady, uneven=uneven)}. A trend of {detectable:.3g} would have "
        f"been found four times in five, and one of {breakdown:.3g} would undo the effect."
    )
    if few:
        finding += (
            " With under six treated clusters these errors are too small: a trend is found too "
            "often, and one that is not found is not ruled out."
        )
    return Check(
        "trends before",
        passed,
        finding,
        {
            "joint_p": p,
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
    """The effect less what the line, drawn on, would have made; clusters are the same."""
    return Effects(
        ("effect less trend",),
        effect.clusters,
        effect.effects - slope.bias * slope.line.effects,
        effect.influence - slope.bias * slope.line.influence,
        effect.rows,
        effect.columns,
    )
