"""A real PostgreSQL by address and DuckDB: identical whole numbers, counts and refusals."""

import os
import secrets

import psycopg
import pytest
from psycopg import sql

from evidence_make import (
    FINE,
    PUBLISHED,
    PUBLISHED_ROWS,
    STUDY,
    changed,
    fine,
    records,
    study_text,
    write_parquet,
)
from openiln_evidence.check.attendance import FLOWS
from openiln_evidence.check.faults import TWICE
from openiln_evidence.check.run import BadRowsError, check_input
from openiln_evidence.compress.cells import cells_query
from openiln_evidence.compress.combinations import combinations_of
from openiln_evidence.compress.run import compress
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import study_rows
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

ADDRESS = os.environ.get("ILN_DATABASE", "")
pytestmark = pytest.mark.skipif(
    not ADDRESS.startswith("postgres"),
    reason="SQLite is no server to read from: ./dev test --postgres ADDRESS",
)
TYPES = {"year": "smallint", "grade": "smallint", "weight": "integer", "math": "integer"} | {
    "frl": "smallint",
    "passed": "smallint",
}
SMALL = records(districts=3, per_grade=8)


OPENED = []


def opened(where):
    source = open_source(where)
    OPENED.append(source.table.get_backend())
    return source


@pytest.fixture(autouse=True)
def _closed():
    yield
    while OPENED:
        OPENED.pop().disconnect()


@pytest.fixture
def table():
    """Puts columns into a new table, and gives its address."""
    names = []

    def put(columns, **types):
        name = f"results_{secrets.token_hex(6)}"
        names.append(name)
        kinds = {c: types.get(c, TYPES.get(c, "text")) for c in columns}
        fields = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(kinds[c])) for c in columns
        )
        with psycopg.connect(ADDRESS) as database, database.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(name), fields))
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                for row in zip(*columns.values(), strict=True):
                    copy.write_row(row)
        return f"{ADDRESS}#{name}"

    yield put
    with psycopg.connect(ADDRESS) as database:
        for name in names:
            database.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))


def checked(where, text=STUDY):
    study, source = parse_study(text), opened(where)
    return study, source, check_input(study, source, key=5)


def cells(where, text=STUDY):
    study = parse_study(text)
    table = study_rows(study, opened(where)).table
    query = cells_query(study, table, combinations_of(study), heft=3000, common=False)
    rows = fetch(query, "reading").to_pylist()
    return sorted(
        tuple(
            (key, int(row[key] or 0)) if key[-1].isdigit() else (key, row[key])
            for key in sorted(row)
        )
        for row in rows
    )


def test_every_cell_is_identical(table, tmp_path):
    ours = cells(str(write_parquet(tmp_path / "records.parquet", SMALL)))
    assert len(ours) > 100
    assert cells(table(SMALL)) == ours


@pytest.mark.parametrize(
    ("text", "columns"), [(FINE, fine(SMALL)), (PUBLISHED, PUBLISHED_ROWS)], ids=["fine", "table"]
)
def test_sums_of_fine_scores_and_of_published_tables_are_identical(table, tmp_path, text, columns):
    ours = cells(str(write_parquet(tmp_path / "records.parquet", columns)), text)
    assert sum(value or 0 for row in ours for key, value in row if key == "wyy0") > 0
    types = dict.fromkeys(("math", "sd"), "double precision") | {"tested": "integer"}
    there = table(columns, **types, passed="double precision")
    assert cells(there, text) == ours


def test_what_a_database_table_gains_while_it_is_read_is_noticed(table):
    study, source, _ = checked(table(SMALL))
    with psycopg.connect(ADDRESS) as database:
        name = sql.Identifier(source.name)
        database.execute(
            sql.SQL("UPDATE {} SET math = 1 WHERE student = 'p1-1-2014-0'").format(name)
        )
    with pytest.raises(RefusedError, match="changed while it was read"):
        check_input(study, source, key=5)


@pytest.mark.parametrize("first", [2015, 2008])
def test_check_and_blocks_are_identical_also_where_students_move(table, tmp_path, first):
    """From 2008 on, what is noted of a student takes more than 32 bits."""
    text = study_text(("first = 2015", f"first = {first}"))
    later = [
        y > 2016 and p.endswith("3") for y, p in zip(SMALL["year"], SMALL["student"], strict=True)
    ]
    moved = SMALL | {
        "school": ["d3s1" if m else s for m, s in zip(later, SMALL["school"], strict=True)],
        "district": ["d3" if m else d for m, d in zip(later, SMALL["district"], strict=True)],
    }
    study, source, found = checked(table(moved), text)
    _, file, ours = checked(str(write_parquet(tmp_path / "records.parquet", moved)), text)
    assert (found.rows, found.kept, found.left_out) == (ours.rows, ours.kept, ours.left_out)
    assert (found.roster, found.heaviest) == (ours.roster, ours.heaviest)
    assert found.students == ours.students
    assert (found.crossing, found.crossing > 0) == (ours.crossing, True)
    for key, flow in ours.flows.items():
        for name in FLOWS:
            assert getattr(found.flows[key], name).tolist() == getattr(flow, name).tolist()
    blocks, mine = compress(study, source, found)[0], compress(study, file, ours)[0]
    assert len(blocks) == len(mine)
    for theirs, own in zip(blocks, mine, strict=True):
        assert (theirs.block.unit, theirs.block.n) == (own.block.unit, own.block.n)
        assert (theirs.block.schooled.xx == own.block.schooled.xx).all()
        assert (theirs.block.schooled.xy == own.block.schooled.xy).all()
        assert theirs.block.schooled.yy == own.block.schooled.yy


@pytest.mark.parametrize("value", ["many", "", "inf", "1e999", "12.5"])
def test_a_text_that_is_no_score_is_a_bad_row_as_in_a_file(table, tmp_path, value):
    texts = SMALL | {"math": [None if y is None else str(y) for y in SMALL["math"]]}
    bad = changed(texts, "math", 4, value)
    said = []
    for where in (table(bad, math="text"), str(write_parquet(tmp_path / "r.parquet", bad))):
        try:
            said.append(checked(where)[2].kept)
        except BadRowsError as refused:
            said.append([(one.column, one.reason, one.count) for one in refused.bad])
    assert said[0] == said[1]
    assert said[0] if value else isinstance(said[0], int)


def test_a_student_twice_is_refused(table):
    twice = {name: [*values, values[7]] for name, values in SMALL.items()}
    with pytest.raises(RefusedError, match=TWICE):
        checked(table(twice))


def test_scores_with_decimals_are_the_same_whole_numbers(table, tmp_path):
    text = study_text(("range = [0, 1000]", "range = [0, 1000]\ndecimals = 1"))
    halves = SMALL | {"math": [None if y is None else y / 2 for y in SMALL["math"]]}
    ours = cells(str(write_parquet(tmp_path / "records.parquet", halves)), text)
    assert cells(table(halves, math="double precision"), text) == ours
    assert cells(table(halves, math="numeric(6,1)"), text) == ours
