"""Reads tabular files from people we do not know, as text, within limits.

A file is measured before it is opened and refused with a sentence that says what to do. Nothing in
it is ever run: a cell that begins with = is text like any other, and of a spreadsheet's formula we
read the value that was stored with it.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from openiln.kernel.errors import BadInput

ENCODINGS = ("utf-8", "cp1252")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Limits:
    """What is read at most. `unpacked_bytes` and `cells` hold for a spreadsheet."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 100_000_000
    rows: int = 200_000
    cells: int = 2_000_000
    columns: int = 300
    line_bytes: int = 100_000
    cell_characters: int = 10_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text, and the line of the file (or row of the sheet) that a person looks for.

    `is_bold` tells whether the first filled cell is set in bold; a CSV has no such thing.
    """

    line: int
    cells: list[str]
    is_bold: bool = False


def digest_of(path: Path) -> str:
    """The SHA-256 of the file, by which an import is known."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_size(path: Path, limits: Limits) -> None:
    """Measure the file before it is read.

    Raises:
        BadInput: it is no file, cannot be opened, is empty, or is larger than the limit.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
    except OSError as error:
        raise BadInput(
            f"{path.name} cannot be opened ({error.strerror}). Check the path and who may read it."
        ) from error
    if size == 0:
        raise BadInput(f"{path.name} is empty. Export it again.")
    if size > limits.file_bytes:
        raise BadInput(
            f"{path.name} has {size:,} bytes; at most {limits.file_bytes:,} are read. "
            "Split it, or take out the columns that are not needed."
        )


def check_cells(cells: list[str], name: str, line: int, limits: Limits) -> None:
    """Refuse a row that is too wide, or a cell that is too long.

    Raises:
        BadInput: it breaks a limit.
    """
    if len(cells) > limits.columns:
        raise BadInput(
            f"{name}, line {line} has {len(cells):,} columns; at most {limits.columns} are read. "
            "Take out the columns that are not needed."
        )
    if max(map(len, cells), default=0) > limits.cell_characters:
        raise BadInput(
            f"{name}, line {line} has a cell of more than {limits.cell_characters:,} characters. "
            "Look for a quotation mark that is never closed."
        )


def read_csv(path: Path, *, encoding: str = "utf-8", limits: Limits = LIMITS) -> Iterator[Row]:
    """Every row of a comma-separated file, the header among them; blank rows are left out.

    Raises:
        BadInput: the file breaks a limit, is not text, or is not in that encoding.
    """
    if encoding not in ENCODINGS:
        raise BadInput(f"The encoding {encoding} is not read. Say one of: {', '.join(ENCODINGS)}.")
    check_size(path, limits)
    with path.open("rb") as file:
        reader = csv.reader(_lines(file, path.name, encoding, limits), strict=True)
        try:
            for count, cells in enumerate(reader):
                if count > limits.rows:
                    raise BadInput(
                        f"{path.name} has more than {limits.rows:,} rows. Split it and read the "
                        "parts one after the other."
                    )
                check_cells(cells, path.name, reader.line_num, limits)
                if any(cells):
                    yield Row(reader.line_num, cells)
        except csv.Error as error:
            raise BadInput(
                f"{path.name}, line {reader.line_num}: the quotation marks do not pair up "
                f"({error}). Save it again as CSV."
            ) from error


def _lines(file: BinaryIO, name: str, encoding: str, limits: Limits) -> Iterator[str]:
    """The file's lines as text, none of them read beyond the limit."""
    number = 0
    while raw := file.readline(limits.line_bytes + 1):
        number += 1
        if number == 1:
            if raw.startswith(_UTF16_MARKS):
                raise BadInput(f"{name} is in UTF-16. Save it again as CSV in UTF-8.")
            raw = raw.removeprefix(_UTF8_MARK)
        if len(raw) > limits.line_bytes:
            raise BadInput(
                f"{name}, line {number} is longer than {limits.line_bytes:,} bytes. "
                "This is not a table; export it again as CSV."
            )
        if b"\0" in raw:
            raise BadInput(
                f"{name}, line {number} holds a NUL byte, which no text has. "
                "Export it again as CSV."
            )
        yield _decoded(raw, name, number, encoding)


def _decoded(raw: bytes, name: str, number: int, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        other = next(e for e in ENCODINGS if e != encoding)
        raise BadInput(
            f"{name}, line {number} is not {encoding} at byte {error.start + 1}. "
            f"Save the file as UTF-8, or say that it is {other}."
        ) from error
