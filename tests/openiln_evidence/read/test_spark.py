"""Spark and DuckDB give identical whole numbers in every cell."""

import subprocess
import sys

import pyarrow as pa
import pyarrow.csv as pc
import pytest

from evidence_make import FINE, PUBLISHED, PUBLISHED_ROWS, STUDY, fine, records, write_parquet
from openiln_evidence.check.run import check_input
from openiln_evidence.compress.cells import cells_query
from openiln_evidence.compress.combinations import combinations_of
from openiln_evidence.compress.moves import add_moves
from openiln_evidence.compress.run import compress
from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import study_rows
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # pyspark warns of pandas 3
SMALL = records(districts=3, per_grade=8)


def cells(path, engine, text=STUDY):
    study = parse_study(text)
    table = study_rows(study, open_source(str(path), engine=engine)).table
    query = cells_query(study, table, combinations_of(study), heft=3000, common=False)
    rows = fetch(query, "reading").to_pylist()
    return sorted(tuple((key, row[key]) for key in sorted(row)) for row in rows)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_every_cell_is_identical(tmp_path, suffix):
    path = tmp_path / f"records.{suffix}"
    if suffix == "csv":
        pc.write_csv(pa.table(SMALL), path)
    else:
        write_parquet(path, SMALL)
    ours = cells(path, "duckdb")
    assert len(ours) > 100
    assert cells(path, "spark") == ours


@pytest.mark.parametrize(
    ("text", "columns"), [(FINE, fine(SMALL)), (PUBLISHED, PUBLISHED_ROWS)], ids=["fine", "table"]
)
def test_sums_of_fine_scores_and_of_published_tables_are_identical(tmp_path, text, columns):
    path = write_parquet(tmp_path / "records.parquet", columns)
    ours = cells(path, "duckdb", text)
    assert sum(value or 0 for row in ours for key, value in row if key == "wyy0") > 0
    assert cells(path, "spark", text) == ours


def test_the_bridge_to_java_says_nothing_when_python_ends():
    program = (
        "import logging, sys; logging.basicConfig(level=logging.INFO);"
        "from openiln_evidence.read.spark import local_session; local_session();"
        "sys.stderr.write('the end')"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stderr.endswith("the end")


def test_blocks_and_flows_are_identical_also_where_students_move(tmp_path):
    later = [
        y > 2016 and p.endswith("3") for y, p in zip(SMALL["year"], SMALL["student"], strict=True)
    ]
    moved = {
        name: [there if far else own for far, own in zip(later, SMALL[name], strict=True)]
        for name, there in (("district", "d1"), ("school", "d1s1"))
    }
    path = write_parquet(tmp_path / "records.parquet", SMALL | moved)
    study, found = parse_study(STUDY), {}
    for engine in ("duckdb", "spark"):
        source = open_source(str(path), engine=engine)
        checked = check_input(study, source, key=3)
        made, table = compress(study, source, checked)
        units = ("d1", "d2", "d3")
        rows = study_rows(study, source)
        moves = add_moves(study, rows, checked, units, table, key=3)
        gone, come = (of.sums[0, 0].counts.sum() for of in (moves.gone, moves.come))
        assert gone == come > 0
        assert moves.sketch.any()
        found[engine] = [
            (m.block.unit, m.block.n, m.block.schooled.xx.tolist(), m.block.flow.linked.tolist())
            for m in made
        ] + [checked.crossing, table.sums[0, 0].scores.tolist(), moves.sketch.tolist()]
        found[engine] += [sketch.tolist() for sketch in checked.sketches.values()]
    assert found["spark"] == found["duckdb"]
