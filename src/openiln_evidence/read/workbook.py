"""Reads the first sheet of an .xlsx workbook as columns of text, first row as header."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineWorkbook

from openiln_evidence.errors import RefusedError

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(path: Path) -> pa.Table:
    """Every cell as text (a whole number without its point), empty cells as null.

    And iln_line, each row's line in the sheet, above whose header lines may be empty.
    """
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    rows = sheet.to_python()
    if not rows:
        raise RefusedError(f"input: the first sheet of {path.name} is empty")
    header = [_text(cell) or "" for cell in rows[0]]
    if "" in header or len(set(header)) < len(header):
        raise RefusedError(f"input: the first row of {path.name} must name every column, once each")
    columns = zip(*rows[1:], strict=True) if rows[1:] else ([] for _ in header)
    texts = [pa.array([_text(cell) for cell in column], pa.string()) for column in columns]
    above = sheet.start[0] if sheet.start else 0
    lines = pa.array(range(above + 2, above + 1 + len(rows)), pa.int64())
    return pa.table(dict(zip(header, texts, strict=True)) | {"iln_line": lines})


def _text(cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() or None
