"""Trends before: seen, hidden, or what could have hidden."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

import student_rows as made
from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.main_effect import main_effect
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.required.pretrends import pretrends, seen_at_once, slope_of
from openiln_evidence.estimate.selection import select

DESIGN = Design({}, "score", draws=1_999)
SURE = Estimate("treated", 2.0, 0.2, 1.5, 2.5, 0.001, "test")


def chosen_of(rows, blocks=None):
    return select(blocks or made.blocks_of(rows), "score", "all", made.dates_of(rows))


def drifting(seed, slope, starts=(2016,) * 6, **words):
    """Rows whose treated units drift by `slope` a period."""
    rows = made.student_rows(seed, starts=starts, districts=14, students=40, **words)
    return rows.assign(score=rows["score"] + slope * (rows["start"] > 0) * (rows["period"] - 2013))


def primary_of(main):
    return main.effect.estimates(0.05)[0]


@pytest.mark.parametrize("starts", [(2016,) * 6, (2015, 2015, 2016, 2016, 2017, 2017)])
def test_a_trend_adds_its_bias_to_the_effect_exactly(starts):
    flat = main_effect(chosen_of(drifting(106, 0.0, starts)), "never treated")
    steep = main_effect(chosen_of(drifting(106, 1.0, starts)), "never treated")
    added = steep.effect.effects[0] - flat.effect.effects[0]
    assert added == pytest.approx(flat.trend_bias(), rel=1e-9)
    slopes = [slope_of(before_of(main), main, 1.0).line.effects[0] for main in (flat, steep)]
    assert slopes[1] - slopes[0] == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize(
    "starts", [(2016,) * 6, (2016,) * 4 + (2018,) * 2, (2015, 2015, 2016, 2016, 2017, 2017)]
)
@pytest.mark.parametrize("gap", [2014, 2015])
def test_a_trend_is_itself_where_a_year_has_no_results(starts, gap):
    """In 2015 no one tested: 2014 is the base of 2016, and 2013 is one period from it, not two."""

    def main_of(slope):
        rows = drifting(113, slope, starts)
        return main_effect(chosen_of(rows[rows["period"] != gap]), "never treated")

    flat, steep = main_of(0.0), main_of(1.0)
    added = steep.effect.effects[0] - flat.effect.effects[0]
    assert added == pytest.approx(flat.trend_bias(), rel=1e-9)
    slopes = [slope_of(before_of(main), main, 1.0).line.effects[0] for main in (flat, steep)]
    assert slopes[1] - slopes[0] == pytest.approx(1.0, rel=1e-9)
    for name, moved in zip(
        flat.by_event_time().names,
        steep.by_event_time().effects - flat.by_event_time().effects,
        strict=True,
    ):
        assert moved == pytest.approx(flat.distance(name)), name
    check = pretrends(steep, primary_of(steep), DESIGN)
    assert "slope" in check.numbers


def before_of(main):
    effects = main.by_event_time()
    return effects.pick([n for n in effects.names if int(n.split("=")[1]) < 0])


def test_a_steep_trend_is_seen_and_taken_off():
    main = main_effect(chosen_of(drifting(107, 4.0)), "never treated")
    check = pretrends(main, primary_of(main), DESIGN)
    assert check.passed is False
    assert check.numbers["slope"] == pytest.approx(4.0, abs=1.0)
    assert abs(check.numbers["effect_less_trend"] - 2.0) < abs(main.effect.effects[0] - 2.0)


def test_no_trend_and_a_large_effect_pass():
    main = main_effect(chosen_of(drifting(108, 0.0, effect=30.0)), "never treated")
    check = pretrends(main, primary_of(main), DESIGN)
    assert check.passed is True
    assert check.numbers["breakdown_slope"] > check.numbers["detectable_slope"]


def test_a_trend_that_could_have_hidden_leaves_the_question_open():
    main = main_effect(chosen_of(drifting(108, 0.0)), "never treated")
    below = Estimate("treated", -2.0, 0.5, -3.9, -0.05, 0.04, "test")
    check = pretrends(main, below, DESIGN)
    assert check.passed is None
    assert check.numbers["breakdown_slope"] == pytest.approx(0.05 / main.trend_bias())


def test_with_few_treated_clusters_a_trend_that_is_not_seen_is_not_ruled_out():
    rows = drifting(108, 0.0, starts=(2016,) * 5, effect=30.0)
    main = main_effect(chosen_of(rows), "never treated")
    check = pretrends(main, primary_of(main), DESIGN)
    assert check.passed is None
    assert "With under six clusters in an arm only a steep trend" in check.finding


def test_times_before_that_few_clusters_were_seen_at_are_not_in_the_test_of_trends():
    """Only two districts were seen three and four periods before, and there one of them strays."""
    rows = drifting(108, 0.0, starts=(2015,) * 6 + (2017,) * 2, effect=30.0)
    odd = (rows["district"] == "D06") & (rows["period"] < 2015)
    main = main_effect(chosen_of(rows.assign(score=rows["score"] + 9.0 * odd)), "never treated")
    before = before_of(main)
    assert [main.behind(name) for name in before.names] == [2, 2, 6]
    check = pretrends(main, primary_of(main), DESIGN)
    assert check.passed is True
    assert check.numbers["slope"] == pytest.approx(-before.effects[2])
    assert "With under six clusters" not in check.finding


def test_where_no_effect_is_seen_a_trend_may_hide_one():
    main = main_effect(chosen_of(drifting(108, 0.0)), "never treated")
    none = Estimate("treated", 0.1, 0.5, -0.9, 1.1, 0.9, "test")
    check = pretrends(main, none, DESIGN)
    assert check.passed is None
    assert check.numbers["breakdown_slope"] == 0


def test_one_period_before_shows_no_trend():
    main = main_effect(chosen_of(drifting(109, 0.0, starts=(2014,) * 6)), "never treated")
    assert "not two periods before" in pretrends(main, SURE, DESIGN).finding


def test_trends_that_cannot_be_estimated_are_not_looked_at():
    rows = made.student_rows(110, districts=8)
    main = main_effect(chosen_of(rows), "never treated")

    def refuse():
        raise CannotEstimateError("Column 'x' is an exact combination of 'y'.")

    check = pretrends(replace(main, by_event_time=refuse), SURE, DESIGN)
    assert check.passed is None
    assert "exact combination" in check.finding


def test_a_trend_without_an_error_is_not_looked_at():
    main = main_effect(chosen_of(made.student_rows(110, starts=(2016,))), "never treated")
    check = pretrends(main, SURE, DESIGN)
    assert (check.passed, check.numbers) == (None, {})
    assert "without one of the clusters there is no trend" in check.finding


def test_times_before_and_their_slope_are_judged_at_once():
    """One odd period fails the check though the line through all of them is flat."""
    rows = drifting(111, 0.0, starts=(2017,) * 6)
    off = rows["period"].map({2013: -6.0, 2014: 9.0}).fillna(0.0)
    odd = rows.assign(score=rows["score"] + off * (rows["start"] > 0))
    main = main_effect(chosen_of(odd), "never treated")
    before = before_of(main)
    slope = slope_of(before, main, 1.0)
    *times, line = seen_at_once(before, slope, DESIGN)
    assert [one.name for one in (*times, line)] == [*before.names, "slope"]
    check = pretrends(main, SURE, DESIGN)
    assert check.numbers["joint_p"] == min(one.p for one in (*times, line))
    assert check.numbers["slope_p"] == line.p
    assert line.p > slope.line.estimates(0.05)[0].p
    assert check.passed is False
    assert "no steady trend, but they were apart by more than chance" in check.finding


def test_a_slope_that_no_single_time_shows_fails_the_check():
    main = main_effect(chosen_of(drifting(108, 0.8, starts=(2017,) * 6)), "never treated")
    before = before_of(main)
    *times, line = seen_at_once(before, slope_of(before, main, 1.0), DESIGN)
    assert line.p < min(one.p for one in times)
    numbers = pretrends(main, SURE, DESIGN).numbers
    assert numbers["joint_p"] == numbers["slope_p"] == line.p


def test_the_detectable_slope_is_what_the_joint_test_would_have_found():
    main = main_effect(chosen_of(drifting(108, 0.0)), "never treated")
    before = before_of(main)
    slope = slope_of(before, main, main.trend_bias())
    line = seen_at_once(before, slope, DESIGN)[-1]
    power = student.ppf(0.8, slope.line.freedom[0]) * line.error
    check = pretrends(main, primary_of(main), DESIGN)
    assert check.numbers["detectable_slope"] == pytest.approx(line.high - line.effect + power)


def test_the_effect_less_the_trend_has_the_jackknife_of_the_rows():
    rows = drifting(112, 1.0)

    def net(some):
        main = main_effect(chosen_of(some), "never treated")
        slope = slope_of(before_of(main), main, 1.0).line.effects[0]
        return main.effect.effects[0] - bias * slope

    main = main_effect(chosen_of(rows), "never treated")
    bias = main.trend_bias()
    numbers = pretrends(main, primary_of(main), DESIGN).numbers
    assert numbers["effect_less_trend"] == pytest.approx(net(rows))
    left = [net(rows[rows["district"] != d]) for d in sorted(rows["district"].unique())]
    shifts = np.array(left) - net(rows)
    error = np.sqrt(13 / 14 * (shifts @ shifts))
    assert numbers["effect_less_trend_error"] == pytest.approx(error)
