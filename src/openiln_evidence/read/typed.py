"""Turns raw columns into whole numbers and levels, with a test for every way to be wrong.

An expression is of Ibis and not evaluated here. A fault is a column, a reason, and a condition that
is true on rows that have it.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import ibis

from openiln_evidence.read.engine import as_number

Expr = Any  # Ibis types its columns loosely
SLACK = 1e-6
"""How far a scaled score may lie from a whole number: binary fractions are not decimal ones."""

EXACT = 2.0**53
STRAY = ('"', "\n", "\r")
"""No identifier holds these."""


@dataclass(frozen=True)
class Fault:
    """One way in which rows can be wrong; `test` is true on those that are."""

    column: str
    reason: str
    test: Expr


@dataclass(frozen=True)
class Typed:
    """A column as the study needs it, and what may be wrong with it."""

    value: Expr
    faults: tuple[Fault, ...]


def blank_as_null(raw: Expr) -> Expr:
    return raw.strip().nullif("") if raw.type().is_string() else raw


def whole(raw: Expr, column: str) -> Typed:
    """A whole number; a column of an integer type costs nothing."""
    if raw.type().is_integer():
        return Typed(raw, _empty(raw, column))
    raw = blank_as_null(raw)
    number = _finite(raw)
    rounded = _rounded(number)
    value = (number == rounded).ifelse(rounded, ibis.null())
    wrong = Fault(column, "is not a whole number", raw.notnull() & value.isnull())
    return Typed(value, (wrong, *_empty(raw, column)))


def score(raw: Expr, column: str, *, decimals: int, low: float, high: float) -> Typed:
    """A number from `low` to `high`, as a whole number of 10 ** -decimals. It may be absent."""
    scale = 10**decimals
    if raw.type().is_integer():
        value = raw if decimals == 0 else raw.cast("int64") * scale
        return Typed(value, (_outside(value, column, low * scale, high * scale),))
    raw = blank_as_null(raw)
    number = _finite(raw) * scale
    value = _rounded(number)
    return Typed(
        value,
        (
            Fault(column, "is not a finite number", raw.notnull() & number.isnull()),
            Fault(column, f"has more than {decimals} decimals", (number - value).abs() > SLACK),
            _outside(number, column, low * scale, high * scale),
        ),
    )


def positive(raw: Expr, column: str, decimals: int) -> Typed:
    """A number above zero, such as a weight or a count, as a whole number of 10 ** -decimals."""
    typed = score(raw, column, decimals=decimals, low=0, high=float("inf"))
    zero = Fault(column, "is not above zero", typed.value <= 0)
    return Typed(typed.value, (*typed.faults[:-1], zero, *_empty(typed.value, column)))


def name(raw: Expr, column: str) -> Typed:
    """An identifier: integers and texts stay what they are, anything else becomes text.

    A number with a point that is whole becomes the text of the whole number.
    """
    kept = raw.type().is_integer() or raw.type().is_string()
    value = blank_as_null(raw if kept else raw.cast("string"))
    if raw.type().is_floating() or raw.type().is_decimal():
        number = whole(raw, column).value
        value = number.notnull().ifelse(number.cast("string"), value)
    return Typed(value, (*_empty(value, column), *_strayed(value, column)))


def level(raw: Expr, column: str, levels: tuple[int | str, ...]) -> Typed:
    """One of the declared levels, as an integer or a text like the levels themselves."""
    if isinstance(levels[0], int):
        typed = whole(raw, column)
        value = typed.value
    else:
        value = blank_as_null(raw.cast("string"))
        typed = Typed(value, _empty(value, column))
    strange = Fault(column, "is not a declared level", value.notnull() & value.notin(list(levels)))
    return Typed(value, (*typed.faults, strange))


def _empty(value: Expr, column: str) -> tuple[Fault, ...]:
    return (Fault(column, "is empty", value.isnull()),)


def _strayed(value: Expr, column: str) -> tuple[Fault, ...]:
    """What a stray quote in a CSV file leaves in an identifier: rows and rows in one name."""
    if not value.type().is_string():
        return ()
    odd = reduce(or_, (value.contains(mark) for mark in STRAY))
    return (Fault(column, "holds a quote or a line end, as a stray quote in a file leaves", odd),)


def _outside(value: Expr, column: str, low: float, high: float) -> Fault:
    return Fault(column, "is out of range", (value < low) | (value > high))


def _finite(raw: Expr) -> Expr:
    """A double, null where the raw value is no number, NaN or infinite."""
    number = as_number(raw) if raw.type().is_string() else raw.cast("float64")
    return (number.abs() < float("inf")).ifelse(number, ibis.null())


def _rounded(number: Expr) -> Expr:
    """The nearest whole number, null beyond those that a double holds exactly."""
    return (number.abs() < EXACT).ifelse(number, ibis.null()).round().cast("int64")
