"""An interrupted series: its estimates, and every check that is required with an estimate.

Where a check is of a comparison and the series has none, it says that it does not apply, and why.
"""

from collections.abc import Sequence

from openiln_evidence.estimate.answer import Check
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.distributions import t_quantile
from openiln_evidence.estimate.found import Found
from openiln_evidence.estimate.interrupted import Interrupted, interrupted
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.required.attrition import attrition
from openiln_evidence.estimate.required.declared import declared_outcomes
from openiln_evidence.estimate.required.pretrends import POWER, breakdown_of
from openiln_evidence.estimate.required.sensitivity import (
    by_first_enrolment,
    mobility,
    selection_period,
    spillover,
)
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Block


def series(design: Design, blocks: Sequence[Block], chosen: Selection) -> Found:
    """The average change since the start, the changes that it is made of, and the checks."""
    found = interrupted(chosen, design.alpha)
    compared = "less that of the others" if found.compared else "with nobody to compare with"
    return Found(
        estimator=f"interrupted series of the treated's period means, {compared}",
        tried=(found.average, found.level, found.trend),
        smallest_p=None,
        by_event_time=(),
        drawn_together=(),
        checks=_checks(design, blocks, chosen, found),
        warnings=(
            f"The series has {found.points} points, and all else that happened then is in it.",
            f"Correlation from one period to the next is estimated at {found.correlation:.2f}.",
        ),
    )


def _checks(
    design: Design, blocks: Sequence[Block], chosen: Selection, found: Interrupted
) -> tuple[Check, ...]:
    def average(of: Selection, skipping: int | None = None) -> float:
        again = interrupted(of, design.alpha, skipping=skipping)
        if again.compared != found.compared:
            raise CannotEstimateError("nobody is left to compare with.")
        return again.average.effect

    def first_enrolment() -> float:
        return average(by_first_enrolment(design, blocks, chosen))

    def unreached() -> float:
        return average(chosen.without(design.spilled_on or (), "may be reached"))

    primary = found.average
    return (
        attrition(chosen),
        mobility(chosen, primary, first_enrolment if design.first_enrolment else None),
        selection_period(
            primary,
            design.selection_period,
            lambda: average(chosen, skipping=design.selection_period),
        ),
        _trend_before(found),
        spillover(primary, design.spilled_on, unreached)
        if found.compared
        else Check(
            "spillover",
            None,
            "Does not apply: the series has nobody to compare with, whom treatment could reach.",
            {},
        ),
        declared_outcomes(design.declared, design.untested),
    )


def _trend_before(found: Interrupted) -> Check:
    """The line before is part of the estimate; a bend of it at the start would pass for an effect.

    Passed when the bend that would undo the effect would show in a line known as well as this one.
    """
    slope, low, high = found.before, found.before.low or 0.0, found.before.high or 0.0
    power = t_quantile(POWER, found.points - 4) * (slope.error or 0.0)
    detectable = (high - low) / 2 + power
    breakdown = breakdown_of(found.average, found.bend_bias)
    finding = (
        f"Before the start the series moved {slope.effect:.3g} a period, which the estimate takes "
        f"off, so a steady trend is no fault. A slope of {detectable:.3g} would have been found "
        f"four times in five, and a bend of {breakdown:.3g} at the start would undo the effect. "
        "Unlike a comparison's, this cannot be tested: the bend would be after the start."
    )
    return Check(
        "trends before",
        None if breakdown < detectable else True,
        finding,
        {
            "slope": slope.effect,
            "slope_error": slope.error,
            "slope_p": slope.p,
            "detectable_slope": detectable,
            "breakdown_slope": breakdown,
        },
    )
