"""What the ledger keeps of one study: the row sets that left, by school and calendar period."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openiln_evidence.check.result import Checked, sketch_of, sketch_text
from openiln_evidence.check.sketches import FEWEST, Sketch, rows_that_left
from openiln_evidence.moments import Block, Counts
from openiln_evidence.packages.protect import Protected
from openiln_evidence.read.identity import canonical
from openiln_evidence.study.plan import FIRST, Study


@dataclass(frozen=True)
class Family:
    """The blocks of one outcome and subgroup. `units` left; `unit` (S,) is each school's, or -1.

    The sketch of a school whose unit did not leave is nothing.
    """

    outcome: str
    subgroup: str
    units: tuple[str, ...]
    unit: Counts
    sketch: Sketch

    def __str__(self) -> str:
        return f"{self.outcome}, {self.subgroup}"


@dataclass(frozen=True)
class Entry:
    """One study of one input. `schools` are canonical ids; `periods` are the calendar's.

    `minimum` is the study's smallest group; `question` is the digest of the second-round question
    that was answered, if one was.
    """

    study: str
    digest: str
    input: str
    approved_by: str | None
    minimum: int
    schools: tuple[str, ...]
    periods: tuple[int, ...]
    families: tuple[Family, ...]
    question: str | None = None

    @property
    def provable(self) -> int:
        """The sketches tell sets of fewer than this many students from others."""
        return max(self.minimum, FEWEST)

    @property
    def units(self) -> set[str]:
        return {unit for family in self.families for unit in family.units}


def entry_of(
    study: Study, checked: Checked, protected: Protected, approved_by: str | None
) -> Entry:
    """What the ledger says of a study: the row sets of the blocks that leave."""
    kept: dict[tuple[str, str], list[Block]] = {}
    for block in protected.blocks:
        kept.setdefault((block.outcome, block.subgroup), []).append(block)
    families = [_family(study, checked, protected, of, blocks) for of, blocks in kept.items()]
    return Entry(
        study=study.id,
        digest=study.digest,
        input=checked.input,
        approved_by=approved_by,
        minimum=study.minimum_cell,
        schools=tuple(canonical(school) for school in checked.roster.schools),
        periods=study.periods,
        families=tuple(families),
    )


def _family(
    study: Study,
    checked: Checked,
    protected: Protected,
    of: tuple[str, str],
    blocks: Sequence[Block],
) -> Family:
    outcome, subgroup = of
    home = checked.roster.units(study.treatment.level)
    left = {block.unit: place for place, block in enumerate(blocks)}
    if subgroup == FIRST:
        over = enumerate(protected.first.units)
        left = {unit: place for place, units in over for unit in units}
        assert protected.first.sketch is not None  # noqa: S101 -- it is made with these blocks
        sketch = protected.first.sketch
    else:
        sketch = rows_that_left(checked.sketches, of, np.isin(home, protected.common))
    unit = np.array([left.get(name, -1) for name in home], dtype=np.int64)
    sketch = np.where(unit[:, None, None] >= 0, sketch, np.uint32(0))
    return Family(outcome, subgroup, tuple(block.unit for block in blocks), unit, sketch)


def to_bytes(entry: Entry) -> bytes:
    families = [
        {
            "outcome": family.outcome,
            "subgroup": family.subgroup,
            "units": family.units,
            "unit": family.unit.tolist(),
            "sketch": sketch_text(family.sketch),
        }
        for family in entry.families
    ]
    plain = {name: value for name, value in vars(entry).items() if name != "families"}
    return json.dumps(plain | {"families": families}).encode()


def from_bytes(content: bytes) -> Entry:
    """Of bytes that we wrote and signed."""
    read = json.loads(content)
    shape = (len(read["schools"]), len(read["periods"]))
    families = tuple(
        Family(
            outcome=one["outcome"],
            subgroup=one["subgroup"],
            units=tuple(one["units"]),
            unit=np.array(one["unit"], dtype=np.int64),
            sketch=sketch_of(one["sketch"], *shape),
        )
        for one in read["families"]
    )
    lists = {name: tuple(read[name]) for name in ("schools", "periods")}
    return Entry(**(read | lists | {"families": families}))
