"""Chooses what may leave: common rows where outcomes nearly agree, and blocks within the rules."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import numpy as np

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.blocks import Compressed
from openiln_evidence.compress.run import compress
from openiln_evidence.compress.sums import Table
from openiln_evidence.errors import RefusedError
from openiln_evidence.moments import Block, Counts, Flow
from openiln_evidence.packages.extremes import largest_parts
from openiln_evidence.packages.first_enrolment import FirstEnrolment, first_enrolment
from openiln_evidence.packages.rules import (
    Rule,
    broken_rule,
    differ_by_few,
    reveals_by_difference,
)
from openiln_evidence.read.source import Source
from openiln_evidence.study.plan import WHOLE, Study

Judged = tuple[Compressed, float]
"""A block, and the greatest part that one student could give to its sums of squares."""


@dataclass(frozen=True)
class Protected:
    """What may leave. `withheld` counts blocks by rule; `share` is their part of all rows.

    `common` names the units whose outcomes were cut to the rows that have every one of them;
    `first` is what leaves by first enrolment, whose blocks are among `blocks`.
    """

    blocks: tuple[Block, ...]
    withheld: dict[Rule, int]
    share: float
    common: tuple[str, ...]
    first: FirstEnrolment


def protect(study: Study, source: Source, checked: Checked, *, key: int) -> Protected:
    """Compress, and keep what obeys the rules. A published table is public and passes whole.

    `key` salts sketches, as in the check.
    """
    made, table = compress(study, source, checked)
    if study.is_published:
        return Protected(tuple(one.block for one in made), {}, 0.0, (), FirstEnrolment())
    common = _units_in_common(study, table)
    if common:
        again, _ = compress(study, source, checked, common=True)
        made = [one for one in made if one.block.unit not in common]
        made += [one for one in again if one.block.unit in common]
    ways = table.combinations.atoms[0]
    by_unit: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    parts = largest_parts(study, source, checked, made, table)
    for one, part in zip(made, parts, strict=True):
        by_unit[one.block.unit, one.block.outcome].append((one, part))
    kept: list[Block] = []
    withheld: Counter[Rule] = Counter()
    for of_unit in by_unit.values():
        kept += _kept(study, of_unit, ways, withheld)
    if not kept:
        most = withheld.most_common(1)
        why = f": {most[0][0]}" if most else ""
        raise RefusedError(f"package: nothing may leave under the rules of disclosure{why}")
    rows = sum(one.block.n for one in made)
    share = 1 - sum(block.n for block in kept) / rows
    first = first_enrolment(study, source, checked, kept, common, table, key=key)
    blocks = tuple(_about(block, study.minimum_cell) for block in (*kept, *first.blocks))
    named = tuple(sorted(common & {block.unit for block in kept}))
    return Protected(blocks, dict(withheld), share, named, first)


def _units_in_common(study: Study, table: Table) -> set[str]:
    """Units in which two outcomes have rows that differ by few, in all or in a subgroup."""
    found = set()
    for (p, o, g), both in table.both.items():
        first, second = (table.sums[place, g].counts[:, :, 0, 0] for place in (p, o))
        for u, unit in enumerate(table.units):
            if differ_by_few(first[u], second[u], both[u], study.minimum_cell):
                found.add(unit)
    return found


def _kept(
    study: Study, of_unit: list[Judged], ways: Counts, withheld: Counter[Rule]
) -> list[Block]:
    """The blocks of one unit and outcome that may leave together, the whole first."""
    places = {WHOLE: 0} | {s.id: place for place, s in enumerate(study.subgroups, start=1)}
    kept: list[Compressed] = []
    for one, part in sorted(of_unit, key=lambda judged: places[judged[0].block.subgroup]):
        rule = broken_rule(one, part, study.minimum_cell)
        if rule is None:
            group = [*kept, one]
            of = ways[[places[made.block.subgroup] for made in group]]
            if reveals_by_difference([made.tally for made in group], of, study.minimum_cell):
                rule = Rule.DIFFERENCE
        if rule is None:
            kept.append(one)
        else:
            withheld[rule] += 1
    return [_coarse(one.block, study.minimum_cell) for one in kept]


def _coarse(block: Block, minimum: int) -> Block:
    """The block with small counts of its flow rounded, and few schools of one row told as none."""
    alone = block.singletons if block.singletons >= minimum else 0
    return replace(block, flow=rounded(block.flow, minimum), singletons=alone)


def _about(block: Block, minimum: int) -> Block:
    """The block with its students to the nearest multiple of the minimum.

    Outcomes of the same rows can differ by a student: exact counts would tell that one apart.
    """
    return replace(block, students=(2 * block.students + minimum) // (2 * minimum) * minimum)


def rounded(flow: Flow, minimum: int) -> Flow:
    """A flow whose counts, and what is left of each, are none or enough; else rounded.

    A period with a count, or a difference of linked from baseline and of outcomes from linked, of
    1 to minimum - 1 has its counts rounded to the nearest multiple of the minimum.
    """
    counts = np.array(
        [flow.baseline, flow.linked, flow.with_outcome, flow.joined, flow.moved], dtype=np.int64
    )
    judged = np.vstack([counts, counts[0] - counts[1], counts[1] - counts[2]])
    small = ((judged > 0) & (judged < minimum)).any(axis=0)
    coarse: Counts = ((2 * counts + minimum) // (2 * minimum) * minimum).astype(np.int64)
    return Flow(*np.where(small, coarse, counts))
