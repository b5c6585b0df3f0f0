"""Which treated units can show what treatment did: those seen before it and since."""

from collections.abc import Callable

from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection, dates_vary


def eligible(chosen: Selection) -> Selection:
    """Less the treated units that show no change of their own, by name.

    Such a unit would add nothing to the effect, or its level alone, and be counted and dealt out
    as treated all the same. Where dates vary a change is counted from the last period before the
    start that has rows, so there it is wanted in that one. Refused where no treated unit is left.
    """
    first, any_treated = chosen.periods[0], set(chosen.treated_from) - {None}
    chosen = _less(chosen, f"treated by {first}, so there is no before", lambda s, _: s > first)
    chosen = _less(
        chosen,
        "treated, with no results from before the start",
        lambda s, seen: any(t < s for t in seen),
    )
    chosen = _less(
        chosen,
        "treated, with no results since the start",
        lambda s, seen: any(t >= s for t in seen),
    )
    if dates_vary(chosen):
        chosen = _less(
            chosen,
            "treated, with no results in the last period before the start",
            lambda s, seen: chosen.last_before(s) in seen,
        )
    if any_treated and set(chosen.treated_from) <= {None}:
        raise CannotEstimateError(
            "No treated unit has results both before its start and since, so none shows a change; "
            "correct the treatment dates or the periods in the study."
        )
    return chosen


def _less(chosen: Selection, reason: str, stays: Callable[[int, list[int]], bool]) -> Selection:
    """Less the treated units that do not stay, by their start and the periods they have rows in."""
    gone = []
    for block, start, there in zip(chosen.blocks, chosen.treated_from, chosen.there, strict=True):
        seen = [t for t, has in zip(block.periods, there, strict=True) if has]
        if start is not None and not stays(start, seen):
            gone.append(block.unit)
    return chosen.without(gone, reason)
