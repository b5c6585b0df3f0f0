"""The one door to the engines: DuckDB embedded, Spark, or a database by address, through Ibis."""

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
    if engine == DUCKDB:
        return cast("ibis.BaseBackend", ibis.duckdb.connect())
    if engine == SPARK:
        return _spark()
    raise RefusedError(f"engine: {engine} is not one of {', '.join(ENGINES)}")


def connect_to(address: str) -> ibis.BaseBackend:
    """A backend by address, such as postgres://host/database or duckdb:///state.duckdb."""
    with engine_errors("input: the database did not answer"):
        return cast("ibis.BaseBackend", ibis.connect(address))


def _spark() -> ibis.BaseBackend:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 -- an extra; half a gigabyte
    except ImportError:
        raise RefusedError("engine: spark needs pip install openiln[spark], and Java 17") from None
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    return cast("ibis.BaseBackend", ibis.pyspark.connect(session))


def fetch(query: Any, doing: str) -> pa.Table:  # noqa: ANN401 -- Ibis types its tables loosely
    """The rows of an Ibis query as an Arrow table."""
    with engine_errors(doing):
        return query.to_pyarrow()
