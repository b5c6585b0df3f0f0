"""From whole numbers to the units of the study: decimals, weights, published standard scores."""

import numpy as np

from openiln_evidence.compress.cells import Cells
from openiln_evidence.compress.combinations import Combinations
from openiln_evidence.errors import RefusedError
from openiln_evidence.moments import Floats
from openiln_evidence.study.plan import Outcome, Study


def middle(outcome: Outcome) -> int:
    """A whole number near the scores, taken off before squaring so that sums keep their digits."""
    return 0 if outcome.published else round((outcome.low + outcome.high) / 2 * outcome.scale)


def in_units(
    study: Study, cells: Cells, combinations: Combinations, place: int
) -> dict[str, Floats]:
    """The sums of one outcome as floats: w, wy and wyy.

    Scores are less `middle` (in the outcome's units), or standardised where it is published:
    z = (y - mean) / sd of the grade and period.
    """
    outcome, sums = study.outcomes[place], cells.sums[place]
    off = middle(outcome)
    w, wy, wyy = sums["w"], sums["wy"], sums["wyy"]
    heavy = 10.0 ** (0 if study.columns.weight is None else study.columns.weight_decimals)
    scale = float(outcome.scale)
    found = {
        "w": w / heavy,
        "wy": (wy - off * w) / (heavy * scale),
        "wyy": (wyy - 2 * off * wy + off * off * w) / (heavy * scale * scale),
    }
    return _standardised(study, cells, combinations, place, found) if outcome.published else found


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
    w, wy, wyy = found["w"], found["wy"], found["wyy"]
    return found | {
        "wy": (wy - mean * w) / sd,
        "wyy": (wyy - 2 * mean * wy + mean * mean * w) / (sd * sd),
    }
