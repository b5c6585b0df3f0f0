"""CR1 by a cluster finer than a block, such as the school, by asking the holders once more.

The centre sends each holder, in its own blocks' columns, coefficients b and a direction d, the
effect's row of the bread: what is left of treatment when all else is taken out (Frisch and Waugh
1933). The holder returns one number, the sum over its schools s of (d'S_s)^2, S_s = xy_s - xx_s b.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.clustered_errors import small_sample, t_estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.eligible import eligible
from openiln_evidence.estimate.inference import UNJUDGED, judged
from openiln_evidence.estimate.normal_equations import Fit
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection, dates_vary, select
from openiln_evidence.estimate.two_way import TREATED, fit_two_way
from openiln_evidence.moments import Block, Floats, Schooled

BY_SCHOOL = "CR1 by school, t(schools - 1), finer than treatment: too sure"
BY_SCHOOL_UNJUDGED = f"CR1 by school: {UNJUDGED}"


def two_way_of(design: Design, blocks: Sequence[Block]) -> tuple[Fit, Selection]:
    """The fit that a second round is about. Refused where dates vary: it is no estimate then."""
    chosen = eligible(select(blocks, design.outcome, design.subgroup, design.treated_from))
    if dates_vary(chosen) or design.method != "difference in differences":
        raise CannotEstimateError(
            "Errors by school are had for differences in differences of one treatment date; "
            "cluster by the assignment unit."
        )
    return fit_two_way(chosen), chosen


def by_school(
    design: Design, blocks: Sequence[Block], answered: Collection[str], squares: float
) -> Estimate:
    """The effect with errors clustered by school; `squares` is of all units that answered.

    With under six clusters in an arm they are as invalid as any other: the effect alone is said.
    """
    fit, chosen = two_way_of(design, blocks)
    variance = variance_by_school(fit, chosen, answered, squares)
    df = _moving_schools(chosen) - 1
    effect = float(fit.b[-1])
    found = t_estimate(TREATED, effect, variance, df=df, alpha=design.alpha, method=BY_SCHOOL)
    (one,) = judged((found,), lambda name: chosen.clusters_behind(name, "never treated"))
    return found if one == found else replace(one, method=BY_SCHOOL_UNJUDGED)


def questions(fit: Fit, chosen: Selection) -> dict[str, tuple[Floats, Floats]]:
    """For each unit, b and d (k,) in its block's own columns."""
    return {
        block.unit: (unit_map @ fit.b, unit_map @ fit.bread[-1])
        for block, unit_map in zip(chosen.blocks, fit.equations.maps, strict=True)
    }


def score_squares(schools: Iterable[Schooled], coefficients: Floats, direction: Floats) -> float:
    """A unit's part of the answer, from the moments of each of its schools."""
    scores = (direction @ (school.xy - school.xx @ coefficients) for school in schools)
    return float(sum(score * score for score in scores))


def variance_by_school(
    fit: Fit, chosen: Selection, answered: Collection[str], squares: float
) -> float:
    """CR1 of the effect, clustered by school, from the sum of all holders' answers.

    A school counts when it has more than one row: a singleton has no score.
    """
    for block in chosen.blocks:
        if block.unit not in answered:
            raise CannotEstimateError(
                f"Unit {block.unit!r} has not answered the second round; ask its holder, "
                "or cluster by the assignment unit."
            )
    return small_sample(fit, _moving_schools(chosen)) * squares


def _moving_schools(chosen: Selection) -> int:
    return sum(block.schools - block.singletons for block in chosen.blocks)
