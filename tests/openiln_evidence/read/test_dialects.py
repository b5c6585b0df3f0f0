"""The SQL that is written for warehouses that no test can start: Trino, BigQuery and Snowflake.

Ibis writes each question in the warehouse's dialect; sqlglot reads that back and writes it anew
for DuckDB, which answers. So a question that cannot be written, or that means another thing by
sqlglot's reading, fails here. What only the warehouse itself could show is not shown.
"""

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
import pytest
import sqlglot
from ibis.backends.duckdb import Backend
from ibis.backends.sql.compilers.bigquery import BigQueryCompiler
from ibis.backends.sql.compilers.snowflake import SnowflakeCompiler
from ibis.backends.sql.compilers.trino import TrinoCompiler
from sqlglot import ErrorLevel

from evidence_make import PUBLISHED, PUBLISHED_ROWS, STUDY, records, write_parquet
from openiln_evidence.check.attendance import FLOWS
from openiln_evidence.check.run import check_input
from openiln_evidence.packages.protect import protect
from openiln_evidence.read.source import Source, open_source, row_sums
from openiln_evidence.study.grammar import parse_study

SMALL = records(districts=3, per_grade=16)
LATER = [
    year > 2016 and int(student.rsplit("-", 1)[1]) > 2
    for year, student in zip(SMALL["year"], SMALL["student"], strict=True)
]
MOVED = SMALL | {
    "school": ["d3s1" if m else s for m, s in zip(LATER, SMALL["school"], strict=True)],
    "district": ["d3" if m else d for m, d in zip(LATER, SMALL["district"], strict=True)],
}
AS_TEXT = MOVED | {"math": [None if y is None else f" {y}.0" for y in MOVED["math"]]}
PLACES = {student: place for place, student in enumerate(sorted(set(MOVED["student"])))}
NUMBERED = MOVED | {"student": [PLACES[student] for student in MOVED["student"]]}
COMPILERS = {
    "trino": TrinoCompiler(),
    "bigquery": BigQueryCompiler(),
    "snowflake": SnowflakeCompiler(),
}
OF_TRINO = {
    "bitwise_left_shift(a, b)": "a << b",
    "bitwise_right_shift(a, b)": "a >> b",
    "to_utf8(a)": "encode(a)",
    "infinity()": "'inf'::DOUBLE",
}
"""What sqlglot leaves as it stands; trino.io/docs, mathematical, bitwise and binary functions."""


def warehouse(name, columns):
    """The columns as a table of a warehouse, and every question that was asked of it."""
    asked = []

    class Warehouse(Backend):
        compiler = COMPILERS[name]

        def to_pyarrow(self, expr, **_):
            table = expr.as_table()
            question = self.compile(table)
            asked.append(question)
            (read,) = sqlglot.transpile(
                question,
                read=self.compiler.dialect,
                write="duckdb",
                unsupported_level=ErrorLevel.RAISE,
            )
            return self.con.execute(read).to_arrow_table().cast(table.schema().to_pyarrow())

    Warehouse.name = name
    there = Warehouse()
    there.do_connect()
    for function, body in OF_TRINO.items():
        there.con.execute(f"CREATE MACRO {function} AS {body}")
    there.con.register("columns", pa.table(columns))
    there.con.execute("CREATE TABLE results AS SELECT * FROM columns")
    schema = ibis.memtable(pa.table(columns)).schema()
    table = ops.DatabaseTable("results", schema=schema, source=there).to_expr()
    source = Source(name="results", digest="0", engine=name, table=table, mark=str, marked="")
    return source, asked


def found_in(study, source):
    checked = check_input(study, source, key=5)
    protected = protect(study, source, checked, key=5)
    return (
        (checked.rows, checked.kept, checked.left_out, checked.heaviest, checked.crossing),
        checked.roster,
        checked.students,
        {of: [list(getattr(flow, n)) for n in FLOWS] for of, flow in checked.flows.items()},
        {of: sketch.tolist() for of, sketch in checked.sketches.items()},
        [(b.outcome, b.subgroup, b.unit, b.n, b.students) for b in protected.blocks],
        [[part.tolist() for part in vars(b.by_period).values()] for b in protected.blocks],
        [(b.schooled.xx.tolist(), b.schooled.xy.tolist()) for b in protected.blocks],
        protected.first.sketch.tolist() if protected.first.sketch is not None else None,
    )


@pytest.mark.parametrize("name", COMPILERS)
@pytest.mark.parametrize(
    ("text", "columns"),
    [(STUDY, AS_TEXT), (STUDY, NUMBERED), (PUBLISHED, PUBLISHED_ROWS)],
    ids=["text", "numbers", "published"],
)
def test_every_question_means_the_same(tmp_path, name, text, columns):
    study = parse_study(text)
    source, asked = warehouse(name, columns)
    found = found_in(study, source)
    path = write_parquet(tmp_path / "records.parquet", columns)
    assert found == found_in(study, open_source(str(path)))
    assert len(asked) >= 5
    if text is STUDY:
        assert found[0][-1] > 0
        assert found[-1] is not None


@pytest.mark.parametrize("name", COMPILERS)
def test_a_table_is_known_by_its_rows(name):
    first, again, other = (warehouse(name, columns)[0].table for columns in (MOVED, MOVED, SMALL))
    sums = [row_sums(table).to_pyarrow().to_pylist() for table in (first, again, other)]
    assert sums[0] == sums[1] != sums[2]
