"""Reads CSV files with every column as text, so that no engine guesses types.

And says, of one that an engine could not read, in which line it is wrong: lines are numbered as in
an editor, the header being line 1.
"""

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from openiln_evidence.read.engine import DUCKDB

SUFFIXES = (".csv", ".csv.gz")
BETWEEN = ",;\t|"
"""What may stand between the fields of a line."""
ENDS = {"\r\n": "CR LF, as Windows does", "\n": "LF, as others do", "": "nothing"}


def read_csv(backend: Any, path: Path) -> Any:  # noqa: ANN401 -- Ibis types its tables loosely
    """An Ibis table of text; the first row is the header."""
    as_text = {"all_varchar": True} if backend.name == DUCKDB else {}  # Spark's are text anyway
    return backend.read_csv(str(path), header=True, **as_text)


def is_csv(path: Path) -> bool:
    """Whether a path is of a CSV file, by its name."""
    return path.is_file() and path.name.lower().endswith(SUFFIXES)


@dataclass(frozen=True)
class Record:
    """A row of a file: the line that it begins in, how many fields it has, how its line ends."""

    line: int
    fields: int
    end: str


class UnreadableError(Exception):
    """What is wrong, and in which line: never with a value."""


def fault_of(path: Path) -> str | None:
    """The first thing that is wrong with a CSV file as text, with its line; None if nothing is.

    Slow, as it looks at every letter: for a file that an engine has refused.
    """
    odd = None
    header: Record | None = None
    try:
        for record in _records(path):
            header = header or record
            if record.fields != header.fields:
                return (
                    f"line {record.line} has {record.fields} fields, and the header (line 1) "
                    f"names {header.fields}"
                )
            if odd is None and record.end not in ("", header.end):
                odd = (
                    f"line {record.line} ends with {ENDS[record.end]}, and line 1 with "
                    f"{ENDS[header.end]}; save the file again with one line end throughout"
                )
    except UnreadableError as error:
        return str(error)
    return odd


def count_lines(path: Path) -> int:
    """How many lines of a file hold anything."""
    with _opened(path) as file:
        return sum(1 for line in file if line.strip())


def lines_of(path: Path, rows: Iterable[int]) -> tuple[int, ...]:
    """The lines in which rows of a file begin; `rows` are numbered as if each were one line.

    They differ where a line is empty, or a field holds a line end. Of a file that cannot be
    followed so, rows keep their numbers.
    """
    asked = tuple(rows)
    found: dict[int, int] = {}
    with suppress(UnreadableError):
        for row, record in enumerate(_records(path), start=1):
            if row in asked:
                found[row] = record.line
            if len(found) == len(asked):
                break
    return tuple(found.get(row, row) for row in asked)


def _records(path: Path) -> Iterator[Record]:
    """The rows that are not empty. Raises UnreadableError."""
    with _opened(path) as file:
        lines = _Lines(file)
        first = next(lines, "")
        mark = max(BETWEEN, key=first.count)
        lines.again = first
        lines.number = 0
        reader = csv.reader(lines, delimiter=mark, strict=True)
        begins = 1
        try:
            for fields in reader:
                if fields:
                    yield Record(begins, len(fields), lines.end)
                begins = lines.number + 1
        except csv.Error as error:
            raise UnreadableError(_told(str(error), begins, lines.number)) from None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A file for reading. Raises UnreadableError where it is packed, and damaged."""
    if path.name.lower().endswith(".gz"):
        try:
            with gzip.open(path) as file:
                yield cast("BinaryIO", file)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise UnreadableError("which is damaged, or no gzip file; pack it again") from None
    else:
        with path.open("rb") as file:
            yield file


class _Lines:
    """The lines of a file as text, each with its end; `number` and `end` are of the last given."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.number, self.end, self.again = file, 0, "", ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line, self.again = self.again, ""
        if not line:
            try:
                line = next(self.file).decode("utf-8-sig" if self.number == 0 else "utf-8")
            except UnicodeDecodeError:
                raise UnreadableError(
                    f"line {self.number + 1} holds a letter that is not in UTF-8; save the file "
                    'again as "CSV UTF-8"'
                ) from None
        self.number += 1
        self.end = "\r\n" if line.endswith("\r\n") else "\n" if line.endswith("\n") else ""
        return line


def _told(error: str, begins: int, line: int) -> str:
    """What the csv module found, in our words."""
    if "new-line character" in error:
        return (
            f"line {line} has an odd line end within it (CR alone, as of an old Macintosh); save "
            "the file again with one line end throughout"
        )
    return (
        f'line {begins} has a stray quote: what begins with " must end with it before the next '
        "field, and a quote within is written twice"
    )
