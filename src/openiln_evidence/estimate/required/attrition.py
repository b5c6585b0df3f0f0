"""Did as many stay in one arm as in the other?"""

import numpy as np

from openiln_evidence.estimate.answer import Check
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Floats

# Overall attrition (%) and the largest difference (points) that is low under cautious assumptions:
# WWC Standards Handbook 4.1, table II.1. At 58 % and over no difference is low.
OVERALL = (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 57)
DIFFERENCE = (5.7, 6.1, 6.3, 5.9, 5.4, 4.8, 4.1, 3.3, 2.6, 1.8, 1.0, 0.3, 0.0)


def boundary(overall: float) -> float:
    """The largest low difference, as a share, for an overall attrition given as a share.

    Between the lines of the table it is interpolated; beyond its end it is below zero.
    """
    if overall * 100 > OVERALL[-1]:
        return -1.0
    return float(np.interp(overall * 100, OVERALL, DIFFERENCE)) / 100


def arms(chosen: Selection, field: str) -> Floats:
    """A count of flow, summed over periods since the first start: (comparison, treated)."""
    since = np.array(chosen.periods) >= min(s for s in chosen.treated_from if s is not None)
    total = np.zeros(2)
    for block, start in zip(chosen.blocks, chosen.treated_from, strict=True):
        counts = block.by_period.n if field == "n" else getattr(block.flow, field)
        total[int(start is not None)] += counts[since].sum()
    return total


def attrition(chosen: Selection) -> Check:
    """Of those in the baseline, how many have no outcome, in all and by arm."""
    baseline, outcome = arms(chosen, "baseline"), arms(chosen, "with_outcome")
    linked = arms(chosen, "linked")
    if None not in chosen.treated_from and baseline[1]:
        return _one_arm(baseline[1], linked[1], outcome[1])
    if not baseline.all():
        return Check(
            "attrition", None, "Not looked at: no baseline was compressed for both arms.", {}
        )
    lost = 1 - outcome / baseline
    overall = float(1 - outcome.sum() / baseline.sum())
    difference = float(abs(lost[1] - lost[0]))
    low = difference <= boundary(overall)
    return Check(
        "attrition",
        low,
        f"{overall:.1%} of the baseline have no outcome, and the arms differ by "
        f"{100 * difference:.1f} points: {'low' if low else 'high'} by "
        "the WWC's cautious boundary. Found again were "
        f"{linked[1] / baseline[1]:.1%} of the treated and {linked[0] / baseline[0]:.1%} of the "
        "others.",
        {
            "overall": overall,
            "treated": float(lost[1]),
            "comparison": float(lost[0]),
            "difference": difference,
            "largest_low_difference": max(0.0, boundary(overall)),
            "linked_treated": float(linked[1] / baseline[1]),
            "linked_comparison": float(linked[0] / baseline[0]),
        },
    )


def _one_arm(baseline: float, linked: float, outcome: float) -> Check:
    """Where every unit is treated in the end, arms cannot differ, so the WWC has no boundary."""
    return Check(
        "attrition",
        None,
        f"{1 - outcome / baseline:.1%} of the treated's baseline have no outcome, and "
        f"{linked / baseline:.1%} were found again. Differential attrition does not apply: every "
        "unit is treated in the end.",
        {"overall": float(1 - outcome / baseline), "linked_treated": float(linked / baseline)},
    )
