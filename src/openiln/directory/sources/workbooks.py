"""Reads the names of districts out of a state's test workbook.

Mississippi publishes its results so: one sheet for each grade and subject; the first column headed
"... District/School"; a district's row in bold, its schools below it, indented and not bold. Some
districts of one school bear the school's name, so that the names alone do not tell them apart.
"""

from collections.abc import Iterable, Iterator

from openiln.directory.sources.cells import Refused, Unreadable, text
from openiln.directory.sources.columns import Cells
from openiln.tables.workbook import Sheet

HEADING = "district/school"
TOTALS = frozenset({"grand total", "state total", "statewide"})
_NAMED = text(200)


def is_of_results(sheet: Sheet) -> bool:
    """Whether a sheet lists districts and schools one below the other."""
    return bool(sheet.rows) and _heading(sheet).endswith(HEADING)


def _heading(sheet: Sheet) -> str:
    return "".join(sheet.rows[0].cells[:1]).strip().casefold()


def read_names(sheets: Iterable[Sheet]) -> Iterator[tuple[int, Cells] | Refused]:
    """Each spelling of a district once, at the row of the sheet that has it first."""
    seen: set[str] = set()
    for sheet in sheets:
        if not is_of_results(sheet):
            continue
        for row in sheet.rows[1:]:
            written = row.cells[0]
            if not row.is_bold or written.strip().casefold() in TOTALS | {""} or written in seen:
                continue
            seen.add(written)
            try:
                yield row.line, {"name": _NAMED(written)}
            except Unreadable as fault:
                yield Refused(row.line, f"{sheet.name}, column A", str(fault))
