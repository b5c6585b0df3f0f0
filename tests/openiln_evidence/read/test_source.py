"""Records are opened from every kind of file, and mean the same in each."""

import gzip
import shutil
import sys

import duckdb
import ibis
import pyarrow as pa
import pyarrow.csv as pc
import pytest
from openpyxl import Workbook

from evidence_make import STUDY, one_roster, records, study_text, write_parquet
from openiln_evidence.check.lines import told_by_line
from openiln_evidence.check.run import check_input
from openiln_evidence.compress.run import compress
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import connect, engine_errors, fetch_in_parts, held
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

SMALL = records(districts=2, per_grade=8)


def moments(where, study=None):
    study = study or parse_study(STUDY)
    source = open_source(str(where))
    blocks, _ = compress(study, source, check_input(study, source, key=1))
    return {
        (made.block.outcome, made.block.subgroup, made.block.unit): (
            made.block.n,
            made.block.schooled.xy.tolist(),
            made.block.flow.linked.tolist(),
        )
        for made in blocks
    }


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    return write_parquet(tmp_path_factory.mktemp("records") / "records.parquet", SMALL)


def test_csv_and_parquet_give_the_same_blocks(parquet, tmp_path):
    pc.write_csv(pa.table(SMALL), tmp_path / "records.csv")
    assert moments(tmp_path / "records.csv") == moments(parquet)
    with gzip.open(tmp_path / "records.csv.gz", "wb") as file:
        file.write((tmp_path / "records.csv").read_bytes())
    assert moments(tmp_path / "records.csv.gz") == moments(parquet)


def test_a_workbook_gives_the_same_blocks(parquet, tmp_path):
    book = Workbook()
    book.active.append(list(SMALL))
    for row in zip(*SMALL.values(), strict=True):
        book.active.append(
            [
                value if name != "frl" else bool(value)
                for name, value in zip(SMALL, row, strict=True)
            ]
        )
    book.save(tmp_path / "records.xlsx")
    assert moments(tmp_path / "records.xlsx") == moments(parquet)


def test_a_bad_cell_of_a_workbook_is_told_by_the_line_of_the_sheet(tmp_path):
    book = Workbook()
    for line, row in enumerate([list(SMALL), *zip(*SMALL.values(), strict=True)], start=3):
        for place, value in enumerate(row, start=1):
            book.active.cell(line, place, 98_765 if (line, place) == (7, 8) else value)
    book.save(tmp_path / "records.xlsx")
    with pytest.raises(RefusedError, match=r"column math is out of range \(line 7\)"):
        moments(tmp_path / "records.xlsx")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "the first sheet of records.xlsx is empty"),
        ([["a", "a"]], "must name every column, once each"),
        ([["a", None, "b"]], "must name every column, once each"),
        ([["a", 2.5]], 'has no column "school"'),
    ],
)
def test_a_workbook_without_a_header_is_refused(tmp_path, rows, sentence):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "records.xlsx")
    with pytest.raises(RefusedError, match=sentence):
        moments(tmp_path / "records.xlsx")


def test_a_table_of_a_database_gives_the_same_blocks(parquet, tmp_path):
    with duckdb.connect(tmp_path / "state.duckdb") as database:
        database.execute("CREATE TABLE results AS FROM read_parquet(?)", [str(parquet)])
    where = f"duckdb://{tmp_path / 'state.duckdb'}"
    assert moments(f"{where}#results") == moments(parquet)
    before = open_source(f"{where}#results").digest
    with duckdb.connect(tmp_path / "state.duckdb") as database:
        database.execute("DELETE FROM results WHERE student = 'p1-1-2013-0'")
    assert open_source(f"{where}#results").digest != before
    with pytest.raises(RefusedError, match="the table none could not be opened"):
        open_source(f"{where}#none")
    with pytest.raises(RefusedError, match="name the table after the address"):
        open_source(where)


ONE_ROSTER = study_text(
    ('student = "student"', 'student = "userSourcedId"'),
    ('school = "school"', 'school = "schoolSourcedId"'),
    ('district = "district"', 'district = "districtSourcedId"'),
    ('period = "year"', 'period = "schoolYear"'),
)


def test_a_column_of_a_name_that_is_ours_is_refused(tmp_path):
    columns = records(districts=2, per_grade=3)
    path = write_parquet(tmp_path / "r.parquet", columns | {"iln_line": columns["math"]})
    with pytest.raises(RefusedError, match=r'r\.parquet has a column "iln_line"; give it another'):
        open_source(str(path))


