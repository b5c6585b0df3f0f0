"""One student has one number, whatever the format of the file and the engine."""

import ibis
import pyarrow as pa
import pytest

from evidence_ledger import number_of
from evidence_make import records, study_text, write_parquet
from openiln_evidence.check.run import check_input
from openiln_evidence.read.engine import connect
from openiln_evidence.read.identity import PRIME, canonical, identity
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

KEY = 2**61 + 12_345
TEXTS = [
    "103",
    " 103 ",
    "0103",
    "103.0",
    "P1",
    "p 1",
    "é7",
    "1e3",
    "12.5",
    "000",
    "9" * 18,
    "9" * 25,
]


def numbers(engine, column):
    backend = connect(engine)
    if engine == "duckdb":
        backend.con.register("ids", pa.table({"id": column}))
        table = backend.table("ids")
    else:
        table = backend.create_view("ids", ibis.memtable(pa.table({"id": column})))
    found = table.select("id", number=identity(table.id, KEY)).to_pyarrow().to_pylist()
    return {row["id"]: row["number"] for row in found}


def test_the_engine_s_numbers_are_those_of_plain_python():
    found = numbers("duckdb", TEXTS)
    assert found == {text: number_of(text, KEY) for text in TEXTS}
    assert all(0 <= number < PRIME for number in found.values())
    assert len(set(found.values())) == len(TEXTS) - 3  # 103 in four ways


def test_engines_that_cannot_read_hexadecimal_digits_have_them_looked_up(monkeypatch):
    monkeypatch.setattr("openiln_evidence.read.identity.DUCKDB", "another")
    assert numbers("duckdb", TEXTS) == {text: number_of(text, KEY) for text in TEXTS}


@pytest.mark.parametrize("kind", [pa.int16(), pa.int64(), pa.uint64(), pa.float64()])
def test_a_whole_number_is_the_same_student_in_every_type(kind):
    found = numbers("duckdb", pa.array([103, 7], kind))
    assert set(found.values()) == {number_of("103", KEY), number_of("7", KEY)}


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")  # pyspark warns of pandas 3
def test_spark_has_the_same_numbers():
    assert numbers("spark", TEXTS) == numbers("duckdb", TEXTS)


def test_canonical_texts_of_schools():
    assert [canonical(text) for text in (" 7 ", "07", "7.0", "-7", "d1s1 ", "7.5")] == [
        "7", "7", "7", "-7", "d1s1", "7.5",
    ]  # fmt: skip


def sketches(path):
    study = parse_study(study_text(("d1 = 2017\nd2 = 2018", "1 = 2017\n2 = 2018")))
    return check_input(study, open_source(str(path)), key=KEY).sketches


def test_the_same_rows_have_the_same_sketches_in_every_format(tmp_path):
    rows = records(districts=2, per_grade=6)
    places = {name: place for place, name in enumerate(sorted(set(rows["student"])), start=100)}
    whole = rows | {
        "student": [places[name] for name in rows["student"]],
        "school": [int(name[1]) * 10 + int(name[3]) for name in rows["school"]],
        "district": [int(name[1:]) for name in rows["district"]],
    }
    ids = ("student", "school", "district")
    formats = {
        "whole": whole,
        "floats": whole | {name: [float(v) for v in whole[name]] for name in ids},
        "texts": whole | {name: [f" {v} " for v in whole[name]] for name in ids},
        "decimals": whole | {"student": [f"{v}.0" for v in whole["student"]]},
    }
    found = {
        name: sketches(write_parquet(tmp_path / f"{name}.parquet", columns))
        for name, columns in formats.items()
    }
    for name, made in found.items():
        for of, sketch in found["whole"].items():
            assert made[of].tolist() == sketch.tolist(), (name, of)
    assert any(sketch.any() for sketch in found["whole"].values())
