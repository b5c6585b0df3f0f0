"""Rows that count elsewhere when every student counts where they were first enrolled.

A row moves when its unit has another treatment date than the unit of the student's first row: it
then counts in the school of that first row. Rows that stay under one date do not move, because
treatment does not tell them apart.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from openiln_evidence.check.result import Checked
from openiln_evidence.check.sketches import read_sketches
from openiln_evidence.compress.cells import READING, Cells, as_cells, cells_query, heft_of
from openiln_evidence.compress.sums import Sums, Table
from openiln_evidence.moments import Counts
from openiln_evidence.read.engine import fetch, held
from openiln_evidence.read.rows import Rows, by_students, first_treated
from openiln_evidence.study.plan import WHOLE, Study

Expr = Any  # Ibis types its tables loosely


@dataclass
class Moves:
    """Tables of what went and of what came; `sketch` (S, T, K) is of the second less the first."""

    gone: Table
    come: Table
    sketch: Counts


def add_moves(
    study: Study, rows: Rows, checked: Checked, units: Collection[str], table: Table, *, key: int
) -> Moves:
    """Move rows between `units` in `table`. The sketch is of the primary outcome's rows."""
    combinations, schools = table.combinations, checked.roster.schools
    gone, come = (Table(study, checked, combinations) for _ in range(2))
    of_primary = (study.primary.id, WHOLE)
    sketch: Counts = np.zeros_like(checked.sketches[of_primary], dtype=np.int64)
    for part in by_students(_of(study, rows.table, units), checked.kept):
        with held(_moved_rows(study, part), READING) as moved:
            for there, school, sign in ((gone, "school", -1), (come, "first_school", 1)):
                placed = moved.mutate(school=moved[school])
                sketch += sign * read_sketches(study, placed, schools, key)[of_primary].astype(int)
                query = cells_query(
                    study, placed, combinations, heft=heft_of(checked), common=False
                )
                cells = as_cells(study, fetch(query, READING), checked, combinations)
                there.add([cells])
                table.add([cells if there is come else _negative(cells)])
    for sums in table.sums.values():
        _clear_empty(sums)
    return Moves(gone, come, sketch)


def _of(study: Study, table: Expr, units: Collection[str]) -> Expr:
    unit = table[study.treatment.level.value].cast("string")
    return table.filter(unit.isin(sorted(units)))


def _moved_rows(study: Study, table: Expr) -> Expr:
    """The rows that move, with `first_school`."""
    dated = table.mutate(start=first_treated(study, table))
    each = dated.group_by("student").aggregate(
        first_school=dated.school.argmin(dated.period),
        first_start=dated.start.argmin(dated.period),
        crosses=dated.start.min() != dated.start.max(),
    )
    joined = dated.join(each.filter(each.crosses), "student")
    return joined.filter(joined.start != joined.first_start)


def _negative(cells: Cells) -> Cells:
    return replace(
        cells,
        sums=tuple({key: -values for key, values in sums.items()} for sums in cells.sums),
        both={pair: -rows for pair, rows in cells.both.items()},
    )


def _clear_empty(sums: Sums) -> None:
    """Where no row is left, so is no score: what is there of standardised ones is rounding."""
    empty = sums.by_school["n"] == 0
    for key in ("wy", "wyy"):
        sums.by_school[key][empty] = 0
