"""The one door to the engines: DuckDB embedded, Spark, or a database by address, through Ibis."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import ibis
import pyarrow as pa

from openiln_evidence.errors import RefusedError

DUCKDB = "duckdb"
SPARK = "spark"
ENGINES = (DUCKDB, SPARK)


@contextmanager
def engine_errors(doing: str) -> Iterator[None]:
    """Turn what an engine raises into a refusal. Its own words are kept back: they quote rows."""
    try:
        yield
    except (RefusedError, KeyboardInterrupt, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 -- every engine raises classes of its own
        full = "No space left" in str(error)
        why = "the disk is full" if full else f"the engine raised {type(error).__name__}"
        raise RefusedError(f"{doing}: {why}") from None


def connect(engine: str) -> ibis.BaseBackend:
    """A backend for files: DuckDB, or Spark on this machine's cores."""
    if engine not in ENGINES:
        raise RefusedError(f"engine: {engine} is not one of {', '.join(ENGINES)}")
    if engine == SPARK:
        return _connect_to_spark()
    return _connect_to_duckdb()


def _connect_to_duckdb() -> ibis.BaseBackend:
    backend = ibis.duckdb.connect()
    # its bar appears after two seconds, and never in a log or a pipe
    backend.raw_sql(f"SET enable_progress_bar = {str(sys.stderr.isatty()).lower()}")
    return cast("ibis.BaseBackend", backend)


def _connect_to_spark() -> ibis.BaseBackend:
    try:
        from openiln_evidence.read.spark import local_session  # noqa: PLC0415 -- half a gigabyte
    except ImportError:
        raise RefusedError("engine: spark needs pip install openiln[spark], and Java 17") from None
    return cast("ibis.BaseBackend", ibis.pyspark.connect(local_session()))


def connect_to(address: str) -> ibis.BaseBackend:
    """A backend by address, such as postgres://host/database or duckdb:///state.duckdb."""
    with engine_errors("input: the database did not answer"):
        return cast("ibis.BaseBackend", ibis.connect(address))


def fetch(query: Any, doing: str) -> pa.Table:  # noqa: ANN401 -- Ibis types its tables loosely
    """The rows of an Ibis query as an Arrow table."""
    with engine_errors(doing):
        return query.to_pyarrow()
