"""Did as many stay among the treated as among the others?

Holders round small counts of students (`packages.protect.rounded`): where a block's counts may be
rounded, what is said is the range of what they may have been, and no verdict that the range turns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.estimate.answer import Check
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Floats, Flow

# Overall attrition (%) and the largest difference (points) that is low under cautious assumptions:
# WWC Standards Handbook 4.1, table II.1. At 58 % and over no difference is low.
OVERALL = (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 57)
DIFFERENCE = (5.7, 6.1, 6.3, 5.9, 5.4, 4.8, 4.1, 3.3, 2.6, 1.8, 1.0, 0.3, 0.0)
NAME = "attrition"


TINY = 1e-9
"""Of a tenth of a point: what binary fractions may be off."""


@dataclass(frozen=True)
class Share:
    """A share as counts tell it, and the least and the greatest that it may be."""

    told: float
    low: float
    high: float

    def __str__(self) -> str:
        """In per cent; rounded outwards where it is a range."""
        if not self.is_range:
            return f"{100 * self.told:.1f}"
        low = np.floor(1000 * self.low + TINY) / 10
        high = np.ceil(1000 * self.high - TINY) / 10
        return f"{low:.1f} to {high:.1f}"

    @property
    def is_range(self) -> bool:
        return self.low < self.high

    @property
    def rest(self) -> "Share":
        return Share(1 - self.told, 1 - self.high, 1 - self.low)

    def numbers(self, name: str) -> dict[str, float | None]:
        """As told, with its ends where they differ."""
        found: dict[str, float | None] = {name: self.told}
        if self.is_range:
            found |= {f"{name}_low": self.low, f"{name}_high": self.high}
        return found


def boundary(overall: float) -> float:
    """The largest low difference, as a share, for an overall attrition given as a share.

    Between the lines of the table it is interpolated; beyond its end it is below zero.
    """
    if overall * 100 > OVERALL[-1]:
        return -1.0
    return float(np.interp(overall * 100, OVERALL, DIFFERENCE)) / 100


def arms(chosen: Selection, field: str) -> Floats:
    """A count of flow, summed over periods since the first start: (comparison, treated)."""
    since = _since(chosen)
    total = np.zeros(2)
    for block, start in zip(chosen.blocks, chosen.treated_from, strict=True):
        counts = block.by_period.n if field == "n" else getattr(block.flow, field)
        total[int(start is not None)] += counts[since].sum()
    return total


def _since(chosen: Selection) -> NDArray[np.bool_]:
    first = min(start for start in chosen.treated_from if start is not None)
    return np.array(chosen.periods) >= first


def ends(chosen: Selection, field: str) -> Floats:
    """The same (2,), and the least and the greatest that it may be: (3, 2)."""
    told = arms(chosen, field)
    least, most = told.copy(), told.copy()
    for block, start in zip(chosen.blocks, chosen.treated_from, strict=True):
        at = _since(chosen) & _may_be_rounded(block.flow)
        counts, step = getattr(block.flow, field)[at], block.flow.rounded_to
        least[int(start is not None)] -= np.minimum(counts, step // 2).sum()
        most[int(start is not None)] += ((step - 1) // 2) * len(counts)
    return np.array([told, least, most])


def _may_be_rounded(flow: Flow) -> NDArray[np.bool_]:
    """By period, whether all counts are multiples: those of a period are rounded together."""
    counts = np.array([flow.baseline, flow.linked, flow.with_outcome, flow.joined, flow.moved])
    if not flow.rounded_to:
        return np.zeros(counts.shape[1], dtype=np.bool_)
    return np.asarray((counts % flow.rounded_to == 0).all(axis=0))


def _share(part: Floats, whole: Floats) -> Share:
    """The share of students that are in a part of them; each (told, least, most)."""
    told = part[0] / whole[0]
    most = min(part[2] / whole[1], max(told, 1.0))  # of whole some are left: it was none or a step
    return Share(float(told), float(part[1] / whole[2]), float(most))


def _apart(one: Share, other: Share) -> Share:
    """How far apart two shares are, either way."""
    return Share(
        abs(one.told - other.told),
        max(0.0, one.low - other.high, other.low - one.high),
        max(one.high - other.low, other.high - one.low),
    )


def is_low(overall: Share, difference: Share) -> bool | None:
    """The verdict by the boundary, or None where rounding could turn it."""
    between = [o / 100 for o in OVERALL if overall.low < o / 100 < overall.high]
    largest = [boundary(at) for at in (overall.low, *between, overall.high)]
    if difference.high <= min(largest):
        return True
    return False if difference.low > max(largest) else None


def attrition(chosen: Selection) -> Check:
    """Of those in the baseline, how many have no outcome, in all and by arm."""
    baseline, outcome = ends(chosen, "baseline"), ends(chosen, "with_outcome")
    linked = ends(chosen, "linked")
    if None not in chosen.treated_from and baseline[0, 1]:
        return _one_arm(baseline[:, 1], linked[:, 1], outcome[:, 1])
    if not baseline[0].all():
        finding = "Not looked at: no baseline was compressed for the treated and for the others."
        return Check(NAME, None, finding, {})
    overall = _share(outcome.sum(axis=1), baseline.sum(axis=1)).rest
    others, treated = (_share(outcome[:, arm], baseline[:, arm]).rest for arm in (0, 1))
    found_others, found = (_share(linked[:, arm], baseline[:, arm]) for arm in (0, 1))
    difference = _apart(treated, others)
    low = is_low(overall, difference)
    verdict = {True: "low", False: "high", None: "low or high, as rounding leaves open,"}[low]
    return Check(
        NAME,
        low,
        f"{overall}% of the baseline have no outcome, and the treated and the others differ by "
        f"{difference} points: {verdict} by the WWC's cautious boundary. Found again were "
        f"{found}% of the treated and {found_others}% of the others.{rounding(overall, found)}",
        overall.numbers("overall")
        | treated.numbers("treated")
        | others.numbers("comparison")
        | difference.numbers("difference")
        | {"largest_low_difference": max(0.0, boundary(overall.told))}
        | found.numbers("linked_treated")
        | found_others.numbers("linked_comparison"),
    )


def rounding(*shares: Share) -> str:
    """What is to be known of shares that are ranges."""
    if not any(share.is_range for share in shares):
        return ""
    return " Holders may have rounded small counts, so no closer figures can be had."


def _one_arm(baseline: Floats, linked: Floats, outcome: Floats) -> Check:
    """Where every unit is treated in the end, arms cannot differ, so the WWC has no boundary."""
    overall, found = _share(outcome, baseline).rest, _share(linked, baseline)
    return Check(
        NAME,
        None,
        f"{overall}% of the treated's baseline have no outcome, and {found}% were found again. "
        "Differential attrition does not apply: every unit is treated in the end."
        f"{rounding(overall, found)}",
        overall.numbers("overall") | found.numbers("linked_treated"),
    )
