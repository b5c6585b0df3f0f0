"""Reads spreadsheets (XLSX) from people we do not know: their stored values, as text."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

from openiln.kernel.errors import BadInput
from openiln.tables.archive import Parts, pack, unpack, walk
from openiln.tables.reading import LIMITS, Limits, Row, check_cells

Value: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_FALSE = ("0", "false")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, and its rows without the empty ones."""

    name: str
    rows: list[Row]


@dataclass
class _Look:
    """What calamine does not tell of a sheet: how far it reaches, and the styles of its rows.

    `shared` are the lengths of the workbook's shared strings, in characters: one long string that
    a million cells share is small in the file and large when it is read.
    """

    shared: list[int]
    last_row: int = 0
    last_column: int = 0
    characters: int = 0
    has_cells: bool = False
    first_styles: dict[int, int] = field(default_factory=dict)
    _row: int = 0
    _column: int = 0
    _style: int = 0
    _is_shared: bool = False

    def start(self, tag: str, found: dict[str, str]) -> None:
        """Follow the elements of a sheet: row, cell, and what fills a cell."""
        if not self.has_cells:
            self.has_cells = tag == "sheetData"
        elif tag == "row":
            self._row = int(found.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            self._place(found.get("r", ""))
            self._style = int(found.get("s", 0))
            self._is_shared = found.get("t") == "s"
        elif tag in {"v", "is", "f"}:
            self.last_row = max(self.last_row, self._row)
            self.last_column = max(self.last_column, self._column)
            self.first_styles.setdefault(self._row, self._style)

    def text(self, characters: str) -> None:
        """Count the shared string that a cell points to."""
        if self._is_shared and characters.isdecimal():
            number = int(characters)
            self.characters += self.shared[number] if number < len(self.shared) else 0

    def _place(self, reference: str) -> None:
        self._column += 1
        if not reference:
            return
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise ValueError(f"a cell at {reference!r}")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        self._row, self._column = int(found[2]), column


def read_workbook(path: Path, *, limits: Limits = LIMITS) -> Iterator[Sheet]:
    """Every sheet in the order of the workbook.

    Raises:
        BadInput: the file is no XLSX, breaks a limit, or holds what runs or reaches out.
    """
    parts = unpack(path, limits)
    try:
        bold = _bold_styles(parts)
        looks = _looks(parts, path.name, limits)
        sheets = {name: looks[part] for name, part in _sheet_parts(parts)}
        titles = {part: f"sheet {name}" for name, part in _sheet_parts(parts)}
        for part, look in looks.items():  # not only those listed: calamine may follow other paths
            _check_reach(look, f"{path.name}, {titles.get(part, part)}", limits)
        book = CalamineWorkbook.from_filelike(pack(parts))
        for name, look in sheets.items():
            values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield Sheet(name, list(_rows(values, look, bold, f"{path.name}, sheet {name}", limits)))
    except (CalamineError, LookupError, ValueError) as error:
        raise BadInput(
            f"{path.name} is damaged ({error}). Open it in a spreadsheet program and save it again."
        ) from error


def _rows(
    values: list[list[Value]], look: _Look, bold: set[int], place: str, limits: Limits
) -> Iterator[Row]:
    for line, row in enumerate(values, start=1):
        cells = [text_of(value) for value in row]
        if any(cells):
            check_cells(cells, place, line, limits)
            yield Row(line, cells, look.first_styles.get(line, 0) in bold)


def text_of(value: Value) -> str:
    """A cell as text: whole numbers without a point, days and times as ISO 8601 writes them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()


def _check_reach(look: _Look, place: str, limits: Limits) -> None:
    """Calamine lays a sheet out whole: one cell in the last corner would cost 17 billion.

    Raises:
        BadInput: the sheet would be larger than the limits.
    """
    if look.last_row > limits.rows or look.last_column > limits.columns:
        raise BadInput(
            f"{place} reaches to row {look.last_row:,} and column {look.last_column:,}; at most "
            f"{limits.rows:,} rows and {limits.columns} columns are read. Delete what is far out."
        )
    if look.last_row * look.last_column > limits.cells or look.characters > limits.unpacked_bytes:
        raise BadInput(
            f"{place} has {look.last_row * look.last_column:,} cells and {look.characters:,} "
            f"characters; at most {limits.cells:,} and {limits.unpacked_bytes:,} are read. "
            "Save it as CSV."
        )


def _looks(parts: Parts, name: str, limits: Limits) -> dict[str, _Look]:
    """Every part looked at as if it were a sheet."""
    longest = longest_of(_string_lengths(part, name, limits) for part in parts.values())
    looks = {part: _Look(longest) for part in parts}
    for part, look in looks.items():
        walk(parts[part], look.start, look.text)
    return looks


def longest_of(lists: Iterable[list[int]]) -> list[int]:
    """The greatest number at each place of several lists, for the cost of their numbers alone.

    An archive may have thousands of parts without a string beside one that has millions.
    """
    longest: list[int] = []
    for lengths in lists:
        for place, length in enumerate(lengths[: len(longest)]):
            longest[place] = max(longest[place], length)
        longest.extend(lengths[len(longest) :])
    return longest


def _string_lengths(part: bytes, name: str, limits: Limits) -> list[int]:
    """The lengths of a part's shared strings; a part that has none gives an empty list.

    Raises:
        BadInput: there are more of them than cells are read.
    """
    lengths: list[int] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            if len(lengths) == limits.cells:
                raise BadInput(
                    f"{name} has more than {limits.cells:,} different texts. Save it as CSV."
                )
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    walk(part, start, text)
    return lengths


def _sheet_parts(parts: Parts) -> list[tuple[str, str]]:
    """The name of each worksheet and the part that holds it."""
    targets: dict[str, str] = {}
    listed: list[tuple[str, str]] = []

    def relate(tag: str, found: dict[str, str]) -> None:
        if tag == "Relationship" and found["Type"].endswith("/worksheet"):
            targets[found["Id"]] = posixpath.join("/xl", found["Target"]).lstrip("/")

    def name(tag: str, found: dict[str, str]) -> None:
        if tag == "sheet":
            ids = [value for key, value in found.items() if key.endswith(":id")]
            listed.extend((found["name"], targets[i]) for i in ids if i in targets)

    walk(parts["xl/_rels/workbook.xml.rels"], relate)
    walk(parts["xl/workbook.xml"], name)
    return listed


def _bold_styles(parts: Parts) -> set[int]:
    """The numbers of the cell styles whose font is bold."""
    fonts: list[bool] = []
    styles: list[int] = []
    inside = ""

    def start(tag: str, found: dict[str, str]) -> None:
        nonlocal inside
        if tag in {"fonts", "cellXfs", "fills", "cellStyles", "dxfs"}:
            inside = tag
        elif tag == "font" and inside == "fonts":
            fonts.append(False)
        elif tag == "b" and inside == "fonts":
            fonts[-1] = found.get("val", "1") not in _FALSE
        elif tag == "xf" and inside == "cellXfs":
            styles.append(int(found.get("fontId", 0)))

    if "xl/styles.xml" in parts:
        walk(parts["xl/styles.xml"], start)
    return {number for number, font in enumerate(styles) if font < len(fonts) and fonts[font]}
