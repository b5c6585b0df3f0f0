"""From whole numbers to the units of the study: decimals, weights, published standard scores.

Sums are added up as whole numbers and divided last, so that their bits do not depend on the order
in which an engine gives its groups.
"""

import numpy as np

from openiln_evidence.compress.cells import Cells
from openiln_evidence.compress.combinations import Combinations
from openiln_evidence.errors import RefusedError
from openiln_evidence.moments import Floats, Numbers
from openiln_evidence.study.plan import Outcome, Study


def middle(outcome: Outcome) -> int:
    """A whole number near the scores, taken off before squaring so that sums keep their digits."""
    return 0 if outcome.published else round((outcome.low + outcome.high) / 2 * outcome.scale)


def divisors(study: Study, outcome: Outcome) -> dict[str, float]:
    """What `centred` sums are divided by to be in the units of the study."""
    heavy = 10.0 ** (0 if study.columns.weight is None else study.columns.weight_decimals)
    scale = 1.0 if outcome.published else float(outcome.scale)
    return {"w": heavy, "wy": heavy * scale, "wyy": heavy * scale * scale}


def centred(
    study: Study, cells: Cells, combinations: Combinations, place: int
) -> dict[str, Numbers]:
    """The sums of one outcome, w, wy and wyy, of scores less `middle`: whole numbers.

    Where the outcome is published, wy and wyy are doubles, of standardised scores:
    z = (y - mean) / sd of the grade and period.
    """
    outcome, sums = study.outcomes[place], cells.sums[place]
    w, wy, wyy = sums["w"], sums["wy"], sums["wyy"]
    if outcome.published:
        scale = float(outcome.scale)
        found = {"wy": wy / scale, "wyy": wyy / (scale * scale)}
        return {"w": w} | _standardised(study, cells, combinations, place, found)
    off = middle(outcome)
    return {"w": w, "wy": wy - off * w, "wyy": wyy - 2 * off * wy + off * off * w}


def in_units(
    study: Study, cells: Cells, combinations: Combinations, place: int
) -> dict[str, Floats]:
    """The `centred` sums of each cell, in the units of the study."""
    by = divisors(study, study.outcomes[place])
    return {key: s / by[key] for key, s in centred(study, cells, combinations, place).items()}


def _standardised(
    study: Study, cells: Cells, combinations: Combinations, place: int, found: dict[str, Floats]
) -> dict[str, Floats]:
    outcome = study.outcomes[place]
    rows = {(row.grade, row.period): (row.mean, row.sd) for row in outcome.published}
    grades = combinations.levels("grade")
    table = np.full((len(study.periods), combinations.count, 2), np.nan)
    for t, period in enumerate(study.periods):
        for c, grade in enumerate(grades):
            table[t, c] = rows.get((int(grade), period), (np.nan, np.nan))
    mean, sd = table[cells.period, cells.combination].T
    lacking = np.isnan(mean) & (cells.sums[place]["n"] > 0)
    if lacking.any():
        first = int(np.flatnonzero(lacking)[0])
        raise RefusedError(
            f'study: outcome "{outcome.id}" has no published mean for grade '
            f"{grades[cells.combination[first]]} in {study.periods[cells.period[first]]}; add it, "
            "or leave that grade out by an exclusion"
        )
    mean, sd = np.nan_to_num(mean), np.where(np.isnan(sd), 1.0, sd)
    w, wy, wyy = cells.sums[place]["w"], found["wy"], found["wyy"]
    return {
        "wy": (wy - mean * w) / sd,
        "wyy": (wyy - 2 * mean * wy + mean * mean * w) / (sd * sd),
    }
