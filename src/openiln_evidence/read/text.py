"""Reads CSV files with every column as text, so that no engine guesses types."""

from pathlib import Path
from typing import Any

from openiln_evidence.read.engine import DUCKDB


def read_csv(backend: Any, path: Path) -> Any:  # noqa: ANN401 -- Ibis types its tables loosely
    """An Ibis table of text; the first row is the header."""
    as_text = {"all_varchar": True} if backend.name == DUCKDB else {}  # Spark's are text anyway
    return backend.read_csv(str(path), header=True, **as_text)
