"""CR1 by a cluster finer than a block, such as the school, by asking the holders once more.

The centre sends each holder the coefficients in its own block's columns; the holder returns the sum
over its schools s of S_s S_s', S_s = xy_s - xx_s b, and no school's own numbers.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.clustered_errors import sandwich, t_estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.main_effect import dates_vary
from openiln_evidence.estimate.normal_equations import Fit
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection, select
from openiln_evidence.estimate.two_way import TREATED, fit_two_way
from openiln_evidence.moments import Block, Floats, Schooled

BY_SCHOOL = "CR1 by school, t(schools - 1), finer than treatment: too sure"


def two_way_of(design: Design, blocks: Sequence[Block]) -> tuple[Fit, Selection]:
    """The fit that a second round is about. Refused where dates vary: it is no estimate then."""
    chosen = select(blocks, design.outcome, design.subgroup, design.treated_from)
    if dates_vary(chosen) or design.method != "difference in differences":
        raise CannotEstimateError(
            "Errors by school are had for differences in differences of one treatment date; "
            "cluster by the assignment unit."
        )
    return fit_two_way(chosen), chosen


def by_school(design: Design, blocks: Sequence[Block], answers: Mapping[str, Floats]) -> Estimate:
    """The effect with errors clustered by school."""
    fit, chosen = two_way_of(design, blocks)
    variance = float(cr1_by_school(fit, chosen, answers)[-1, -1])
    df = _moving_schools(chosen) - 1
    effect = float(fit.b[-1])
    return t_estimate(TREATED, effect, variance, df=df, alpha=design.alpha, method=BY_SCHOOL)


def questions(fit: Fit, chosen: Selection) -> dict[str, Floats]:
    """For each unit, the coefficients (k,) in its block's own columns: A_g b."""
    return {
        block.unit: unit_map @ fit.b
        for block, unit_map in zip(chosen.blocks, fit.equations.maps, strict=True)
    }


def score_squares(schools: Iterable[Schooled], coefficients: Floats) -> Floats:
    """The holder's answer (k, k), from the moments of each of its schools."""
    total = np.zeros((len(coefficients), len(coefficients)))
    for school in schools:
        score = school.xy - school.xx @ coefficients
        total += np.outer(score, score)
    return total


def cr1_by_school(fit: Fit, chosen: Selection, answers: Mapping[str, Floats]) -> Floats:
    """CR1 (K, K) clustered by school, from every holder's answer (k, k).

    A school counts when it has more than one row: a singleton has no score.
    """
    meat = np.zeros_like(fit.bread)
    for block, unit_map in zip(chosen.blocks, fit.equations.maps, strict=True):
        if block.unit not in answers:
            raise CannotEstimateError(
                f"Unit {block.unit!r} has not answered the second round; ask its holder, "
                "or cluster by the assignment unit."
            )
        meat += unit_map.T @ answers[block.unit] @ unit_map
    return sandwich(fit, meat, _moving_schools(chosen))


def _moving_schools(chosen: Selection) -> int:
    return sum(block.schools - block.singletons for block in chosen.blocks)
