"""Bad rows: counted by reason, listed by line and column, never by value.

Lines are those of the file, its header being line 1: so in a sheet, and in a CSV file in an editor.
A table without a header is numbered as if it had one.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import ibis

from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import Rows, numbered, study_rows
from openiln_evidence.read.source import Source
from openiln_evidence.study.plan import Study

LISTED = 20
"""How many lines are listed for one reason."""
TWICE = "names a student twice in a period"
TWO_SCHOOLS = "names a student in two schools in a period"
READING = "input: the rows could not be read"


@dataclass(frozen=True)
class Bad:
    """Rows that have one fault: how many, and the lines of the first of them."""

    column: str
    reason: str
    count: int
    lines: tuple[int, ...]

    def __str__(self) -> str:
        listed = ", ".join(str(line) for line in self.lines)
        more = " ..." if self.count > len(self.lines) else ""
        where = f"line {listed}" if self.count == 1 else f"{self.count:,} lines: {listed}{more}"
        return f"column {self.column} {self.reason} ({where})"


@dataclass(frozen=True)
class Census:
    """Rows in all, rows kept, rows left out by each exclusion, and the bad ones among the kept."""

    rows: int
    kept: int
    left_out: dict[str, int]
    bad: tuple[Bad, ...]


def count_rows(study: Study, source: Source, rows: Rows) -> Census:
    """One scan of the input, and more, with lines, when something is bad."""
    wide = rows.wide
    out = [wide[f"e{place}"] for place in range(len(rows.left_out))]
    kept = ~reduce(or_, out)
    bad = reduce(or_, [wide[f"f{place}"] for place in range(len(rows.faults))])
    sums = {f"e{place}": test.sum() for place, test in enumerate(out)}
    query = wide.aggregate(rows=wide.count(), kept=kept.sum(), bad=(kept & bad).sum(), **sums)
    seen = fetch(query, READING).to_pylist()[0]
    return Census(
        rows=seen["rows"],
        kept=seen["kept"] or 0,
        left_out={id_: seen[f"e{place}"] or 0 for place, id_ in enumerate(rows.left_out)},
        bad=_bad_rows(study, source, rows) if seen["bad"] else (),
    )


def _bad_rows(study: Study, source: Source, rows: Rows) -> tuple[Bad, ...]:
    kept = rows.kept
    found = {f"f{place}": kept[f"f{place}"].sum() for place in range(len(rows.faults))}
    counts = fetch(kept.aggregate(**found), READING).to_pylist()[0]
    return tuple(
        Bad(column, reason, counts[f"f{place}"], _lines_with(study, source, f"f{place}"))
        for place, (column, reason) in enumerate(rows.faults)
        if counts[f"f{place}"]
    )


def repeated_students(study: Study, source: Source) -> tuple[Bad, ...]:
    """Rows whose student has another row in the same period, in the same school or in another."""
    kept = study_rows(study, numbered(source)).kept
    group = kept.group_by("iln_student", "iln_period")
    marked = group.mutate(
        times=kept.count(), first=kept.iln_school.min(), last=kept.iln_school.max()
    )
    marked = marked.filter(marked.times > 1)
    column = study.columns.student or ""
    return tuple(
        Bad(column, reason, count, _first_lines(marked.filter(test)))
        for reason, test in (
            (TWICE, marked["first"] == marked["last"]),
            (TWO_SCHOOLS, marked["first"] != marked["last"]),
        )
        if (
            count := fetch(marked.filter(test).aggregate(n=ibis._.count()), READING)["n"][0].as_py()
        )
    )


def _lines_with(study: Study, source: Source, fault: str) -> tuple[int, ...]:
    kept = study_rows(study, numbered(source)).kept
    return _first_lines(kept.filter(kept[fault]))


def _first_lines(table: Any) -> tuple[int, ...]:  # noqa: ANN401 -- Ibis types its tables loosely
    listed = table.select("iln_line").order_by("iln_line").limit(LISTED)
    return tuple(fetch(listed, READING)["iln_line"].to_pylist())
