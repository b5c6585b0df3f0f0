"""The rows of a study: raw columns found, typed and filtered, under names of our own.

The names: student, school, district, period, weight, grade, treated, tested; y0 ... for outcomes
(whole numbers), s0, s1 ... for published standard deviations, x0, x1 ... for covariates (levels),
g0, g1 ... for subgroups (true or false), each in the study's order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import reduce
from operator import or_
from typing import Any

import ibis

from openiln_evidence import progress
from openiln_evidence.errors import RefusedError
from openiln_evidence.read import typed
from openiln_evidence.read.identity import dealt
from openiln_evidence.read.source import Source
from openiln_evidence.read.typed import Fault, Typed
from openiln_evidence.study.plan import Condition, Study

Expr = Any  # Ibis types its tables loosely
OUTSIDE = "outside the study's periods"
STRANGER = "not a unit of the study"
ROWS_A_PASS = 2_500_000
"""Students are taken in passes of about this many rows, so that memory does not grow with rows."""


@dataclass(frozen=True)
class Rows:
    """Ibis tables: `wide` has every raw row, `kept` those that no exclusion leaves out.

    `table` is `kept` under our names and nothing else. `faults` are (column, reason) pairs; the
    column f0, f1 ... of `kept` is true on rows that have the first, second ... of them. `left_out`
    are ids of exclusions; the column e0, e1 ... of `wide` is true on rows that have it.
    """

    wide: Expr
    kept: Expr
    table: Expr
    faults: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def study_rows(study: Study, source: Source) -> Rows:
    """What the study asks of an input. Raises RefusedError when a column is missing."""
    raw = source.table
    _check_columns(study, source)
    columns = _typed(study, raw)
    faults = _distinct([fault for column in columns.values() for fault in column.faults])
    added = raw.mutate(
        **{f"iln_{name}": column.value for name, column in columns.items()},
        **{f"f{place}": fault.test.fill_null(False) for place, fault in enumerate(faults)},
    )
    tests = _left_out(study, added)
    wide = added.mutate(**{f"e{place}": test for place, test in enumerate(tests.values())})
    kept = wide
    for place in range(len(tests)):
        kept = kept.filter(~kept[f"e{place}"])
    return Rows(
        wide=wide,
        kept=kept,
        table=kept.select(**{name: kept[f"iln_{name}"] for name in columns}),
        faults=tuple((fault.column, fault.reason) for fault in faults),
        left_out=tuple(tests),
    )


def _distinct(faults: list[Fault]) -> list[Fault]:
    """Each column and reason once: a grade can be a covariate too."""
    return list({(fault.column, fault.reason): fault for fault in faults}.values())


def checked_table(study: Study, source: Source, left_out: dict[str, int]) -> Expr:
    """The `table` of an input that passed its check, without what only a check asks.

    That is faults, and the exclusions of `left_out` that were found to leave nothing out.
    """
    raw = source.table
    columns = _typed(study, raw)
    added = raw.mutate(**{f"iln_{name}": column.value for name, column in columns.items()})
    tests = _left_out(study, added)
    out = [test for id_, test in tests.items() if left_out[id_]]
    kept = added.filter(~reduce(or_, out)) if out else added
    return kept.select(**{name: kept[f"iln_{name}"] for name in columns})


def first_treated(study: Study, table: Expr) -> Expr:
    """The first treated period of each row's unit, 0 where it is never treated."""
    unit = table[study.treatment.level.value].cast("string")
    units: dict[int, list[str]] = {}
    for name, start in study.treatment.starts.items():
        units.setdefault(start, []).append(name)
    return ibis.cases(*((unit.isin(names), start) for start, names in units.items()), else_=0)


