"""Writes tables as CSV, XLSX and JSON. No cell that we write is a formula to a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from openiln.tables.declared import Value

ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take for the beginning of a formula.

OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""
XLSX_CELL = 32_767
"""Most characters of a cell, from Excel's specifications and limits."""


def neutral(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    return f"'{text}" if text.startswith(ACTIVE) else text


def plain(value: Value) -> str | float | int | bool | None:
    """A value as JSON can say it; moments and days in ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _in_csv(value: Value) -> str | float | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    bare = plain(value)
    return neutral(bare) if isinstance(bare, str) else "" if bare is None else bare


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines of a CSV, beginning with a byte order mark, by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([neutral(heading) for heading in headings])
    for row in rows:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_in_csv(value) for value in row])
    yield buffer.getvalue()


def json_pieces(names: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The pieces of a JSON array with one object for each row."""
    between = "["
    for row in rows:
        bare = [plain(value) for value in row]
        yield between + json.dumps(dict(zip(names, bare, strict=True)), ensure_ascii=False)
        between = ",\n"
    yield "[]" if between == "[" else "]"


def xlsx(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """An XLSX of one sheet, its headings frozen. Nothing in it is a formula or a link."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [neutral(h) for h in headings], book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write_cell(sheet, number, place, value)
    book.close()
    return buffer.getvalue()


def _write_cell(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()))
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value))
    elif value is not None:
        sheet.write_string(row, column, neutral(value)[:XLSX_CELL])
