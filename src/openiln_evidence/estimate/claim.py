"""What may be said of an estimate in one sentence. Mostly: nothing."""

from collections.abc import Sequence

from openiln_evidence.estimate.answer import Check, Estimate
from openiln_evidence.estimate.design import Design

# With fewer clusters on either side one odd cluster can make the result: nothing is claimed
# [choice].
ENOUGH_TREATED = 10


def reasons_for_silence(treated: int, others: int, checks: Sequence[Check]) -> list[str]:
    """Why nothing is claimed, whatever the p.

    `others` are the clusters that were never treated. Where there is none at all, those that are
    not yet treated are compared with, or a series with itself.
    """
    reasons = []
    if treated < ENOUGH_TREATED:
        reasons.append(f"{treated} clusters were treated and a claim takes {ENOUGH_TREATED}")
    if 0 < others < ENOUGH_TREATED:
        reasons.append(f"{others} clusters were not treated and a claim takes {ENOUGH_TREATED}")
    failed = [check.name for check in checks if check.passed is False]
    if failed:
        reasons.append(f"these checks did not pass: {', '.join(failed)}")
    return reasons


def claim(
    design: Design,
    primary: Estimate,
    size: Estimate | None,
    clusters: tuple[int, int],
    checks: Sequence[Check],
) -> str:
    """Better, worse, smaller than matters, or nothing; and what was not settled.

    `clusters` are how many were treated, and how many never.
    """
    if not design.is_primary:
        return "Secondary: it may suggest a question for another study, and settles none."
    reasons = reasons_for_silence(*clusters, checks)
    found = primary.p is not None and primary.p <= design.alpha
    small = _smaller_than_matters(design, size)
    if not found and not small:
        reasons.append("the interval holds zero")
    if reasons:
        return f"This study claims nothing: {'; '.join(reasons)}."
    unseen = [check.name for check in checks if check.passed is None]
    limits = f" Not settled: {', '.join(unseen)}." if unseen else ""
    if small:
        return f"Any effect is smaller than the smallest that matters.{limits}"
    better = (primary.effect > 0) == design.higher_is_better
    return f"Results were {'better' if better else 'worse'} with the practice.{limits}"


def _smaller_than_matters(design: Design, size: Estimate | None) -> bool:
    """The whole interval of the effect size lies within the smallest effect that matters."""
    if size is None or design.smallest_effect is None or size.low is None or size.high is None:
        return False
    return max(abs(size.low), abs(size.high)) < design.smallest_effect
