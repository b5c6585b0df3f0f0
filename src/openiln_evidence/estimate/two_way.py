"""Difference in differences with school and period effects, from one treated column.

Exact for one treatment date. Where dates vary the coefficient mixes comparisons with units already
treated (Goodman-Bacon 2021, Journal of Econometrics 225), so it is never the primary estimate then.
"""

import numpy as np

from openiln_evidence.estimate.normal_equations import Fit, pool, solve
from openiln_evidence.estimate.selection import Selection, check_comparable
from openiln_evidence.moments import Floats

TREATED = "treated"
SELECTION = "treated in the selection period"


def treated_periods(chosen: Selection) -> Floats:
    """1 where a unit is treated in a period: (units, T)."""
    return np.array(
        [
            [float(start is not None and period >= start) for period in chosen.periods]
            for start in chosen.treated_from
        ]
    )


def fit_two_way(chosen: Selection) -> Fit:
    """The fit whose last column, TREATED, is the effect."""
    check_comparable(chosen)
    return solve(pool(chosen, treated_periods(chosen)[:, :, None], [TREATED]))


def fit_without_selection_period(chosen: Selection, selection_period: int) -> Fit:
    """The fit in which the treated units' selection period has a level of its own.

    Their scores of that period then say nothing of the effect. Leaving the rows out altogether
    would ask the holders to demean again; this asks nothing, and is the estimate that the pooled
    records give with the same column.
    """
    check_comparable(chosen)
    treated = treated_periods(chosen)
    at_selection = [float(period == selection_period) for period in chosen.periods]
    own_level = np.outer(treated.max(axis=1), at_selection)
    columns = np.stack([own_level, treated], axis=2)
    return solve(pool(chosen, columns, [SELECTION, TREATED]))
