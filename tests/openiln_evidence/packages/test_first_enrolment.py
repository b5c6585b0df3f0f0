"""Students count where first enrolled, in sums that nobody can be told from."""

import numpy as np
import pytest

from evidence_holders import package
from evidence_make import STUDY, records, study_text, write_parquet
from openiln_evidence.check.run import check_input
from openiln_evidence.packages.folder import read_package
from openiln_evidence.packages.pool import pool
from openiln_evidence.read import rows as rows_module
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study
from openiln_evidence.study.plan import FIRST

SAFE = records(districts=4, per_grade=60)
WAYS = {"d4": ("d1", "d1s2"), "d1": ("d3", "d3s1"), "d3": ("d4", "d4s3")}
STARTS = {"d1": 2017, "d2": 2018}


def moved(columns, every):
    """The records, in which each `every`-th pupil of some districts leaves after one year."""
    rows = {name: list(values) for name, values in columns.items()}
    first, order = {}, {}
    for place, student in enumerate(columns["student"]):
        first[student] = min(first.get(student, 9999), columns["year"][place])
        order.setdefault(student, len(order))
    for place, student in enumerate(columns["student"]):
        home = columns["district"][place]
        if order[student] % every == 0 and home in WAYS and columns["year"][place] > first[student]:
            rows["district"][place], rows["school"][place] = WAYS[home]
    return rows


def where_first(columns):
    """The records with each row where its student was first, if that has another date."""
    rows = {name: list(values) for name, values in columns.items()}
    first = {}
    for place in np.argsort(columns["year"], kind="stable"):
        first.setdefault(columns["student"][place], place)
    for place, student in enumerate(columns["student"]):
        home = columns["district"][first[student]]
        if STARTS.get(home) != STARTS.get(columns["district"][place]):
            rows["district"][place] = home
            rows["school"][place] = columns["school"][first[student]]
    return rows


MOVED = moved(SAFE, 3)


def blocks_in(folder, subgroup):
    _, blocks = read_package(folder)
    return {b.unit: b for b in blocks if (b.outcome, b.subgroup) == ("math", subgroup)}


def total(blocks, part, field):
    return sum(getattr(getattr(block, part), field) for block in blocks)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The blocks of the moved records, rewritten and compressed plainly."""
    home = tmp_path_factory.mktemp("rewritten")
    package(home, where_first(MOVED))
    return blocks_in(home / "package", "all")


@pytest.mark.parametrize("rows_a_pass", [5_000_000, 3000])
def test_the_sums_are_those_of_records_rewritten(tmp_path, monkeypatch, plain, rows_a_pass):
    monkeypatch.setattr(rows_module, "ROWS_A_PASS", rows_a_pass)
    manifest = package(tmp_path, MOVED)
    found = blocks_in(tmp_path / "package", FIRST)
    assert sorted(found) == ["d1", "d2", "d3"]  # d3 stands for d4 too: both are never treated
    for unit, these in (("d1", ["d1"]), ("d2", ["d2"]), ("d3", ["d3", "d4"])):
        expected = [plain[one] for one in these]
        for part, field in (
            ("schooled", "xx"), ("schooled", "xy"), ("schooled", "yy"),
            ("by_period", "n"), ("by_period", "wyy"), ("by_period", "school_means_squared"),
        ):  # fmt: skip
            np.testing.assert_allclose(
                getattr(getattr(found[unit], part), field), total(expected, part, field),
                rtol=1e-9, atol=1e-6,
            )  # fmt: skip
        assert found[unit].n == sum(block.n for block in expected)
        assert found[unit].flow.baseline.sum() == 0
    before = blocks_in(tmp_path / "package", "all")
    assert found["d1"].n != before["d1"].n
    pooled = pool(parse_study(STUDY), [tmp_path / "package"])
    assert pooled.share == pytest.approx(manifest.share)  # no row counts twice


def test_a_few_who_moved_are_not_told(tmp_path):
    columns = moved(SAFE, 150)
    package(tmp_path, columns)
    assert blocks_in(tmp_path / "package", FIRST) == {}
    assert len(blocks_in(tmp_path / "package", "all")) == 4


def test_students_who_cross_from_date_to_date_are_counted(tmp_path, monkeypatch):
    dates = {}
    for student, district in zip(MOVED["student"], MOVED["district"], strict=True):
        dates.setdefault(student, set()).add(STARTS.get(district))
    monkeypatch.setattr(rows_module, "ROWS_A_PASS", 3000)
    path = write_parquet(tmp_path / "r.parquet", MOVED)
    checked = check_input(parse_study(STUDY), open_source(str(path)), key=5)
    assert checked.crossing == sum(len(seen) > 1 for seen in dates.values()) > 0


def test_a_yes_or_no_that_nearly_all_movers_share_is_withheld(tmp_path):
    text = study_text(
        ('column = "math"\nprimary = true', 'column = "math"'),
        ('kind = "binary"', 'kind = "binary"\nprimary = true'),
    )
    package(tmp_path, MOVED, "mixed", text=text)
    assert any(b.subgroup == FIRST for b in read_package(tmp_path / "mixed")[1])
    went = [a != b for a, b in zip(MOVED["district"], SAFE["district"], strict=True)]
    passed = [
        1 if gone and seen is not None else seen
        for gone, seen in zip(went, MOVED["passed"], strict=True)
    ]
    (tmp_path / "other").mkdir()
    package(tmp_path / "other", MOVED | {"passed": passed}, "alike", text=text)
    assert all(b.subgroup != FIRST for b in read_package(tmp_path / "other" / "alike")[1])
