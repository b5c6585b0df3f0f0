"""The one door to the engines: DuckDB embedded, Spark, or a database by address, through Ibis."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from openiln_evidence.errors import EngineError, RefusedError

DUCKDB = "duckdb"
SPARK = "spark"
ENGINES = (DUCKDB, SPARK)
SPARK_NAME = "pyspark"
"""What Ibis calls it."""
NUMBER = r"^[+-]?([0-9]{1,30}[.]?[0-9]{0,30}|[.][0-9]{1,30})([eE][+-]?[0-9]{1,2})?$"
"""What every engine can cast to a double: no word for infinity, and none that is too large."""


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
        raise EngineError(f"{doing}: {why}") from None


def connect(engine: str) -> ibis.BaseBackend:
    """A backend for files: DuckDB, or Spark on this machine's cores."""
    if engine not in ENGINES:
        raise RefusedError(f"engine: {engine} is not one of {', '.join(ENGINES)}")
    if engine == SPARK:
        return _connect_to_spark()
    return _connect_to_duckdb()


def _connect_to_duckdb() -> ibis.BaseBackend:
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET enable_progress_bar = false")  # it would stand on standard output
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


@contextmanager
def held(query: Any, doing: str) -> Iterator[Any]:  # noqa: ANN401 -- as for fetch
    """The query as a table to be asked several times, its result held by DuckDB and by Spark.

    In a database by address we may only read: there each question computes it anew.
    """
    with engine_errors(doing), _held_by(query.get_backend(), query) as kept:
        yield kept


@contextmanager
def _held_by(backend: Any, query: Any) -> Iterator[Any]:  # noqa: ANN401 -- as for fetch
    if backend.name == SPARK_NAME:
        with query.cache() as kept:
            yield kept
    elif backend.name == DUCKDB:
        name = f"held_{secrets.token_hex(8)}"
        kept = backend.create_table(name, query, temp=True)
        try:
            yield kept
        finally:
            backend.raw_sql(f"DROP TABLE {name}")  # Ibis 12 drops none under sqlglot 30
    else:
        yield query


def as_number(text: Any) -> Any:  # noqa: ANN401 -- Ibis types its columns loosely
    """A text as a double, null where it is none.

    DuckDB and Spark try a cast; a database by address may stop at the first text that is no number,
    so there only what is written as one is cast.
    """
    if text.get_backend().name in (DUCKDB, SPARK_NAME):
        return text.try_cast("float64")
    return text.re_search(NUMBER).ifelse(text, ibis.null()).cast("float64")


def fetch(query: Any, doing: str) -> pa.Table:  # noqa: ANN401 -- Ibis types its tables loosely
    """The rows of an Ibis query as an Arrow table.

    From Spark not by way of Ibis, which makes doubles of a column of whole numbers with a null.
    """
    backend = query.get_backend()
    with engine_errors(doing):
        if backend.name == SPARK_NAME:
            found = backend.raw_sql(backend.compile(query)).toArrow()
            return found.cast(query.schema().to_pyarrow())
        return query.to_pyarrow()


def fetch_in_parts(query: Any, rows: int, doing: str) -> Iterator[pa.Table]:  # noqa: ANN401
    """The same, from DuckDB in parts of so many rows, so that they are not all held at once.

    Ibis asks for parts by a name that DuckDB has given up.
    """
    backend = query.get_backend()
    if backend.name != DUCKDB:
        yield fetch(query, doing)
        return
    types = query.schema().to_pyarrow()
    with engine_errors(doing):
        for batch in backend.raw_sql(backend.compile(query)).to_arrow_reader(rows):
            yield pa.Table.from_batches([batch]).cast(types)


def whole(column: Any) -> NDArray[np.int64]:  # noqa: ANN401 -- an Arrow column
    """A fetched column of whole numbers; null, the sum of nothing, is 0."""
    filled = pc.fill_null(column, 0) if column.null_count else column
    return np.asarray(filled.to_numpy(), dtype=np.int64)
