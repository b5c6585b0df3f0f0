"""Effects by time since treatment, with school and period effects."""

import numpy as np

from openiln_evidence.estimate.normal_equations import Fit, pool, solve
from openiln_evidence.estimate.selection import Selection, check_comparable


def column(time: int) -> str:
    return f"event time={time}"


def seen_in(chosen: Selection, start: int) -> tuple[int, ...]:
    """The periods in which units first treated in `start` have rows, and others too."""
    own = np.array([date == start for date in chosen.treated_from])
    sides = (chosen.there[own].sum(axis=0), chosen.there[~own].sum(axis=0))
    return tuple(t for t, *units in zip(chosen.periods, *sides, strict=True) if all(units))


def reference(chosen: Selection, start: int) -> int:
    """The last period before a start in which its units and others have rows; else start - 1."""
    return max((t for t in seen_in(chosen, start) if t < start), default=start - 1)


def _measured(chosen: Selection) -> dict[int, tuple[int, ...]]:
    """Of each start, the periods that are measured against its reference."""
    return {
        start: tuple(t for t in seen_in(chosen, start) if t != reference(chosen, start))
        for start in {start for start in chosen.treated_from if start is not None}
    }


def event_times(chosen: Selection) -> tuple[int, ...]:
    """The times since treatment, in periods, that have rows, less the references."""
    measured = _measured(chosen)
    return tuple(sorted({t - start for start, periods in measured.items() for t in periods}))


def fit_event_study(chosen: Selection) -> Fit:
    """One column for each time since treatment; untreated units are in none of them.

    A period without rows of the treated, or of all others, has no column, and the reference is the
    last before the start that has some of both. Times are not binned: an end with few units shows
    it in its error. Where every unit is treated in the end, the columns are collinear with the
    periods and are refused.
    """
    check_comparable(chosen)
    times, measured = event_times(chosen), _measured(chosen)
    dummies = np.zeros((len(chosen.blocks), len(chosen.periods), len(times)))
    for start, periods in measured.items():
        own = [unit for unit, date in enumerate(chosen.treated_from) if date == start]
        for period in periods:
            dummies[own, chosen.periods.index(period), times.index(period - start)] = 1.0
    return solve(pool(chosen, dummies, [column(time) for time in times]))
