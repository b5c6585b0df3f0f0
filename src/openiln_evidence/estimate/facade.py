"""From a study's design and the holders' blocks to an answer. All that others may import."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.aggregates import event_time
from openiln_evidence.estimate.answer import Answer, Check, Counts, Estimate
from openiln_evidence.estimate.claim import ENOUGH_TREATED, claim
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.effect_sizes import cox_index, hedges_g, spread_of, standardised
from openiln_evidence.estimate.group_time import means_of
from openiln_evidence.estimate.inference import FEW_TREATED, INFLUENCE, infer
from openiln_evidence.estimate.influence import stack
from openiln_evidence.estimate.interrupted import interrupted
from openiln_evidence.estimate.main_effect import MainEffect, main_effect
from openiln_evidence.estimate.matched import match, matched_only
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
from openiln_evidence.estimate.selection import Selection, select
from openiln_evidence.moments import Block


@dataclass(frozen=True)
class _Found:
    """What a method gives before checks: the recommended estimate first."""

    estimator: str
    tried: tuple[Estimate, ...]
    smallest_p: float | None
    by_event_time: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]


def answer(design: Design, blocks: Sequence[Block]) -> Answer:
    """The primary outcome's answer, with everything that must be said beside it.

    Refused, with CannotEstimateError, when there is nothing sound to say.
    """
    chosen = _eligible(select(blocks, design.outcome, design.subgroup, design.treated_from))
    balance: tuple[Check, ...] = ()
    if design.method == "matched comparison":
        found = match(chosen, design.features)
        chosen, balance = matched_only(chosen, found), (found.balance,)
    if design.method == "interrupted series":
        return _answered(design, blocks, chosen, _series(design, chosen))
    return _answered(design, blocks, chosen, _differences(design, blocks, chosen, balance))


def _eligible(chosen: Selection) -> Selection:
    """Less the units that were treated from the first period on: they have no before."""
    first = chosen.periods[0]
    always = [
        block.unit
        for block, start in zip(chosen.blocks, chosen.treated_from, strict=True)
        if start is not None and start <= first
    ]
    return chosen.without(always, f"treated by {first}, so there is no before")


def _differences(
    design: Design, blocks: Sequence[Block], chosen: Selection, balance: tuple[Check, ...]
) -> _Found:
    main = _main(design, chosen)
    inferred = infer(main, design)
    primary = inferred.recommended
    checks = (*balance, *_checks(design, blocks, main, primary))
    return _Found(
        estimator=main.estimator,
        tried=inferred.tried,
        smallest_p=inferred.smallest_p,
        by_event_time=_by_event_time(main, design),
        checks=checks,
        warnings=_warnings(main, inferred.smallest_p, design),
    )


def _main(design: Design, chosen: Selection, skipping: int | None = None) -> MainEffect:
    return main_effect(chosen, design.comparison, design.weighting, skipping=skipping)


def _checks(
    design: Design, blocks: Sequence[Block], main: MainEffect, primary: Estimate
) -> tuple[Check, ...]:
    """Everything that is required with every estimate."""

    def first_enrolment() -> MainEffect:
        return _main(design, by_first_enrolment(design, blocks, main.chosen))

    def unreached() -> MainEffect:
        reached = design.spilled_on or frozenset()
        return _main(design, main.chosen.without(reached, "may be reached"))

    def without_selection() -> MainEffect:
        return _main(design, main.chosen, skipping=design.selection_period)

    return (
        attrition(main.chosen),
        mobility(main.chosen, primary, first_enrolment if design.first_enrolment else None),
        selection_period(primary, design.selection_period, without_selection),
        pretrends(main, primary, design.alpha),
        spillover(primary, design.spilled_on, unreached),
        declared_outcomes(design.declared, blocks),
    )


def _by_event_time(main: MainEffect, design: Design) -> tuple[Estimate, ...]:
    """Effects by time since treatment, with a band that holds for all of them at once."""
    try:
        effects = main.by_event_time()
    except CannotEstimateError:
        return ()
    reach = effects.band(alpha=design.alpha, draws=design.draws, seed=design.seed)
    method = "simultaneous multiplier band" if len(effects.names) > 1 else "multiplier interval"
    ordered = sorted(effects.estimates(design.alpha, method), key=lambda e: event_time(e.name))
    return tuple(
        Estimate(
            one.name,
            one.effect,
            one.error,
            one.effect - reach * (one.error or 0.0),
            one.effect + reach * (one.error or 0.0),
            one.p,
            method,
        )
        for one in ordered
    )


def _warnings(main: MainEffect, smallest_p: float | None, design: Design) -> tuple[str, ...]:
    treated = sum(main.chosen.ever_treated)
    found = []
    if treated < FEW_TREATED:
        found.append(
            f"Only {treated} clusters were treated, so only randomisation inference is valid."
        )
    elif treated < ENOUGH_TREATED:
        found.append(f"Only {treated} clusters were treated; one odd cluster can make the result.")
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


def _series(design: Design, chosen: Selection) -> _Found:
    """An interrupted series has its own few points, and none of the checks of a comparison."""
    found = interrupted(chosen, design.alpha)
    compared = "less that of the others" if found.compared else "with nobody to compare with"
    return _Found(
        estimator=f"interrupted series of the treated's period means, {compared}",
        tried=(found.average, found.level, found.trend),
        smallest_p=None,
        by_event_time=(),
        checks=(attrition(chosen),),
        warnings=(
            f"The series has {found.points} points, and all else that happened then is in it.",
            f"Correlation from one period to the next is estimated at {found.correlation:.2f}.",
        ),
    )


def _answered(design: Design, blocks: Sequence[Block], chosen: Selection, found: _Found) -> Answer:
    primary, *others = found.tried
    warnings = list(found.warnings)
    size: Estimate | None = None
    try:
        size = _effect_size(design, chosen, primary)
    except CannotEstimateError as refusal:
        warnings.append(refusal.sentence)
    gaps = []
    for pair in design.gaps:
        try:
            gaps.append(_gap(design, blocks, pair))
        except CannotEstimateError as refusal:
            warnings.append(f"The gap between {pair[0]} and {pair[1]}: {refusal.sentence}")
    treated = sum(chosen.ever_treated)
    return Answer(
        outcome=design.outcome,
        subgroup=design.subgroup,
        estimator=found.estimator,
        primary=primary,
        recommended=primary.method,
        smallest_p=found.smallest_p,
        counts=_counts(chosen, treated),
        effect_size=size,
        others=tuple(others),
        by_event_time=found.by_event_time,
        gaps=tuple(gaps),
        checks=found.checks,
        excluded=chosen.excluded,
        warnings=tuple(warnings),
        claim=claim(design, primary, size, treated, found.checks),
    )


def _effect_size(design: Design, chosen: Selection, primary: Estimate) -> Estimate:
    if design.binary:
        return cox_index(means_of(chosen)).estimates(design.alpha, INFLUENCE)[0]
    if design.standard_deviation is not None:
        return standardised(primary, design.standard_deviation)
    return hedges_g(primary, spread_of(chosen))


def _gap(design: Design, blocks: Sequence[Block], pair: tuple[str, str]) -> Estimate:
    """The effect in the first subgroup less that in the second, by the clusters that they share."""
    effects = [
        _main(
            design, _eligible(select(blocks, design.outcome, subgroup, design.treated_from))
        ).effect
        for subgroup in pair
    ]
    difference = stack(effects).mix([f"{pair[0]} less {pair[1]}"], np.array([[1.0, -1.0]]))
    return difference.estimates(design.alpha, "joint cluster scores, t(G-1)")[0]


def _counts(chosen: Selection, treated: int) -> Counts:
    return Counts(
        rows=sum(b.n for b in chosen.blocks),
        students=sum(b.students for b in chosen.blocks),
        schools=sum(b.schools for b in chosen.blocks),
        units=len(chosen.blocks),
        clusters=len(chosen.clusters),
        treated_clusters=treated,
    )
