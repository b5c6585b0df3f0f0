"""The estimator that a study's dates call for, with all that checks and inference need of it.

One treatment date: difference in differences with school and period effects and covariates.
Several: group-time effects by share of cohort, because two-way coefficients then mix comparisons.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate import aggregates
from openiln_evidence.estimate.aggregates import event_time
from openiln_evidence.estimate.design import Comparison, Weighting
from openiln_evidence.estimate.event_study import fit_event_study, reference
from openiln_evidence.estimate.group_time import (
    Cell,
    GroupTime,
    Means,
    group_time,
    means_of,
    without_periods,
)
from openiln_evidence.estimate.influence import Effects, of_fit
from openiln_evidence.estimate.normal_equations import Fit
from openiln_evidence.estimate.placebo_effects import group_time_placebos, two_way_placebos
from openiln_evidence.estimate.randomisation import Effects as Deals
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection, check_comparable, dates_vary
from openiln_evidence.estimate.two_way import (
    TREATED,
    fit_two_way,
    fit_without_selection_period,
)


@dataclass(frozen=True)
class MainEffect:
    """One effect (as Effects of one name), and how it was had.

    comparison says with whom the treated are compared. fit is there for a two-way estimate, found
    for a group-time one. by_event_time holds effects before and after; distance how many periods
    from its base each is, below zero before; trend_bias is what a trend of one per period, in the
    treated alone, would add to the effect.
    """

    estimator: str
    effect: Effects
    chosen: Selection
    comparison: Comparison
    fit: Fit | None
    found: GroupTime | None
    by_event_time: Callable[[], Effects]
    distance: Callable[[str], float]
    trend_bias: Callable[[], float]
    deals: Callable[[], Deals]

    def behind(self, name: str = TREATED) -> int:
        """How many clusters an effect rests on: of the treated or the compared, the fewer."""
        return self.chosen.clusters_behind(name, self.comparison)


def main_effect(
    chosen: Selection,
    comparison: Comparison,
    weighting: Weighting = "students",
    *,
    skipping: int | None = None,
) -> MainEffect:
    """The main effect; `skipping` sets one period of the treated aside."""
    check_comparable(chosen)
    if dates_vary(chosen):
        means = means_of(chosen, weighting)
        kept = means if skipping is None else without_periods(means, {skipping})
        return _group_time(kept, comparison)
    return _two_way(chosen, skipping)


def _two_way(chosen: Selection, skipping: int | None) -> MainEffect:
    if skipping is None:
        fit = fit_two_way(chosen)
    else:
        fit = fit_without_selection_period(chosen, skipping)

    start = min(date for date in chosen.treated_from if date is not None)

    def by_event_time() -> Effects:
        effects = of_fit(fit_event_study(chosen), chosen)
        return effects.pick([n for n in effects.names if n.startswith("event time=")])

    return MainEffect(
        estimator="difference in differences, school and period effects",
        effect=of_fit(fit, chosen).pick([TREATED]),
        chosen=chosen,
        comparison="never treated",
        fit=fit,
        found=None,
        by_event_time=by_event_time,
        distance=lambda name: float(event_time(name) - (reference(chosen, start) - start)),
        trend_bias=lambda: _two_way_bias(chosen, fit),
        deals=lambda: two_way_placebos(chosen),
    )


def _two_way_bias(chosen: Selection, fit: Fit) -> float:
    """The coefficient of an outcome that is the period itself, in the treated, and else 0."""
    columns = chosen.blocks[0].columns
    rows = [columns.index(f"period={t}") for t in chosen.periods]
    ever = [s is not None for s in chosen.treated_from]
    trend = np.outer(ever, np.array(chosen.periods) - float(chosen.periods[0]))
    products = np.array(
        [b.schooled.xx[:, rows] @ line for b, line in zip(chosen.blocks, trend, strict=True)]
    )
    pooled = np.einsum("ukj,uk->j", fit.equations.maps, products)
    return float(fit.bread[fit.place(TREATED)] @ pooled)


def _group_time(means: Means, comparison: Comparison) -> MainEffect:
    found = group_time(means, comparison)
    if not means.chosen.compared_behind(TREATED, comparison):
        raise CannotEstimateError(
            f"No unit {comparison} has results both before treatment began and since; "
            "add such units, or choose the other comparison in the study."
        )
    return MainEffect(
        estimator=f"group-time average effects, compared with the {comparison}",
        effect=aggregates.simple(found).mix([TREATED], np.eye(1)),
        chosen=means.chosen,
        comparison=comparison,
        fit=None,
        found=found,
        by_event_time=lambda: aggregates.by_event_time(found),
        distance=lambda name: _from_base(found, lambda c: c.period - c.start == event_time(name)),
        trend_bias=lambda: _from_base(found, lambda cell: cell.period >= cell.start),
        deals=lambda: group_time_placebos(found, comparison),
    )


def _from_base(found: GroupTime, counts: Callable[[Cell], bool]) -> float:
    """The mean distance from base of the cells that count, by the shares that they have."""
    cells = [k for k, cell in enumerate(found.cells) if counts(cell)]
    mass = found.mass_by_cluster[:, cells].sum(axis=0)
    distance = np.array([found.cells[k].period - found.cells[k].base for k in cells], dtype=float)
    return float(mass @ distance / mass.sum())
