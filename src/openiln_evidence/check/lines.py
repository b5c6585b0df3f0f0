"""Says of a file that was refused in which of its lines it is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from openiln_evidence.check.run import BadRowsError
from openiln_evidence.errors import EngineError, RefusedError
from openiln_evidence.read.oneroster import NEEDED, RESULTS
from openiln_evidence.read.text import count_lines, fault_of, is_csv, lines_of


@contextmanager
def told_by_line(where: str) -> Iterator[None]:
    """Where the block cannot take CSV files at `where`, name the lines of the files themselves.

    A line that is wrong may also be why an engine found no column of a name.
    """
    try:
        yield
    except BadRowsError as refusal:
        path = Path(where)
        path = path / RESULTS if path.is_dir() else path
        if not is_csv(path):
            raise
        bad = tuple(replace(one, lines=lines_of(path, one.lines)) for one in refusal.bad)
        raise BadRowsError(bad, path.name) from None
    except RefusedError as refusal:
        for path in _files(Path(where)):
            fault = fault_of(path)
            if fault:
                besides = "" if isinstance(refusal, EngineError) else _besides(refusal)
                raise RefusedError(f"input: {path.name}, {fault}{besides}") from None
        raise


def lines_told(where: str, rows: int) -> str:
    """A note where a CSV file has more lines than rows, as by a stray quote; or nothing."""
    path = Path(where)
    lines = count_lines(path) - 1 if is_csv(path) else rows
    if lines == rows:
        return ""
    return (
        f"Note: {path.name} has {lines:,} lines below its header and {rows:,} rows: what stands in "
        "quotes runs over several lines. If none should, look for a stray quote.\n"
    )


def _besides(refusal: RefusedError) -> str:
    return f"; besides, {refusal.sentence.removeprefix('input: ')}"


def _files(where: Path) -> list[Path]:
    return [path for path in (where, *(where / name for name in NEEDED)) if is_csv(path)]
