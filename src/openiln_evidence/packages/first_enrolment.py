"""The primary outcome once more, with every student where first enrolled: does the effect stay?

Few students move between districts, so no district's sums leave twice. What leaves is a sum over
all units of one treatment date, under the name of the first of them; and only if those who moved
between dates, in each direction, are themselves a group that the rules allow.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from openiln_evidence.check.result import Checked
from openiln_evidence.check.sketches import Sketch, rows_that_left
from openiln_evidence.compress.blocks import block_of, no_flow, of_unit
from openiln_evidence.compress.moves import add_moves
from openiln_evidence.compress.sums import Table
from openiln_evidence.moments import Block, PeriodMoments, Schooled
from openiln_evidence.packages.rules import has_few_of_one, has_small_group
from openiln_evidence.read.identity import PRIME
from openiln_evidence.read.rows import study_rows
from openiln_evidence.read.source import Source
from openiln_evidence.study.plan import FIRST, WHOLE, Kind, Study


@dataclass(frozen=True)
class FirstEnrolment:
    """A block for each treatment date, the units it is over, and the sketch of all its rows."""

    blocks: tuple[Block, ...] = ()
    units: tuple[tuple[str, ...], ...] = ()
    sketch: Sketch | None = None


def first_enrolment(
    study: Study,
    source: Source,
    checked: Checked,
    kept: Sequence[Block],
    common: Collection[str],
    table: Table,
    *,
    key: int,
) -> FirstEnrolment:
    """Over the units whose own block leaves; nothing where it is withheld.

    `table` is what `kept` was made of, and is changed. Units `common` to all outcomes are summed as
    they are: no row comes to them or goes.
    """
    of_primary = (study.primary.id, WHOLE)
    blocks = {b.unit: b for b in kept if (b.outcome, b.subgroup) == of_primary}
    dates: dict[int, list[str]] = {}
    for unit in sorted(blocks):
        dates.setdefault(study.treatment.starts.get(unit, 0), []).append(unit)
    open_to_moves = blocks.keys() - common
    cut = np.isin(checked.roster.units(study.treatment.level), sorted(common))
    sketch = rows_that_left(checked.sketches, of_primary, cut)
    if checked.crossing:
        rows = study_rows(study, source)
        moves = add_moves(study, rows, checked, open_to_moves, table, key=key)
        for moved in (moves.gone, moves.come):
            if not all(_may_leave(study, moved, units) for units in dates.values()):
                return FirstEnrolment()
        blocks |= _blocks(study, table, checked, open_to_moves)
        sketch = ((sketch.astype(np.int64) + moves.sketch) % PRIME).astype(np.uint32)
    return FirstEnrolment(
        tuple(_summed([blocks[unit] for unit in units]) for units in dates.values()),
        tuple(tuple(units) for units in dates.values()),
        sketch,
    )


def _may_leave(study: Study, moved: Table, units: Sequence[str]) -> bool:
    """Whether the moved rows of some units are none, or a group that the rules allow."""
    o = study.outcomes.index(study.primary)
    sums, at = moved.sums[o, 0], [moved.units.index(unit) for unit in units]
    counts = sums.counts[at].sum(axis=0)
    rows = counts[:, 0, 0]
    if 0 < rows.sum() < 2 * len(moved.columns) or has_small_group(counts, study.minimum_cell):
        return False
    if study.primary.kind is not Kind.BINARY:
        return True
    schools = np.isin(moved.unit_of_school, at)
    return not has_few_of_one(sums.by_school["ones"][schools].sum(axis=0), rows)


def _blocks(
    study: Study, table: Table, checked: Checked, units: Collection[str]
) -> dict[str, Block]:
    o = study.outcomes.index(study.primary)
    sums, places = table.in_units(o, 0), {unit: table.units.index(unit) for unit in units}
    return {
        unit: block_of(study, table, checked, of_unit(sums, table, u), (o, 0, u))
        for unit, u in places.items()
    }


def _summed(blocks: Sequence[Block]) -> Block:
    """One block of many, without flows: those are rounded for each unit."""
    first = blocks[0]

    def total(part: str, field: str) -> Any:  # noqa: ANN401 -- floats or counts, as the field is
        return np.sum([getattr(getattr(b, part), field) for b in blocks], axis=0)

    by_period = {name: total("by_period", name) for name in vars(first.by_period)}
    counts = ("n", "weight", "students", "schools", "singletons")
    return replace(
        first,
        **{name: sum(getattr(block, name) for block in blocks) for name in counts},
        subgroup=FIRST,
        schooled=Schooled(
            total("schooled", "xx"), total("schooled", "xy"), float(total("schooled", "yy"))
        ),
        by_period=PeriodMoments(**by_period),
        flow=no_flow(len(first.periods)),
    )