def by_students(table: Expr, count: int) -> Iterator[Expr]:
    """The `count` rows of a table in parts, each student's in one."""
    passes = -(-count // ROWS_A_PASS)
    for turn in range(passes):
        progress.at(turn, passes, "of the students")
        part = dealt(table.student, passes) == turn
        yield table.filter(part) if passes > 1 else table


def numbered(source: Source) -> Source:
    """The input with a column iln_line: each row's line in a file whose header is line 1.

    Rows of several files have theirs already.
    """
    if "iln_line" in source.table.columns:
        return source
    return replace(source, table=source.table.mutate(iln_line=ibis.row_number() + 2))


def _check_columns(study: Study, source: Source) -> None:
    for key, column in _named_columns(study):
        if column not in source.table.columns:
            near = get_close_matches(column, source.table.columns, n=1)
            other = f'; it has "{near[0]}"' if near else ""
            raise RefusedError(
                f'input: {source.name} has no column "{column}", which the study names as {key}'
                f"{other}"
            )


def _named_columns(study: Study) -> list[tuple[str, str]]:
    columns = study.columns
    named = [
        (f"columns.{key}", getattr(columns, key))
        for key in (
            "school",
            "district",
            "period",
            "student",
            "count",
            "grade",
            "weight",
            "treated",
        )
    ]
    named += [("an outcome", o.column) for o in study.outcomes]
    named += [("an outcome's sd_column", o.sd_column) for o in study.outcomes]
    named += [("a covariate", c.column) for c in study.covariates]
    named += [("a subgroup", s.column) for s in study.subgroups]
    named += [("an exclusion", e.column) for e in study.exclusions]
    return [(key, column) for key, column in named if column is not None]


def _typed(study: Study, raw: Expr) -> dict[str, Typed]:
    columns = study.columns
    found = {
        "school": typed.name(raw[columns.school], columns.school),
        "district": typed.name(raw[columns.district], columns.district),
        "period": typed.whole(raw[columns.period], columns.period),
    }
    if columns.student is not None:
        found["student"] = typed.name(raw[columns.student], columns.student)
    if columns.count is not None:
        found["tested"] = typed.positive(raw[columns.count], columns.count, 0)
    if columns.grade is not None:
        found["grade"] = typed.whole(raw[columns.grade], columns.grade)
    if columns.weight is not None:
        found["weight"] = typed.positive(
            raw[columns.weight], columns.weight, columns.weight_decimals
        )
    if columns.treated is not None:
        found["treated"] = typed.level(raw[columns.treated], columns.treated, (0, 1))
    return found | _measured(study, raw)


def _measured(study: Study, raw: Expr) -> dict[str, Typed]:
    found = {}
    for place, outcome in enumerate(study.outcomes):
        found[f"y{place}"] = typed.score(
            raw[outcome.column],
            outcome.column,
            decimals=outcome.decimals,
            low=outcome.low,
            high=outcome.high,
        )
        if outcome.sd_column is not None:
            found[f"s{place}"] = typed.score(
                raw[outcome.sd_column],
                outcome.sd_column,
                decimals=outcome.decimals,
                low=0,
                high=outcome.high - outcome.low,
            )
    for place, covariate in enumerate(study.covariates):
        column = covariate.column
        found[f"x{place}"] = typed.level(raw[column], column, covariate.levels)
    for place, subgroup in enumerate(study.subgroups):
        found[f"g{place}"] = Typed(_holds(raw, subgroup), ())
    return found


def _holds(raw: Expr, condition: Condition) -> Expr:
    column = raw[condition.column]
    if isinstance(condition.values[0], int):
        value = typed.whole(column, condition.column).value
    else:
        value = typed.blank_as_null(column.cast("string"))
    return value.isin(list(condition.values)).fill_null(False)


def _left_out(study: Study, added: Expr) -> dict[str, Expr]:
    period = added.iln_period
    inside = period.between(study.periods[0], study.periods[-1])
    tests = {OUTSIDE: ~inside.fill_null(True)}
    if study.units:
        unit = added[f"iln_{study.treatment.level}"].cast("string")
        tests[STRANGER] = unit.notin(list(study.units)).fill_null(False)
    return tests | {e.id: _holds(added, e) for e in study.exclusions}
