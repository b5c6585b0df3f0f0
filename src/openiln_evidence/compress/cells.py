"""The one GROUP BY over the rows: few keys, whole numbers, the same bits from every engine.

A cell is a school, a period and one combination of what the study groups by (covariate levels,
subgroups, and the grade where it standardises by grade).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from openiln_evidence import progress
from openiln_evidence.check.result import Checked
from openiln_evidence.compress.combinations import Combinations
from openiln_evidence.errors import RefusedError
from openiln_evidence.moments import Counts
from openiln_evidence.read.engine import fetch_in_parts, whole
from openiln_evidence.study.plan import Kind, Outcome, Study

Expr = Any  # Ibis types its tables loosely
READING = "input: the rows could not be grouped"
EXACT = 2**53
"""Up to here a double holds every whole number, so that sums are exact in whatever order."""
CELLS_A_PASS = 150_000
"""Periods are taken in passes of at most about this many cells, so that memory does not grow."""
CELLS_AT_ONCE = 50_000
"""Of a pass, cells are fetched in parts of about this many."""
SUMS = ("n", "w", "wy", "wyy", "ones")
"""Per outcome: rows, weights, w y, w y^2, rows with y = 1 (0/1 outcomes)."""


@dataclass(frozen=True)
class Cells:
    """Cells as whole numbers, each array with one element for each.

    `school` and `period` are places in the roster and in the study's periods; `combination` is a
    place in `Combinations`. `sums` has, for each outcome, an array for each of SUMS; `both` has the
    rows that have each two outcomes.
    """

    school: NDArray[np.intp]
    period: NDArray[np.intp]
    combination: NDArray[np.intp]
    sums: tuple[dict[str, Counts], ...]
    both: dict[tuple[int, int], Counts]


def read_cells(
    study: Study, rows: Expr, checked: Checked, combinations: Combinations, *, common: bool
) -> Iterator[Cells]:
    """The cells of the kept rows, in as many passes over periods as memory asks.

    With `common`, only rows that have every outcome. A pass over the rows of a few periods costs a
    reading of all that the engine cannot skip, so passes are few. Standardised scores are no whole
    numbers: their cells come in one order, so that their sums have the same bits.
    """
    most = len(study.periods) * len(checked.roster.schools) * combinations.count
    passes = min(-(-min(checked.kept, most) // CELLS_A_PASS), len(study.periods))
    for turn, periods in enumerate(np.array_split(np.array(study.periods), passes)):
        progress.at(turn, passes, "of the periods")
        table = rows
        if passes > 1:
            table = table.filter(table.period.between(int(periods[0]), int(periods[-1])))
        query = cells_query(study, table, combinations, heft=heft_of(checked), common=common)
        if any(outcome.published for outcome in study.outcomes):
            query = query.order_by(*keys_of(combinations))
        for found in fetch_in_parts(query, CELLS_AT_ONCE, READING):
            yield as_cells(study, found, checked, combinations)


def heft_of(checked: Checked) -> int:
    """No sum of weights is above it: as many rows as there are, each with the greatest weight."""
    return checked.kept * (checked.heaviest or 1)


def cells_query(
    study: Study, table: Expr, combinations: Combinations, *, heft: int, common: bool
) -> Expr:
    """The Ibis query; its columns are the keys, and each of SUMS for each outcome (n0, w0 ...).

    `heft` is what no sum of weights is above.
    """
    outcomes = [table[f"y{o}"] for o in range(len(study.outcomes))]
    if common or len(outcomes) == 1:
        table = table.filter(*(y.notnull() for y in outcomes))
    sums: dict[str, Expr] = {}
    for o, outcome in enumerate(study.outcomes):
        if study.is_published:
            of = _published_sums(table, o, outcome)
        else:
            of = _record_sums(study, table, o, heft)
        sums |= {f"{key}{o}": value for key, value in of.items()}
        each = table.tested if study.is_published else ibis.literal(1, "int64")
        for p in range(o):
            both = outcomes[o].notnull() & outcomes[p].notnull()
            sums[f"both{p}_{o}"] = both.ifelse(each, 0).sum()
    return table.group_by(keys_of(combinations)).aggregate(**sums)


def keys_of(combinations: Combinations) -> list[str]:
    """What rows are grouped by."""
    return ["school", "period", *(factor.column for factor in combinations.factors)]


def _record_sums(study: Study, table: Expr, o: int, heft: int) -> dict[str, Expr]:
    """Sums of doubles where all of them are exact, which engines add faster; else of integers."""
    outcome = study.outcomes[o]
    largest = max(abs(outcome.low), abs(outcome.high)) * outcome.scale
    held = "float64" if largest**2 * heft <= EXACT else "int64"
    y = table[f"y{o}"].cast(held)
    sums = {"n": y.count()}
    if outcome.kind is Kind.BINARY:
        sums["ones"] = y.sum()
    if study.columns.weight is None:
        sums |= {"wy": y.sum(), "wyy": (y * y).sum()}
    else:
        w = y.notnull().ifelse(table.weight.cast(held), ibis.null())
        sums |= {"w": w.sum(), "wy": (w * y).sum(), "wyy": (w * y * y).sum()}
    return {key: value.cast("int64") for key, value in sums.items()}


def _published_sums(table: Expr, o: int, outcome: Outcome) -> dict[str, Expr]:
    """A published row is n students with a mean and, where it has one, a standard deviation."""
    y = table[f"y{o}"].cast("int64")
    n = table.tested.cast("int64")
    square = y * outcome.scale if outcome.kind is Kind.BINARY else y * y
    if outcome.sd_column is not None:
        sd = table[f"s{o}"].cast("int64").fill_null(0)
        square = y * y + sd * sd
    return {"n": n.sum(where=y.notnull()), "wy": (n * y).sum(), "wyy": (n * square).sum()}


def as_cells(study: Study, found: pa.Table, checked: Checked, combinations: Combinations) -> Cells:
    """The rows of a `cells_query`, with places for names."""
    schools = pa.array(checked.roster.schools, pa.string()).cast(found["school"].type)
    school = _places(found["school"], schools, "school")
    period = whole(found["period"]) - study.periods[0]
    combination = np.zeros(len(period), dtype=np.intp)
    for factor in combinations.factors:
        levels = pa.array(factor.levels)
        place = _places(found[factor.column].cast(levels.type), levels, factor.column)
        combination = combination * len(factor.levels) + place
    sums = []
    for o in range(len(study.outcomes)):
        there = {
            key: whole(found[f"{key}{o}"]) for key in SUMS if f"{key}{o}" in found.column_names
        }
        sums.append({"w": there["n"]} | there)
    both = {
        (p, o): whole(found[f"both{p}_{o}"]) for o in range(len(study.outcomes)) for p in range(o)
    }
    return Cells(school, period.astype(np.intp), combination, tuple(sums), both)


def _places(column: Any, values: Any, name: str) -> NDArray[np.intp]:  # noqa: ANN401 -- Arrow
    places = pc.index_in(column, value_set=values)
    if places.null_count:
        raise RefusedError(
            f"input: {name} has values that the check did not see; run iln evidence check again"
        )
    return np.asarray(places.to_numpy(), dtype=np.intp)
