"""One whole number for one student, whatever the file's format and whatever the engine.

The canonical text of an id is its text without blanks around it; a whole number, also one written
as 0103 or 103.0, is the same digits everywhere. So 103 in a Parquet file and "103" in a CSV file
are one student, and a second file of the same records cannot pass for other ones.
"""

import re
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from openiln_evidence.read.engine import DUCKDB

Expr = Any  # Ibis types its columns loosely
PRIME = 2**31 - 1
"""Hashes are below it; products of two stay within 64 bits on every engine."""
DIGITS = "0123456789abcdef"
TAKEN = 7
WHOLE_NUMBER = "^-?[0-9]{1,18}([.]0)?$"


@ibis.udf.scalar.builtin(name="md5")  # type: ignore[untyped-decorator]  # as Ibis is
def _md5(text: str) -> str:  # type: ignore[empty-body]  # the engine has the body
    """RFC 1321, in hexadecimal digits; chosen because engines have it, not for secrecy."""


@ibis.udf.scalar.builtin(name="md5")  # type: ignore[untyped-decorator]
def _md5_of_text(text: str) -> bytes:  # type: ignore[empty-body]
    """BigQuery's."""


@ibis.udf.scalar.builtin(name="md5")  # type: ignore[untyped-decorator]
def _md5_of_bytes(text: bytes) -> bytes:  # type: ignore[empty-body]
    """Trino's."""


@ibis.udf.scalar.builtin(name="to_utf8")  # type: ignore[untyped-decorator]
def _to_utf8(text: str) -> bytes:  # type: ignore[empty-body]
    """Trino's."""


@ibis.udf.scalar.builtin(name="to_hex")  # type: ignore[untyped-decorator]
def _to_hex(found: bytes) -> str:  # type: ignore[empty-body]
    """Trino's, in capitals, and BigQuery's."""


def canonical(name: str) -> str:
    """The canonical text of an id that is here as a text, such as a school's."""
    text = name.strip()
    return str(int(text.removesuffix(".0"))) if re.match(WHOLE_NUMBER, text) else text


@ibis.udf.scalar.builtin(name="hash")  # type: ignore[untyped-decorator]
def _hash_of_duckdb(column) -> dt.uint64:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """DuckDB's own. Ibis takes it through a string of bits, which costs more than all else."""


def dealt(column: Expr, ways: int) -> Expr:
    """A number below `ways`, the same for a student's rows: DuckDB has a cheaper one."""
    if column.get_backend().name == DUCKDB:
        return (_hash_of_duckdb(column) >> 1).cast("int64") % ways
    return identity(column, 1) % ways


def identity(column: Expr, key: int) -> Expr:
    """A student's number below PRIME: for each key another, the same on every engine."""
    multiplier, shift = (part % (PRIME - 1) + 1 for part in (key, key >> 31))
    if column.type().is_integer() and column.type().nbytes <= 8 and not column.type().is_uint64():
        return _mixed(column.cast("int64"), multiplier, shift)
    text = column.cast("string").strip()
    digits = text.re_search(WHOLE_NUMBER).ifelse(text, ibis.null("string"))
    short = digits.endswith(".0").ifelse(digits.substr(0, digits.length() - 2), digits)
    number = short.try_cast("int64")
    return number.isnull().ifelse(
        _number_of(_digest(ibis.literal(f"{key:016x}") + text)),
        _mixed(number, multiplier, shift),
    )


def _digest(text: Expr) -> Expr:
    """MD5 in hexadecimal digits, as each engine writes it."""
    engine = text.get_backend().name
    if engine == "trino":
        return _to_hex(_md5_of_bytes(_to_utf8(text))).lower()
    return _to_hex(_md5_of_text(text)) if engine == "bigquery" else _md5(text)


def _mixed(number: Expr, multiplier: int, shift: int) -> Expr:
    """A line over the numbers below PRIME: two that differ stay apart."""
    return ((number % PRIME + PRIME) % PRIME * multiplier + shift) % PRIME


def _number_of(digits: Expr) -> Expr:
    """The first seven hexadecimal digits as a number, which 32 bits hold: Spark counts in them."""
    if digits.get_backend().name == DUCKDB:
        return (ibis.literal("0x") + digits.substr(0, TAKEN)).cast("int64")
    alphabet = ibis.literal(DIGITS)
    places = [alphabet.find(digits.substr(place, 1)) for place in range(TAKEN)]
    return sum(place * 16 ** (TAKEN - 1 - power) for power, place in enumerate(places))
