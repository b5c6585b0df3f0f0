"""Compresses a checked input where it lies: one GROUP BY, then the roster, then blocks."""

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.blocks import Compressed, make_blocks
from openiln_evidence.compress.cells import read_cells
from openiln_evidence.compress.combinations import combinations_of
from openiln_evidence.compress.sums import Table
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.rows import checked_table
from openiln_evidence.read.source import Source
from openiln_evidence.study.plan import Study


def compress(
    study: Study, source: Source, checked: Checked, *, common: bool = False
) -> tuple[list[Compressed], Table]:
    """The blocks of a study, and the table that they were made of.

    With `common`, over rows that have every outcome. Raises RefusedError when `checked` is not of
    this study and input.
    """
    if (checked.study, checked.input) != (study.digest, source.digest):
        raise RefusedError("input: it or the study changed after the check; check it again")
    rows = checked_table(study, source, checked.left_out)
    combinations = combinations_of(study)
    table = Table(study, checked, combinations)
    table.add(read_cells(study, rows, checked, combinations, common=common))
    return make_blocks(study, table, checked), table
