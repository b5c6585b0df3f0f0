"""A comparison with units that are not treated: its estimates, its checks and its warnings."""

from collections.abc import Sequence

from openiln_evidence.estimate import aggregates
from openiln_evidence.estimate.aggregates import event_time
from openiln_evidence.estimate.answer import Check, Estimate
from openiln_evidence.estimate.claim import ENOUGH_TREATED
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.found import Found
from openiln_evidence.estimate.group_time import GroupTime
from openiln_evidence.estimate.inference import FEW, infer, judged
from openiln_evidence.estimate.main_effect import MainEffect, main_effect
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.required.attrition import attrition
from openiln_evidence.estimate.required.declared import declared_outcomes
from openiln_evidence.estimate.required.pretrends import pretrends
from openiln_evidence.estimate.required.sensitivity import (
    by_first_enrolment,
    mobility,
    selection_period,
    spillover,
)
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.estimate.two_way import TREATED
from openiln_evidence.moments import Block


def differences(
    design: Design, blocks: Sequence[Block], chosen: Selection, balance: tuple[Check, ...]
) -> Found:
    """The main effect by every method that holds, with all that is required beside it."""
    main = main_of(design, chosen)
    inferred = infer(main, design)
    return Found(
        estimator=main.estimator,
        tried=inferred.tried,
        smallest_p=inferred.smallest_p,
        by_event_time=judged(_by_event_time(main, design), main.behind),
        drawn_together=judged(_drawn_together(main.found, design.alpha), main.behind),
        checks=(*balance, *_checks(design, blocks, main, inferred.recommended)),
        warnings=_warnings(main, inferred.smallest_p, design),
    )


def main_of(design: Design, chosen: Selection, skipping: int | None = None) -> MainEffect:
    """The main effect; `skipping` sets one period of the treated aside."""
    return main_effect(chosen, design.comparison, design.weighting, skipping=skipping)


def _checks(
    design: Design, blocks: Sequence[Block], main: MainEffect, primary: Estimate
) -> tuple[Check, ...]:
    """Everything that is required with every estimate."""

    def effect(chosen: Selection, skipping: int | None = None) -> float:
        return float(main_of(design, chosen, skipping).effect.effects[0])

    def first_enrolment() -> float:
        return effect(by_first_enrolment(design, blocks, main.chosen))

    def unreached() -> float:
        return effect(main.chosen.without(design.spilled_on or (), "may be reached"))

    def without_selection() -> float:
        return effect(main.chosen, skipping=design.selection_period)

    return (
        attrition(main.chosen),
        mobility(main.chosen, primary, first_enrolment if design.first_enrolment else None),
        selection_period(primary, design.selection_period, without_selection),
        pretrends(main, primary, design),
        spillover(primary, design.spilled_on, unreached),
        declared_outcomes(design.declared, design.untested),
    )


def _by_event_time(main: MainEffect, design: Design) -> tuple[Estimate, ...]:
    """Effects by time since treatment, with a band for all at once that errors can be had for."""
    try:
        effects = main.by_event_time()
    except CannotEstimateError:
        return ()
    names = sorted(effects.names, key=event_time)
    known = [name for name in names if main.behind(name) >= FEW]
    found = effects.pick(known).together(alpha=design.alpha, draws=design.draws, seed=design.seed)
    alone = effects.pick([name for name in names if name not in known])
    return tuple(
        sorted((*found, *alone.estimates(design.alpha)), key=lambda one: event_time(one.name))
    )


def _drawn_together(found: GroupTime | None, alpha: float) -> tuple[Estimate, ...]:
    """Group-time effects by cohort, by calendar period, and the mean of each way."""
    if found is None:
        return ()
    periods = aggregates.by_period(found)
    since = aggregates.after_treatment(aggregates.by_event_time(found))
    parts = (
        aggregates.by_group(found),
        aggregates.overall_of_groups(found),
        periods,
        aggregates.mean_of(periods, "mean over periods"),
        aggregates.mean_of(since, "mean over event times"),
    )
    return tuple(one for part in parts for one in part.estimates(alpha))


def _warnings(main: MainEffect, smallest_p: float | None, design: Design) -> tuple[str, ...]:
    compared = main.chosen.compared_behind(TREATED, main.comparison)
    arms = ((sum(main.chosen.ever_treated), "treated"), (compared, main.comparison))
    found = []
    for clusters, arm in arms:
        if clusters < FEW:
            found.append(
                f"Only {clusters} clusters were {arm}, so only randomisation inference is valid."
            )
        elif clusters < ENOUGH_TREATED:
            found.append(
                f"Only {clusters} clusters were {arm}; one odd cluster can make the result."
            )
    if smallest_p is not None and smallest_p > design.alpha:
        found.append(
            f"No result could have reached p below {smallest_p:.3f}, so the design cannot show "
            f"an effect at {design.alpha}."
        )
    if main.found is not None:
        found.append(
            "Treatment dates vary, so the two-way estimate mixes comparisons and is not primary; "
            "covariates are not in the group-time effects."
        )
    elif main.fit is not None and main.fit.equations.dropped:
        named = ", ".join(main.fit.equations.dropped)
        found.append(f"These columns vary within no school, or repeat others, here: {named}.")
    return tuple(found)
