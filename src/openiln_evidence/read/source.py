"""Opens the records to be studied: a file, a OneRoster folder, or a table of a database."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import DUCKDB, connect, connect_to, engine_errors, fetch
from openiln_evidence.read.oneroster import read_oneroster
from openiln_evidence.read.text import read_csv
from openiln_evidence.read.workbook import read_workbook

MARK = "://"
"""What tells the address of a database from the path of a file; its table stands after a #."""


@dataclass(frozen=True)
class Source:
    """An opened input. `table` is an Ibis table of raw columns, nothing of it read yet.

    `digest` is the SHA-256 of a file's bytes; for a database table, of its name, columns and sums,
    which notices new, lost and changed rows but is no proof against someone who wants to deceive.
    """

    name: str
    digest: str
    engine: str
    table: Any


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
    with engine_errors(f"input: {path.name} could not be read"):
        if path.is_dir():
            table, files = read_oneroster(backend, path)
        else:
            table, files = _open_file(backend, path), [path]
    return Source(name=path.name, digest=_digest(files), engine=engine, table=table)


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


def _digest(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _open_table(where: str) -> Source:
    address, _, name = where.partition("#")
    if not name:
        raise RefusedError("input: name the table after the address, as in ADDRESS#TABLE")
    backend = connect_to(address)
    with engine_errors(f"input: the table {name} could not be opened"):
        table = backend.table(name)
    summed = {
        column: table[column].cast("float64").sum()
        for column, kind in table.schema().items()
        if kind.is_numeric()
    }
    sums = fetch(table.aggregate(rows=table.count(), **summed), f"input: the table {name}")
    return Source(
        name=name,
        digest=hashlib.sha256(repr((name, _rounded(sums))).encode()).hexdigest(),
        engine=backend.name,
        table=table,
    )


def _rounded(sums: pa.Table) -> list[tuple[str, str]]:
    """Column sums to ten digits: engines add floating columns in any order."""
    return sorted(
        (key, f"{value:.10g}" if value else "0") for key, value in sums.to_pylist()[0].items()
    )
