"""The ledger remembers row sets, and notices when it was changed."""

import pytest

from evidence_holders import package
from evidence_make import STUDY, records
from openiln_evidence.errors import RefusedError
from openiln_evidence.ledger import Entry, open_ledger

SAFE = records(districts=2, per_grade=60)
ROWS = {("math", "all", "d1"): tuple(range(128))}


def entry(number, sketches=None, engine="duckdb", approved_by=None):
    return Entry(f"s{number}", str(number), "records", engine, approved_by, sketches or ROWS)


def filled(state, count):
    ledger = open_ledger(state)
    for number in range(count):
        ledger.record(entry(number))
    return open_ledger(state)


def test_a_sixth_study_of_the_same_rows_needs_a_named_approval(tmp_path):
    ledger = filled(tmp_path, 5)
    with pytest.raises(RefusedError, match="5 studies have used the same rows"):
        ledger.check(entry(5), 10)
    ledger.check(entry(5, approved_by="the superintendent"), 10)
    ledger.check(entry(4), 10)
    other = {("math", "all", "d1"): tuple(range(1, 129))}
    ledger.check(entry(5, other), 10)


def test_an_approval_is_written_down(tmp_path):
    ledger = open_ledger(tmp_path)
    ledger.record(entry(1, approved_by="the superintendent"))
    assert open_ledger(tmp_path).entries[0].approved_by == "the superintendent"


def test_few_differing_parts_are_refused_and_many_are_not(tmp_path):
    ledger = filled(tmp_path, 1)
    nine = {("ela", "poor", "d1"): tuple(v + 1 if v < 9 else v for v in range(128))}
    with pytest.raises(RefusedError, match='block "ela, poor, d1" differs by fewer than 10'):
        ledger.check(entry(2, nine), 10)
    ten = {("ela", "poor", "d1"): tuple(v + 1 if v < 10 else v for v in range(128))}
    ledger.check(entry(2, ten), 10)
    ledger.check(entry(2, {("math", "all", "d2"): nine["ela", "poor", "d1"]}), 10)


def test_another_engine_cannot_be_compared_and_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="use --engine duckdb"):
        filled(tmp_path, 1).check(entry(2, engine="pyspark"), 10)


def test_the_same_study_of_the_same_input_is_written_once(tmp_path):
    ledger = filled(tmp_path, 2)
    ledger.record(entry(0))
    assert sorted(one.digest for one in open_ledger(tmp_path).entries) == ["0", "1"]


def test_a_changed_ledger_and_a_lost_key_are_refused(tmp_path):
    filled(tmp_path, 1)
    file = tmp_path / "ledger.json"
    file.write_bytes(file.read_bytes().replace(b'"s0"', b'"s9"'))
    with pytest.raises(RefusedError, match="was changed by hand"):
        open_ledger(tmp_path)
    (tmp_path / "ledger.key").unlink()
    with pytest.raises(RefusedError, match=r"ledger\.key is missing"):
        open_ledger(tmp_path)


def test_the_key_is_the_owner_s_alone_and_salts_hashes(tmp_path):
    ledger = open_ledger(tmp_path)
    assert (tmp_path / "ledger.key").stat().st_mode & 0o077 == 0
    assert 0 <= ledger.salt < 2**62
    assert open_ledger(tmp_path).salt == ledger.salt
    assert open_ledger(tmp_path / "other").salt != ledger.salt


def test_the_same_study_may_be_compressed_again(tmp_path):
    first = package(tmp_path, SAFE, "first", text=STUDY)
    (tmp_path / "second").mkdir()
    again = tmp_path / "again"
    package(tmp_path, SAFE, "again", text=STUDY)
    assert (again / "moments.npz").read_bytes() == (tmp_path / "first" / "moments.npz").read_bytes()
    assert first.blocks
