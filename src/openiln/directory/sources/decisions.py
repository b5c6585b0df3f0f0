"""Reads what a person decided on spellings: the list of `iln directory review`, filled in."""

from pathlib import Path
from typing import NamedTuple

from openiln.kernel.errors import BadInput
from openiln.tables.reading import read_csv

SPELLING = "spelling"
DECISION = "decision"
NOBODY = "nobody"
"""What a person writes who decides that a spelling is nobody's in the directory."""


class Decision(NamedTuple):
    """The line, the spelling's public id, and an NCES id, a public id or "nobody"."""

    line: int
    spelling: str
    whose: str


def read_decisions(path: Path) -> list[Decision]:
    """The rows with a decision; those that were left empty are left out.

    Raises:
        BadInput: the file cannot be read, or lacks a column.
    """
    rows = read_csv(path)
    header = next(rows, None)
    headings = [] if header is None else [cell.strip().casefold() for cell in header.cells]
    if SPELLING not in headings or DECISION not in headings:
        raise BadInput(
            f"{path.name} has no columns {SPELLING} and {DECISION}. Fill in the list that "
            "iln directory review writes."
        )
    at, whose = headings.index(SPELLING), headings.index(DECISION)
    full = (row for row in rows if len(row.cells) > max(at, whose) and row.cells[whose].strip())
    return [Decision(r.line, r.cells[at].strip(), r.cells[whose].strip()) for r in full]
