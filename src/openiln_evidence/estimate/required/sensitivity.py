"""Does the effect stay when something that could have made it is set aside?"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from openiln_evidence.estimate.answer import Check, Estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.required.attrition import Share, arms, ends
from openiln_evidence.estimate.selection import Selection, select
from openiln_evidence.moments import Block

Again = Callable[[], float]
"""Estimates once more: the effect, or CannotEstimateError."""
Numbers: TypeAlias = dict[str, float | None]


def by_first_enrolment(design: Design, blocks: Sequence[Block], chosen: Selection) -> Selection:
    """Sums by treatment date with every student where first enrolled: as many rows as `chosen`.

    Refused where a holder withheld them, where units were left out or chosen among since, and where
    no holder could see a student change from one date to another.
    """
    named = [
        b for b in blocks if (b.outcome, b.subgroup) == (design.outcome, design.first_enrolment)
    ]
    rows, before = (_rows_by_date(each, design.treated_from) for each in (named, chosen.blocks))
    if rows.total() != before.total():
        raise CannotEstimateError(
            "it was withheld by a holder, or units of the study were left out since."
        )
    if rows == before:
        raise CannotEstimateError(
            "no holder saw a student change between units of different treatment dates."
        )
    return select(blocks, design.outcome, design.first_enrolment or "", design.treated_from)


def _rows_by_date(
    blocks: Sequence[Block], treated_from: Mapping[str, int | None]
) -> Counter[tuple[int | None, int]]:
    """Rows by date of treatment and period."""
    rows: Counter[tuple[int | None, int]] = Counter()
    for block in blocks:
        for period, n in zip(block.periods, block.by_period.n.tolist(), strict=True):
            rows[treated_from[block.unit], period] += n
    return rows


def mobility(chosen: Selection, primary: Estimate, by_first_enrolment: Again | None) -> Check:
    """Students who came or went, and the effect with each kept where first enrolled."""
    rows = arms(chosen, "n")
    changed = ends(chosen, "joined") + ends(chosen, "moved")
    treated = Share(*(changed[:, 1] / rows[1]).tolist())
    numbers: Numbers = treated.numbers("treated")
    said = f"{treated}% of the treated"
    if rows[0]:
        others = Share(*(changed[:, 0] / rows[0]).tolist())
        numbers |= others.numbers("comparison")
        said += f" and {others}% of the others"
    said += " joined or moved"
    if treated.is_range:
        said += " (holders may have rounded small counts)"
    if by_first_enrolment is None:
        finding = (
            f"{said}; the effect by first enrolment is compressed for the primary outcome in all "
            "students alone."
        )
        return Check("mobility", None, finding, numbers)
    return _stays("mobility", f"{said}; by first enrolment", primary, by_first_enrolment, numbers)


def selection_period(primary: Estimate, period: int | None, again: Again) -> Check:
    """The effect without the period whose results chose the members: regression to the mean."""
    if period is None:
        finding = "Not looked at: the study names no period whose results chose the members."
        return Check("selection period", None, finding, {})
    return _stays("selection period", f"Without the treated's {period}", primary, again, {})


def spillover(primary: Estimate, reached: frozenset[str] | None, again: Again) -> Check:
    """The effect without comparison units that treatment may have reached."""
    if reached is None:
        finding = "Not looked at: the study does not say which units treatment may have reached."
        return Check("spillover", None, finding, {})
    if not reached:
        return Check("spillover", True, "The study says that treatment reached no other unit.", {})
    said = f"Without {len(reached)} units that treatment may have reached"
    return _stays("spillover", said, primary, again, {"units": float(len(reached))})


def _stays(name: str, said: str, primary: Estimate, again: Again, numbers: Numbers) -> Check:
    """Passed when the other effect lies in the interval and has the same sign."""
    try:
        effect = again()
    except CannotEstimateError as refusal:
        return Check(name, None, f"{said} there is no estimate: {refusal.sentence}", numbers)
    within = (primary.low is None or primary.low <= effect) and (
        primary.high is None or effect <= primary.high
    )
    stays = within and effect * primary.effect >= 0
    finding = (
        f"{said} the effect is {effect:.3g}, against {primary.effect:.3g}: "
        f"{'it stays' if stays else 'it does not stay'}."
    )
    return Check(name, stays, finding, numbers | {"effect": effect})
