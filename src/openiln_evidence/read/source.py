"""Opens the records to be studied: a file, a OneRoster folder, or a table of a database."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import DUCKDB, connect, connect_to, engine_errors, fetch
from openiln_evidence.read.identity import identity
from openiln_evidence.read.oneroster import NEEDED, read_oneroster
from openiln_evidence.read.text import read_csv
from openiln_evidence.read.workbook import read_workbook

ROW_KEYS = (1, 2**31 + 2)
"""Two hashes of 28 bits each."""
OURS = "iln_"
"""How the names of columns begin that reading adds."""
MARK = "://"
"""What tells the address of a database from the path of a file; its table stands after a #."""


@dataclass(frozen=True)
class Source:
    """An opened input. `table` is an Ibis table of raw columns, nothing of it read yet.

    `digest` is the SHA-256 of a file's bytes; for a database table, of its name, its columns and
    the sums of a hash of every whole row, which notices any row that came, went or changed. `mark`
    gives what such a change would change, and `marked` is what it gave when the digest was taken.
    """

    name: str
    digest: str
    engine: str
    table: Any
    mark: Callable[[], object]
    marked: object

    def check_unchanged(self) -> None:
        """Refuse what was written to since it was opened, because it is read several times."""
        if self.mark() != self.marked:
            raise RefusedError(
                f"input: {self.name} changed while it was read; let nothing write to it, "
                "and run this again"
            )


def open_source(where: str, *, engine: str = DUCKDB) -> Source:
    """Open `where`: a path, or ADDRESS#TABLE. Raises RefusedError."""
    if MARK in where:
        return _open_table(where)
    path = Path(where)
    if not path.exists():
        raise RefusedError(f"input: {where} does not exist")
    if path.suffix.lower() == ".xlsx":
        engine = DUCKDB  # a sheet has few rows
    backend = connect(engine)
    files = [path / name for name in NEEDED] if path.is_dir() else [path]
    marked = _stamps(files)
    with engine_errors(f"input: {path.name} could not be read"):
        table = read_oneroster(backend, path) if path.is_dir() else _open_file(backend, path)
    if path.is_file() and path.suffix.lower() != ".xlsx":
        _check_names(table.columns, path.name)
    return Source(
        name=path.name,
        digest=_digest(files),
        engine=engine,
        table=table,
        mark=lambda: _stamps(files),
        marked=marked,
    )


def _open_file(backend: Any, path: Path) -> Any:  # noqa: ANN401 -- Ibis types its tables loosely
    name = path.name.lower()
    if name.endswith(".parquet"):
        return backend.read_parquet(str(path))
    if name.endswith((".csv", ".csv.gz")):
        return read_csv(backend, path)
    if name.endswith(".xlsx"):
        backend.con.register("sheet", read_workbook(path))
        return backend.table("sheet")
    raise RefusedError(f"input: {path.name} is not .csv, .csv.gz, .parquet, .xlsx or a folder")


def _check_names(columns: Sequence[str], name: str) -> None:
    """Refuse a column of a name that is ours: the line of a row is told, and no value."""
    for column in columns:
        if column.startswith(OURS):
            raise RefusedError(f'input: {name} has a column "{column}"; give it another name')


def _digest(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _stamps(files: list[Path]) -> object:
    """Of each file, which it is, how large, and when it was written last; None where it is gone."""
    try:
        found = [path.stat() for path in files]
    except FileNotFoundError:
        return None
    return [(each.st_ino, each.st_size, each.st_mtime_ns) for each in found]


def _open_table(where: str) -> Source:
    address, _, name = where.partition("#")
    if not name:
        raise RefusedError("input: name the table after the address, as in ADDRESS#TABLE")
    backend = connect_to(address)
    with engine_errors(f"input: the table {name} could not be opened"):
        table = backend.table(name)
    _check_names(table.columns, name)

    def mark() -> object:
        return sorted(fetch(row_sums(table), f"input: the table {name}").to_pylist()[0].items())

    marked = mark()
    return Source(
        name=name,
        digest=hashlib.sha256(repr((name, table.columns, marked)).encode()).hexdigest(),
        engine=backend.name,
        table=table,
        mark=mark,
        marked=marked,
    )


def row_sums(table: Any) -> Any:  # noqa: ANN401 -- as above
    """Whole numbers that do not depend on the order of rows: how many, and sums of their hashes."""
    texts = [table[column].cast("string") for column in table.columns]
    marked = [
        text.isnull().ifelse("-", text.length().cast("string") + ":" + text) for text in texts
    ]
    rows = table.select(iln_row=reduce(add, marked))
    sums = {f"sum{key}": identity(rows.iln_row, key).sum() for key in ROW_KEYS}
    return rows.aggregate(rows=rows.count(), **sums)
