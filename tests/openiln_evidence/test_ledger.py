"""The ledger remembers row sets, is used by one program at a time, and notices a change."""

import sqlite3
from datetime import date

import numpy as np
import pytest

from evidence_holders import DAY, package
from evidence_ledger import entry
from evidence_make import STUDY, records
from openiln_evidence.errors import RefusedError
from openiln_evidence.ledger import file
from openiln_evidence.ledger.entry import from_bytes, to_bytes
from openiln_evidence.ledger.file import key_before, open_ledger, salt_of

SAFE = records(districts=2, per_grade=60)
ROWS = {("s1", 2015): set(range(40)), ("s2", 2015): set(range(40, 80))}
OTHER = {("s1", 2015): set(range(100, 140)), ("s2", 2015): set(range(140, 180))}


def opened(state):
    return open_ledger(state, on=DAY)


def filled(state, *entries):
    with opened(state) as ledger:
        for one in entries:
            ledger.record(one)


def check(state, one):
    with opened(state) as ledger:
        ledger.check(one)


def test_a_sixth_study_of_the_same_rows_needs_a_named_approval(tmp_path):
    filled(tmp_path, *(entry(number, ROWS) for number in range(5)))
    with pytest.raises(RefusedError, match="5 studies have used the same rows"):
        check(tmp_path, entry(5, ROWS))
    check(tmp_path, entry(5, ROWS, approved_by="the superintendent"))
    check(tmp_path, entry(4, ROWS))
    check(tmp_path, entry(5, OTHER))


def test_an_entry_is_written_down_whole(tmp_path):
    filled(tmp_path, entry(1, ROWS, {"s1": "d1"}, approved_by="the superintendent"))
    with opened(tmp_path) as ledger:
        (found,) = ledger.entries
    assert found.approved_by == "the superintendent"
    assert found.units == {"d1"}
    assert to_bytes(from_bytes(to_bytes(found))) == to_bytes(found)
    assert found.families[0].sketch[1].any() is np.False_  # s2 did not leave


def test_the_same_study_of_the_same_input_is_written_once(tmp_path):
    filled(tmp_path, entry(0, ROWS), entry(1, ROWS))
    filled(tmp_path, entry(0, ROWS))
    with opened(tmp_path) as ledger:
        assert sorted(one.digest for one in ledger.entries) == ["0", "1"]


def test_what_is_refused_leaves_the_ledger_as_it_was(tmp_path):
    filled(tmp_path, entry(0, ROWS))

    def interrupted():
        with opened(tmp_path) as ledger:
            ledger.record(entry(1, ROWS))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with opened(tmp_path) as ledger:
        assert [one.digest for one in ledger.entries] == ["0"]


def test_a_changed_ledger_and_a_lost_key_are_refused(tmp_path):
    filled(tmp_path, entry(0, ROWS))
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        database.execute("UPDATE entry SET body = replace(body, 's0', 's9')")
    database.close()
    with pytest.raises(RefusedError, match="was changed by hand"):
        check(tmp_path, entry(1, ROWS))
    (tmp_path / "ledger.key").unlink()
    with pytest.raises(RefusedError, match=r"ledger\.key is missing"):
        check(tmp_path, entry(1, ROWS))


def test_a_damaged_ledger_and_those_of_other_versions_are_refused(tmp_path):
    filled(tmp_path, entry(0, ROWS))
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        database.execute("PRAGMA user_version = 3")
    database.close()
    with pytest.raises(RefusedError, match="written by a newer program; upgrade"):
        check(tmp_path, entry(1, ROWS))
    (tmp_path / "ledger.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(RefusedError, match="could not be used: it is damaged; restore it"):
        check(tmp_path, entry(1, ROWS))
    (tmp_path / "ledger.json").write_text("{}")
    with pytest.raises(RefusedError, match=r"is of an older version, .* in another folder"):
        check(tmp_path, entry(1, ROWS))


def test_a_ledger_that_another_program_keeps_open_is_waited_for(tmp_path, monkeypatch):
    filled(tmp_path, entry(0, ROWS))
    monkeypatch.setattr(file, "TURN", 0.05)
    monkeypatch.setattr(file, "PATIENCE", 2)
    with opened(tmp_path), pytest.raises(RefusedError, match="another program is using it"):
        check(tmp_path, entry(1, ROWS))


def test_a_new_ledger_is_told_of_with_its_place_and_keeps_its_day(tmp_path):
    for day in (DAY, date(2027, 1, 1)):
        with open_ledger(tmp_path / "state", on=day) as ledger:
            assert ledger.begun_on == "2026-11-28"
            assert ledger.is_new is (day == DAY)
    said = f"the ledger {tmp_path / 'state' / 'ledger.sqlite'} was begun on 2026-11-28"
    assert said in ledger.introduction


def test_the_key_is_the_owner_s_alone_and_salts_hashes(tmp_path):
    with opened(tmp_path) as ledger:
        assert (tmp_path / "ledger.key").stat().st_mode & 0o077 == 0
        assert 0 <= ledger.salt < 2**62
    with opened(tmp_path) as again, opened(tmp_path / "other") as other:
        assert again.salt == ledger.salt != other.salt


def test_the_key_of_a_ledger_that_is_not_there_yet_is_written_nowhere(tmp_path):
    state = tmp_path / "state"
    key = key_before(state, on=DAY)
    assert not state.exists()
    with open_ledger(state, on=DAY, key=key) as ledger:
        assert (ledger.key, ledger.salt) == (key, salt_of(key))
    assert key_before(state, on=date(2027, 1, 1)) == key
    (state / "ledger.sqlite").unlink()
    assert key_before(state, on=DAY) == key  # it is not made anew while it is there


def test_a_ledger_that_another_program_began_meanwhile_is_not_taken(tmp_path):
    key = key_before(tmp_path / "state", on=DAY)
    with opened(tmp_path / "state") as theirs:
        assert theirs.key != key
    with (
        pytest.raises(RefusedError, match="another was begun while this check ran"),
        open_ledger(tmp_path / "state", on=DAY, key=key),
    ):
        pytest.fail("it may not be used")


class Study:
    """As much of a study as a question needs."""

    def __init__(self, number):
        self.id, self.digest = f"s{number}", str(number)


def test_a_question_is_answered_once_and_two_on_the_same_rows(tmp_path):
    filled(tmp_path, *(entry(number, ROWS) for number in range(3)), entry(3, OTHER))
    with opened(tmp_path) as ledger:
        for study, question in ((0, "q"), (0, "q"), (1, "r"), (3, "t")):
            ledger.answer(Study(study), "records", ["d1"], question)
        with pytest.raises(RefusedError, match="has asked another question already"):
            ledger.answer(Study(0), "records", ["d1"], "another")
        with pytest.raises(RefusedError, match="2 studies have asked about the same rows"):
            ledger.answer(Study(2), "records", ["d1"], "s")
        for study, units in ((9, ["d1"]), (0, ["d1", "d2"])):
            with pytest.raises(RefusedError, match="no package of these units left"):
                ledger.answer(Study(study), "records", units, "q")
        ledger.record(entry(0, ROWS))
        assert ledger.of("0", "records").question == "q"


def test_the_same_study_may_be_compressed_again(tmp_path):
    first = package(tmp_path, SAFE, "first", text=STUDY)
    (tmp_path / "second").mkdir()
    again = tmp_path / "again"
    package(tmp_path, SAFE, "again", text=STUDY)
    assert (again / "moments.npz").read_bytes() == (tmp_path / "first" / "moments.npz").read_bytes()
    assert first.blocks
    assert first.ledgers_begun_on == ("2026-11-28",)
