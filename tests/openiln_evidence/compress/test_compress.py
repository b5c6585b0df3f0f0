"""Blocks are what a plain reading of the rows gives, to the last digits."""

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_make import PUBLISHED, PUBLISHED_ROWS, STUDY, records, study_text, write_parquet
from openiln_evidence.check.run import check_input
from openiln_evidence.compress import cells as cells_module
from openiln_evidence.compress import sums as sums_module
from openiln_evidence.compress.combinations import combinations_of
from openiln_evidence.compress.run import compress
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import fetch, whole
from openiln_evidence.read.rows import study_rows
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

SMALL = records(per_grade=6)


def compressed(path, columns=SMALL, text=STUDY, **how):
    study = parse_study(text)
    source = open_source(str(write_parquet(path / "records.parquet", columns)))
    made, _ = compress(study, source, check_input(study, source, key=5), **how)
    return {(m.block.outcome, m.block.subgroup, m.block.unit): m for m in made}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The blocks of the records and the study as they are."""
    return compressed(tmp_path_factory.mktemp("made"))


def plain(columns, outcome, subgroup, unit, *, weighted=True, common=False):
    """Demeaned moments, row by row: a second, plain implementation."""
    of = {name: np.array(values, dtype=object) for name, values in columns.items()}
    rows = (of["district"] == unit) & np.array([y is not None for y in of[outcome]])
    if common:
        rows &= np.array(
            [a is not None and b is not None for a, b in zip(of["math"], of["passed"], strict=True)]
        )
    if subgroup == "poor":
        rows &= of["frl"] == 1
    at = {name: values[rows] for name, values in of.items()}
    y = at[outcome].astype(float)
    w = at["weight"].astype(float) if weighted else np.ones(len(y))
    year, frl, grade = (at[name].astype(int) for name in ("year", "frl", "grade"))
    X = np.column_stack(
        [
            *(year == period for period in range(2015, 2019)),
            frl == 1, grade == 4, grade == 5,
            (frl == 1) & (grade == 4), (frl == 1) & (grade == 5),
        ]
    ).astype(float)  # fmt: skip
    undemeaned = (y.copy(), w, year, at["school"])
    for school in set(at["school"]):
        here = at["school"] == school
        X[here] -= np.average(X[here], axis=0, weights=w[here])
        y[here] -= np.average(y[here], weights=w[here])
    return (X.T * w) @ X, (X.T * w) @ y, (y * w) @ y, undemeaned


@pytest.mark.parametrize("outcome", ["math", "passed"])
@pytest.mark.parametrize("subgroup", ["all", "poor"])
def test_demeaned_moments_are_those_of_the_rows(made, outcome, subgroup):
    for unit in ("d1", "d4"):
        block = made[outcome, subgroup, unit].block
        xx, xy, yy, (y, w, *_) = plain(SMALL, outcome, subgroup, unit)
        assert block.schooled.xx == pytest.approx(xx, rel=1e-10, abs=1e-9)
        assert block.schooled.xy == pytest.approx(xy, rel=1e-10, abs=1e-9)
        assert block.schooled.yy == pytest.approx(yy, rel=1e-12)
        assert (block.n, block.weight) == (len(y), w.sum())
        assert (block.schools, block.cluster) == (3, unit)


def test_undemeaned_sums_are_those_of_the_rows(made):
    block = made["math", "poor", "d2"].block
    *_, (y, w, year, school) = plain(SMALL, "math", "poor", "d2")
    for t, period in enumerate(range(2015, 2019)):
        here = year == period
        by = block.by_period
        assert by.n[t] == here.sum()
        assert by.w[t] == w[here].sum()
        assert by.wy[t] == pytest.approx((w * y)[here].sum(), rel=1e-13)
        assert by.wyy[t] == pytest.approx((w * y * y)[here].sum(), rel=1e-13)
        schools = [here & (school == s) for s in set(school) if (here & (school == s)).any()]
        assert by.schools[t] == len(schools)
        assert by.n_squared[t] == sum(s.sum() ** 2 for s in schools)
        means = sum(s.sum() * np.average(y[s], weights=w[s]) ** 2 for s in schools)
        assert by.school_means_squared[t] == pytest.approx(means, rel=1e-13)


def test_without_weights_each_row_counts_once(tmp_path):
    text = study_text(('weight = "weight"\n', ""))
    block = compressed(tmp_path, text=text)["math", "all", "d3"].block
    xx, xy, *_ = plain(SMALL, "math", "all", "d3", weighted=False)
    assert block.schooled.xx == pytest.approx(xx, rel=1e-10, abs=1e-9)
    assert block.schooled.xy == pytest.approx(xy, rel=1e-10, abs=1e-9)
    assert block.weight == block.n


def test_decimals_of_scores_and_weights_change_nothing_but_the_unit(made, tmp_path):
    text = study_text(
        ("range = [0, 1000]", "range = [0, 1000]\ndecimals = 2"),
        ('weight = "weight"', 'weight = "weight"\nweight_decimals = 1'),
    )
    finer = compressed(tmp_path, text=text)["math", "all", "d1"].block
    plainer = made["math", "all", "d1"].block
    assert finer.schooled.xx == pytest.approx(plainer.schooled.xx, rel=1e-12, abs=1e-9)
    assert finer.schooled.xy == pytest.approx(plainer.schooled.xy, rel=1e-12, abs=1e-8)
    assert finer.by_period.wyy == pytest.approx(plainer.by_period.wyy, rel=1e-12)


def test_common_rows_have_every_outcome(tmp_path):
    columns = SMALL | {
        "math": [None if place % 9 == 0 else v for place, v in enumerate(SMALL["math"])],
        "passed": [None if place % 11 == 0 else v for place, v in enumerate(SMALL["passed"])],
    }
    apart = compressed(tmp_path, columns)
    common = compressed(tmp_path, columns, common=True)
    assert apart["math", "all", "d1"].block.n != apart["passed", "all", "d1"].block.n
    assert common["math", "all", "d1"].block.n == common["passed", "all", "d1"].block.n
    _, xy, *_ = plain(columns, "math", "all", "d1", common=True)
    assert common["math", "all", "d1"].block.schooled.xy == pytest.approx(xy, rel=1e-10, abs=1e-9)


def test_a_subgroup_of_another_column_groups_by_that_column(tmp_path):
    text = study_text(
        ('id = "poor"\ncolumn = "frl"\nis = [1]', 'id = "upper"\ncolumn = "home"\nis = ["x"]')
    )
    columns = SMALL | {"home": ["x" if f == 1 else "y" for f in SMALL["frl"]]}
    block = compressed(tmp_path, columns, text)["math", "upper", "d1"].block
    assert block.schooled.yy == pytest.approx(plain(SMALL, "math", "poor", "d1")[2], rel=1e-12)


def test_an_empty_subgroup_has_no_block(tmp_path):
    columns = SMALL | {
        "frl": [0 if d == "d2" else f for d, f in zip(SMALL["district"], SMALL["frl"], strict=True)]
    }
    made = compressed(tmp_path, columns)
    assert ("math", "poor", "d2") not in made
    assert ("math", "poor", "d1") in made


def test_a_school_may_be_the_unit_and_the_district_its_cluster(tmp_path):
    text = study_text(('level = "district"', 'level = "school"'), ("d1 = 2017\nd2", "d1s1"))
    block = compressed(tmp_path, text=text)["math", "all", "d1s2"].block
    assert (block.schools, block.cluster) == (1, "d1s2")
    districts = text + '\n[clusters]\nlevel = "district"\n'
    assert compressed(tmp_path, text=districts)["math", "all", "d1s2"].block.cluster == "d1"


def published(rows):
    return "".join(
        f"[[outcomes.published]]\ngrade = {g}\nperiod = {p}\nmean = {m}\nsd = {s}\n"
        for g, p, m, s in rows
    )


ROWS = [(g, p, 480 + g + (p - 2015), 70 + g) for g in (3, 4, 5) for p in range(2015, 2019)]


def standardised_text(rows=ROWS):
    one = STUDY.split('[[outcomes]]\nid = "passed"')[0]
    rest = STUDY[STUDY.index("[treatment]") :]
    return one + published(rows) + rest


def test_published_means_standardise_every_score(tmp_path):
    block = compressed(tmp_path, text=standardised_text())["math", "all", "d1"].block
    means = {(g, p): (m, s) for g, p, m, s in ROWS}
    z = [
        None if y is None else (y - means[g, p][0]) / means[g, p][1]
        for y, g, p in zip(SMALL["math"], SMALL["grade"], SMALL["year"], strict=True)
    ]
    _, xy, yy, (plain_z, w, *_) = plain(SMALL | {"math": z}, "math", "all", "d1")
    assert block.schooled.xy == pytest.approx(xy, rel=1e-9, abs=1e-9)
    assert block.schooled.yy == pytest.approx(yy, rel=1e-11)
    assert block.by_period.wy.sum() == pytest.approx((w * plain_z).sum(), rel=1e-9)


def test_a_grade_without_a_published_mean_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="no published mean for grade 5 in 2018"):
        compressed(tmp_path, text=standardised_text(ROWS[:-1]))


def test_passes_over_periods_change_no_bit(made, tmp_path, monkeypatch):
    whole = made["math", "poor", "d1"].block
    monkeypatch.setattr(cells_module, "CELLS_A_PASS", 50)
    monkeypatch.setattr(sums_module, "CELLS_WAITING", 20)
    passes = compressed(tmp_path)["math", "poor", "d1"].block
    assert passes.schooled.xx.tolist() == whole.schooled.xx.tolist()
    assert passes.by_period.wyy.tolist() == whole.by_period.wyy.tolist()


def test_blocks_have_the_same_bits_in_whatever_order_the_rows_come(tmp_path):
    """Scores in hundredths and weights in thousandths are added up before they are divided."""
    text = study_text(
        ("range = [0, 1000]", "range = [0, 1000]\ndecimals = 2"),
        ('weight = "weight"', 'weight = "weight"\nweight_decimals = 3'),
    )
    columns = SMALL | {
        "math": [
            None if y is None else y - (i * 7 % 100) / 100 for i, y in enumerate(SMALL["math"])
        ],
        "weight": [1 + (i * 13 % 1000) / 1000 for i in range(len(SMALL["weight"]))],
    }
    shuffled = list(range(len(SMALL["math"])))
    random.Random(3).shuffle(shuffled)  # noqa: S311 -- an order, no secret
    other = {name: [values[row] for row in shuffled] for name, values in columns.items()}
    for one, (key, two) in zip(
        compressed(tmp_path, columns, text).values(),
        compressed(tmp_path, other, text).items(),
        strict=True,
    ):
        first, second = one.block, two.block
        assert (first.outcome, first.subgroup, first.unit) == key
        for part in ("schooled", "by_period"):
            for name, bits in vars(getattr(first, part)).items():
                assert np.array_equal(bits, getattr(getattr(second, part), name)), (key, name)


def test_sums_that_no_double_holds_are_exact_too(tmp_path):
    columns = SMALL | {"math": [900 + place / 1e5 for place in range(len(SMALL["math"]))]}
    text = study_text(("range = [0, 1000]", "range = [0, 1000]\ndecimals = 5"))
    study = parse_study(text)
    source = open_source(str(write_parquet(tmp_path / "records.parquet", columns)))
    checked = check_input(study, source, key=5)
    table = study_rows(study, source).table
    query = cells_module.cells_query(
        study, table, combinations_of(study), heft=cells_module.heft_of(checked), common=False
    )
    weights = SMALL["weight"]
    squares = [w * (90_000_000 + place) ** 2 for place, w in enumerate(weights)]
    assert sum(squares) > cells_module.EXACT
    assert sum(whole(fetch(query, "reading")["wyy0"]).tolist()) == sum(squares)


def test_what_changed_after_the_check_is_refused(tmp_path):
    study = parse_study(STUDY)
    source = open_source(str(write_parquet(tmp_path / "records.parquet", SMALL)))
    checked = check_input(study, source, key=5)
    with pytest.raises(RefusedError, match="changed after the check"):
        compress(replace(study, digest="0"), source, checked)
    with (tmp_path / "records.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(RefusedError, match=r"records.parquet changed while it was read; let"):
        source.check_unchanged()
    (tmp_path / "records.parquet").unlink()
    with pytest.raises(RefusedError, match=r"records.parquet changed while it was read; let"):
        source.check_unchanged()
    source = open_source(str(write_parquet(tmp_path / "records.parquet", SMALL)))
    strange = replace(checked, roster=replace(checked.roster, schools=tuple("abcdefghijkl")))
    with pytest.raises(RefusedError, match="school has values that the check did not see"):
        compress(study, source, strange)


def test_a_row_alone_in_its_school_is_a_singleton(made, tmp_path):
    extra = {
        "student": "lone", "school": "d1s9", "district": "d1", "year": 2016, "grade": 4,
        "weight": 1, "frl": 0, "math": 400, "passed": 0,
    }  # fmt: skip
    columns = {name: [*values, extra[name]] for name, values in SMALL.items()}
    lone = compressed(tmp_path, columns)["math", "all", "d1"].block
    block = made["math", "all", "d1"].block
    assert (lone.singletons, lone.n, lone.schools) == (1, block.n + 1, 4)
    assert lone.schooled.xx == pytest.approx(block.schooled.xx, abs=1e-9)


def test_a_published_table_stands_for_its_students(tmp_path):
    made = compressed(tmp_path, PUBLISHED_ROWS, PUBLISHED)
    math, passed = made["math", "all", "d1"].block, made["passed", "all", "d1"].block
    assert math.by_period.n.tolist() == [30, 40, 0, 0]
    assert math.by_period.wy.tolist() == [15_000, 20_400, 0, 0]
    assert math.by_period.wyy.tolist() == [30 * (500**2 + 80**2), 40 * (510**2 + 90**2), 0, 0]
    assert passed.by_period.wyy == pytest.approx([15, 16, 40, 0])
    assert math.flow.baseline.tolist() == [0, 0, 0, 0]


WIDE = study_text(("range = [0, 1000]", "range = [-500, 1500]"))


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return compressed(tmp_path_factory.mktemp("order"), text=WIDE)["math", "all", "d1"].block


@settings(max_examples=6, deadline=None)
@given(shift=st.integers(-200, 200), cut=st.lists(st.integers(1, 2000), max_size=3, unique=True))
def test_a_constant_added_and_rows_in_any_order_change_no_demeaned_moment(
    tmp_path_factory, before, shift, cut
):
    count = len(SMALL["student"])
    ends = [0, *sorted(c for c in cut if c < count), count]
    order = [row for a, b in reversed(list(pairwise(ends))) for row in range(a, b)]
    moved = {name: [values[row] for row in order] for name, values in SMALL.items()}
    moved["math"] = [None if y is None else y + shift for y in moved["math"]]
    found = compressed(tmp_path_factory.mktemp("order"), moved, WIDE)
    after = found["math", "all", "d1"].block.schooled
    assert after.xx == pytest.approx(before.schooled.xx, rel=1e-12)
    assert after.xy == pytest.approx(before.schooled.xy, rel=1e-9, abs=1e-8)
    assert after.yy == pytest.approx(before.schooled.yy, rel=1e-9)
