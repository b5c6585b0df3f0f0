"""From a study's design and the holders' blocks to an answer. All that others may import."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from openiln_evidence.estimate.answer import Answer, Check, Counts, Estimate, Spread
from openiln_evidence.estimate.claim import claim
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.differences import differences, main_of
from openiln_evidence.estimate.effect_sizes import (
    cox_index,
    hedges_g,
    missing_ends,
    share_since,
    spread_of,
    standardised,
)
from openiln_evidence.estimate.eligible import eligible
from openiln_evidence.estimate.found import Found
from openiln_evidence.estimate.inference import judged
from openiln_evidence.estimate.influence import stack
from openiln_evidence.estimate.matched import Match, match, matched_only
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection, select
from openiln_evidence.estimate.series import series
from openiln_evidence.estimate.two_way import TREATED
from openiln_evidence.moments import Block


def answer(design: Design, blocks: Sequence[Block]) -> Answer:
    """One outcome's answer, with everything that must be said beside it.

    Refused, with CannotEstimateError, when there is nothing sound to say.
    """
    chosen = eligible(select(blocks, design.outcome, design.subgroup, design.treated_from))
    if design.method == "interrupted series":
        return _answered(design, blocks, chosen, series(design, blocks, chosen), None)
    matched: Match | None = None
    balance: tuple[Check, ...] = ()
    if design.method == "matched comparison":
        matched = match(chosen, design.features)
        chosen, balance = matched_only(chosen, matched), (matched.balance,)
    found = differences(design, blocks, chosen, balance)
    return _answered(design, blocks, chosen, found, matched)


def _answered(
    design: Design,
    blocks: Sequence[Block],
    chosen: Selection,
    found: Found,
    matched: Match | None,
) -> Answer:
    primary, *others = found.tried
    warnings = list(found.warnings)
    treated = sum(chosen.ever_treated)
    never = chosen.compared_behind(TREATED, "never treated")
    spread = spread_of(chosen) if design.has_spread else None
    size: Estimate | None = None
    try:
        size = _effect_size(design, chosen, replace(primary, error=found.error), spread)
        warnings += missing_ends(primary, size)
    except CannotEstimateError as refusal:
        warnings.append(refusal.sentence)
    gaps = []
    for pair in design.gaps:
        try:
            gaps.append(_gap(design, blocks, pair, matched))
        except CannotEstimateError as refusal:
            warnings.append(f"The gap between {pair[0]} and {pair[1]}: {refusal.sentence}")
    return Answer(
        outcome=design.outcome,
        is_primary=design.is_primary,
        higher_is_better=design.higher_is_better,
        subgroup=design.subgroup,
        estimator=found.estimator,
        primary=primary,
        recommended=primary.method,
        smallest_p=found.smallest_p,
        counts=_counts(chosen, treated),
        spread=spread,
        effect_size=size,
        others=tuple(others),
        by_event_time=found.by_event_time,
        drawn_together=found.drawn_together,
        gaps=tuple(gaps),
        checks=found.checks,
        excluded=(*chosen.excluded, *_absent(design, blocks)),
        warnings=tuple(warnings),
        claim=claim(design, primary, size, (treated, never), found.checks),
    )


def _absent(design: Design, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Treated units of which nothing is there for this outcome and subgroup."""
    here = {b.unit for b in blocks if (b.outcome, b.subgroup) == (design.outcome, design.subgroup)}
    treated = {unit for unit, start in design.treated_from.items() if start is not None}
    gone = ", ".join(sorted(treated - here))
    return (f"Left out {gone}: treated, and withheld by the holder.",) if gone else ()


def _effect_size(
    design: Design, chosen: Selection, effect: Estimate, spread: Spread | None
) -> Estimate:
    if design.standard_deviation is not None:
        return standardised(effect, design.standard_deviation)
    if design.binary:
        return cox_index(effect, share_since(chosen, design.weighting))
    if spread is None:
        raise CannotEstimateError(
            "A published table without sd_column has no spread among students to standardise by."
        )
    return hedges_g(effect, spread)


def _gap(
    design: Design, blocks: Sequence[Block], pair: tuple[str, str], matched: Match | None
) -> Estimate:
    """The effect in the first subgroup less that in the second, by the clusters that they share.

    A matched comparison keeps its own match in either subgroup.
    """
    if design.method == "interrupted series":
        raise CannotEstimateError(
            "An interrupted series tells no gap; estimate each subgroup by itself, or use a "
            "difference in differences."
        )
    chosen = [
        eligible(select(blocks, design.outcome, subgroup, design.treated_from)) for subgroup in pair
    ]
    if matched is not None:
        chosen = [matched_only(one, matched) for one in chosen]
    mains = [main_of(design, one) for one in chosen]
    both = stack([main.effect for main in mains])
    gap = both.mix([f"{pair[0]} less {pair[1]}"], np.array([[1.0, -1.0]])).estimates(design.alpha)
    return judged(gap, lambda name: min(main.behind(name) for main in mains))[0]


def _counts(chosen: Selection, treated: int) -> Counts:
    return Counts(
        rows=sum(b.n for b in chosen.blocks),
        students=sum(b.students for b in chosen.blocks),
        schools=sum(b.schools for b in chosen.blocks),
        units=len(chosen.blocks),
        clusters=len(chosen.clusters),
        treated_clusters=treated,
    )
