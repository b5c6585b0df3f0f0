"""Effects by time since treatment, with school and period effects."""

import numpy as np

from openiln_evidence.estimate.normal_equations import Fit, pool, solve
from openiln_evidence.estimate.selection import Selection, check_comparable


def column(time: int) -> str:
    return f"event time={time}"


def event_times(chosen: Selection, reference: int = -1) -> tuple[int, ...]:
    """The times since treatment that occur, in periods of the study, less the reference."""
    occurring = {
        period - start
        for start in chosen.treated_from
        if start is not None
        for period in chosen.periods
    }
    return tuple(sorted(occurring - {reference}))


def fit_event_study(chosen: Selection, reference: int = -1) -> Fit:
    """One column for each time since treatment; untreated units are in none of them.

    Times are not binned: an end with few units shows it in its error. Where every unit is treated
    in the end, the columns are collinear with the periods and are refused.
    """
    check_comparable(chosen)
    times = event_times(chosen, reference)
    dummies = np.zeros((len(chosen.blocks), len(chosen.periods), len(times)))
    for unit, start in enumerate(chosen.treated_from):
        if start is not None:
            for at, period in enumerate(chosen.periods):
                if period - start in times:
                    dummies[unit, at, times.index(period - start)] = 1.0
    return solve(pool(chosen, dummies, [column(time) for time in times]))