def test_oneroster_files_join_with_results(parquet, tmp_path):
    assert moments(one_roster(tmp_path / "roster", SMALL), parse_study(ONE_ROSTER)) == moments(
        parquet
    )


def test_bad_results_of_a_oneroster_folder_are_told_by_the_lines_of_results_csv(tmp_path):
    folder = one_roster(tmp_path / "roster", SMALL)
    lines = (folder / "results.csv").read_text().splitlines()
    lines[6] = ",".join([*lines[6].split(",")[:4], "98765", "1"])
    (folder / "results.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(RefusedError) as refused, told_by_line(str(folder)):
        moments(folder, parse_study(ONE_ROSTER))
    assert refused.value.sentence == (
        "input: mend these lines of results.csv (counting the header as line 1), or name an "
        "exclusion in the study: column math is out of range (line 7)"
    )
    lines[6] += ",1"
    (folder / "results.csv").write_text("\n".join(lines) + "\n")
    with (
        pytest.raises(RefusedError, match=r"results\.csv, line 7 has 7 fields"),
        told_by_line(str(folder)),
    ):
        moments(folder, parse_study(ONE_ROSTER))


def test_a_folder_that_is_not_oneroster_is_refused(tmp_path):
    folder = one_roster(tmp_path / "roster", SMALL)
    (folder / "orgs.csv").write_text("sourcedId,name\nd1s1,One\n")
    with pytest.raises(RefusedError, match=r"orgs\.csv in roster has no column parentSourcedId"):
        open_source(str(folder))
    shutil.rmtree(folder)
    folder.mkdir()
    with pytest.raises(RefusedError, match=r"demographics\.csv is missing"):
        open_source(str(folder))


def test_what_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="does not exist"):
        open_source(str(tmp_path / "none.csv"))
    (tmp_path / "records.txt").write_text("a\n")
    with pytest.raises(RefusedError, match=r"is not \.csv"):
        open_source(str(tmp_path / "records.txt"))
    (tmp_path / "records.parquet").write_text("Ann Smith,512\n")
    with pytest.raises(RefusedError) as refused:
        open_source(str(tmp_path / "records.parquet"))
    assert "the engine raised" in refused.value.sentence
    assert "Ann" not in refused.value.sentence
    with pytest.raises(RefusedError, match="the database did not answer"):
        open_source("nonesuch://host/database#table")
    with pytest.raises(RefusedError, match="engine: abacus is not one of duckdb, spark"):
        connect("abacus")


def test_a_full_disk_is_said_to_be_one():
    with pytest.raises(RefusedError, match="reading: the disk is full"), engine_errors("reading"):
        raise OSError(28, "No space left on device")


def test_a_refusal_and_an_interruption_pass_through_unchanged():
    with pytest.raises(KeyboardInterrupt), engine_errors("reading"):
        raise KeyboardInterrupt
    with pytest.raises(RefusedError, match=r"^mine$"), engine_errors("reading"):
        raise RefusedError("mine")


def test_spark_that_is_not_installed_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "openiln_evidence.read.spark", None)
    with pytest.raises(
        RefusedError, match=r"spark needs pip install openiln\[spark\], and Java 17"
    ):
        connect("spark")


def test_in_a_database_by_address_nothing_is_written_to_hold_a_question():
    backend = ibis.sqlite.connect(":memory:")
    backend.raw_sql("CREATE TABLE students (id INTEGER)")
    before = backend.list_tables()
    with held(backend.table("students"), "input: it could not be read") as kept:
        assert kept.columns == ("id",)
        assert backend.list_tables() == before


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ibis reads SQLite by way of pandas
def test_what_is_fetched_in_parts_is_all_of_it_once():
    lake = ibis.duckdb.connect()
    lake.raw_sql("CREATE TABLE students AS SELECT range AS id FROM range(10000)")
    sums = lake.table("students").group_by("id").aggregate(twice=lambda rows: rows.id.sum() * 2)
    parts = list(fetch_in_parts(sums, 2048, "input: it could not be read"))
    assert len(parts) > 1
    assert {part.schema for part in parts} == {sums.schema().to_pyarrow()}
    assert sorted(id_ for part in parts for id_ in part["id"].to_pylist()) == list(range(10000))
    elsewhere = ibis.sqlite.connect(":memory:")
    elsewhere.raw_sql("CREATE TABLE students (id INTEGER)")
    (whole,) = fetch_in_parts(elsewhere.table("students"), 2048, "input: it could not be read")
    assert whole.num_rows == 0
