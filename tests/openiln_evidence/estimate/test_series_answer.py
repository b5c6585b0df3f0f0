"""An interrupted series answers with its periods, and carries every check."""

import pytest

import student_rows as made
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.facade import answer

LONG = tuple(range(2003, 2019))


def series_rows(seed=130, *, districts=12, starts=(2013,) * 4):
    return made.student_rows(seed, districts=districts, starts=starts, periods=LONG, schools=1)


def series_of(rows, blocks=None, **words):
    blocks = blocks or made.blocks_of(rows, periods=LONG)
    design = Design(made.dates_of(rows), "score", method="interrupted series", draws=499, **words)
    return answer(design, blocks)


REQUIRED = [
    "attrition",
    "mobility",
    "selection period",
    "trends before",
    "spillover",
    "declared outcomes",
]


def test_a_series_carries_every_check_that_a_comparison_carries():
    rows = series_rows()
    first = rows.copy()
    came = first.index[(first["district"] == "D00") & (first["period"] == 2018)][:3]
    first.loc[came, ["district", "school_id", "start"]] = ["D09", "D09-0", 0]
    blocks = made.blocks_of(rows, periods=LONG)
    moved = made.blocks_of(first, subgroup="first", periods=LONG)
    got = series_of(
        rows,
        [*blocks, *moved],
        first_enrolment="first",
        selection_period=2010,
        spilled_on=frozenset({"D11"}),
    )
    assert [c.name for c in got.checks] == REQUIRED
    found = {c.name: c for c in got.checks}
    assert found["attrition"].numbers["linked_comparison"] == 1.0
    kept = series_of(rows[rows["period"] != 2010]).primary.effect
    assert found["selection period"].numbers["effect"] == pytest.approx(kept)
    far = series_of(rows[rows["district"] != "D11"]).primary.effect
    assert found["spillover"].numbers["effect"] == pytest.approx(far)
    stayed = series_of(first, made.blocks_of(first, periods=LONG)).primary.effect
    assert found["mobility"].numbers["effect"] == pytest.approx(stayed)


def test_checks_that_do_not_apply_to_a_series_say_so_and_why():
    got = series_of(series_rows(districts=4), spilled_on=frozenset({"D11"}))
    assert [c.name for c in got.checks] == REQUIRED
    found = {c.name: c for c in got.checks}
    assert found["spillover"].finding.startswith("Does not apply: the series has nobody")
    assert "Differential attrition does not apply" in found["attrition"].finding


def test_a_series_whose_others_were_all_reached_leaves_spillover_open():
    got = series_of(series_rows(districts=5), spilled_on=frozenset({"D04"}))
    check = next(c for c in got.checks if c.name == "spillover")
    assert check.passed is None
    assert "nobody is left to compare with" in check.finding


def test_a_bend_of_the_breakdown_slope_undoes_a_series_and_a_steady_slope_does_not():
    rows = series_rows(131).assign(score=lambda r: r["score"] + 30 * r["treated"])
    got = series_of(rows)
    check = next(c for c in got.checks if c.name == "trends before")
    breakdown = check.numbers["breakdown_slope"]
    assert (check.passed, breakdown > check.numbers["detectable_slope"]) == (True, True)
    ours = rows["start"] > 0
    bend = (rows["period"] - 2012).clip(lower=0) * ours
    bent = series_of(rows.assign(score=rows["score"] + breakdown * bend))
    assert bent.primary.effect - got.primary.effect == pytest.approx(got.primary.low, rel=1e-4)
    steep = series_of(rows.assign(score=rows["score"] + 3 * rows["period"] * ours))
    assert steep.primary.effect == pytest.approx(got.primary.effect, rel=1e-4)
    slope = next(c for c in steep.checks if c.name == "trends before").numbers["slope"]
    assert slope - check.numbers["slope"] == pytest.approx(3.0, rel=1e-4)


def test_a_small_effect_of_a_series_leaves_its_trend_open():
    got = series_of(series_rows(131).assign(score=lambda r: r["score"] + 2.5 * r["treated"]))
    check = next(c for c in got.checks if c.name == "trends before")
    assert 0 < check.numbers["breakdown_slope"] < check.numbers["detectable_slope"]
    assert check.passed is None


def test_an_interrupted_series_answers_with_its_periods():
    periods = tuple(range(2005, 2019))
    rows = made.student_rows(130, starts=(2013,) * 4, periods=periods, schools=1)
    got = series_of(rows, made.blocks_of(rows, periods=periods))
    assert got.recommended == "interrupted series, AR(1) averaged over correlations, t(T-4)"
    assert [e.name for e in got.others] == ["change of level", "change of trend"]
    assert "less that of the others" in got.estimator
    assert "The series has 14 points" in got.warnings[0]
    alone = rows[rows["start"] > 0]
    single = series_of(alone, made.blocks_of(alone, periods=periods))
    assert "nobody to compare with" in single.estimator
