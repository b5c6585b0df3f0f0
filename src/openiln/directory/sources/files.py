"""Opens a file for the directory: finds out what kind it is, and reads its rows as plain values."""

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from openiln.directory.sources import workbooks
from openiln.directory.sources.cells import Refused
from openiln.directory.sources.columns import Cells, Layout, first_of_each, read_rows
from openiln.directory.sources.layouts import DISTRICTS, RATINGS
from openiln.kernel.errors import BadInput
from openiln.tables.reading import LIMITS, Limits, Row, check_size, digest_of, read_csv
from openiln.tables.workbook import Sheet, read_workbook

RESULTS = "test results"
"""What a state's test workbook is called where the names of layouts stand."""


@dataclass(frozen=True)
class Reading:
    """A file as read: its kind, its name and digest, and its rows or why they are refused.

    A row is the line where it stands and its cells by field.
    """

    layout: str
    file_name: str
    sha256: str
    rows: list[tuple[int, Cells]]
    refused: list[Refused]


def read_file(path: Path, *, encoding: str = "utf-8", limits: Limits = LIMITS) -> Reading:
    """Read a CSV or XLSX file whose columns are among those that the directory knows.

    What is read is a copy, so that the digest is of the bytes that were read even where somebody
    writes the file meanwhile.

    Raises:
        BadInput: the file cannot be read, or is of no kind that is known.
    """
    check_size(path, limits)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        with path.open("rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        return _read_copy(copy, encoding, limits)


def _read_copy(path: Path, encoding: str, limits: Limits) -> Reading:
    ending = path.suffix.lower()
    if ending == ".csv":
        layout, rows = _read_table(read_csv(path, encoding=encoding, limits=limits), path.name)
    elif ending == ".xlsx":
        layout, rows = _read_sheets(list(read_workbook(path, limits=limits)), path.name)
    else:
        raise BadInput(
            f"{path.name} is neither .csv nor .xlsx. Save it as one of them; a workbook with "
            "macros (.xlsm) or of the old kind (.xls) is not read."
        )
    taken: list[tuple[int, Cells]] = []
    refused: list[Refused] = []
    for row in rows:
        if isinstance(row, Refused):
            refused.append(row)
        else:
            taken.append(row)
    return Reading(layout, path.name, digest_of(path), taken, refused)


def _read_sheets(
    sheets: list[Sheet], name: str
) -> tuple[str, Iterator[tuple[int, Cells] | Refused]]:
    if any(workbooks.is_of_results(sheet) for sheet in sheets):
        return RESULTS, workbooks.read_names(sheets)
    return _read_table(itertools.chain.from_iterable(s.rows for s in sheets[:1]), name)


def _read_table(
    rows: Iterator[Row], name: str
) -> tuple[str, Iterator[tuple[int, Cells] | Refused]]:
    header = next(rows, None)
    if header is None:
        raise BadInput(f"{name} has no rows. Export it again.")
    layout = _layout_of(header, name)
    read = read_rows(layout, header, rows)
    return layout.name, first_of_each(read, layout)


def _layout_of(header: Row, name: str) -> Layout:
    for layout in (RATINGS, DISTRICTS):
        if layout.suits(header.cells):
            return layout
    needed = "; ".join(
        f"{layout.name}: {', '.join(c.headings[0] for c in layout.columns if c.is_required)}"
        for layout in (DISTRICTS, RATINGS)
    )
    raise BadInput(
        f"{name} has no columns that the directory knows. The first row must hold these ({needed})."
    )
