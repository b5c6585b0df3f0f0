"""The answer by year and cohort, also where years have no results."""

import numpy as np
import pytest

import student_rows as made
from evidence_answer import asked, twelve_treated_at_once


@pytest.fixture(scope="module")
def rows():
    return twelve_treated_at_once()


def test_where_dates_vary_effects_are_drawn_together_by_cohort_and_year():
    rows = made.student_rows(123, districts=30, starts=(2015,) * 6 + (2017,) * 6)
    got = asked(rows)
    names = [e.name for e in got.drawn_together]
    assert names == [
        "first treated=2015",
        "first treated=2017",
        "mean over groups",
        *(f"period={t}" for t in (2015, 2016, 2017, 2018)),
        "mean over periods",
        "mean over event times",
    ]
    drawn = {e.name: e for e in got.drawn_together}
    later = [e.effect for e in got.by_event_time if not e.name.startswith("event time=-")]
    assert drawn["mean over event times"].effect == pytest.approx(np.mean(later))
    assert drawn["period=2015"].p is not None


@pytest.mark.parametrize("whose", ["nobody's", "the others' alone", "the treated's alone"])
def test_without_results_in_the_year_before_an_event_study_is_against_the_last(rows, whose):
    side = {"the others' alone": rows["start"] > 0, "the treated's alone": rows["start"] == 0}
    gone = (rows["period"] == 2015) & side.get(whose, True)
    got = asked(rows[~gone])
    assert [e.name for e in got.by_event_time] == [f"event time={t}" for t in (-3, 0, 1, 2)]
    check = next(c for c in got.checks if c.name == "trends before")
    assert check.numbers["slope"] == pytest.approx(-got.by_event_time[0].effect)


def test_an_event_study_that_cannot_be_had_is_left_out(rows):
    """The treated's schools had other numbers in the first year, so nothing leads on from it."""
    before = (rows["period"] == 2013) & (rows["start"] > 0)
    got = asked(rows.assign(school_id=rows["school_id"].where(~before, "old " + rows["school_id"])))
    assert got.by_event_time == ()
    check = next(c for c in got.checks if c.name == "trends before")
    assert check.passed is None
    assert "never varies within a school" in check.finding
    assert got.primary.p is not None


def test_an_empty_year_changes_nothing_else_of_the_event_study(rows):
    """Its effects are those of the same records in a study that never had the year."""
    some = rows[rows["period"] != 2014]
    other = made.blocks_of(some, covariates=("frl",), periods=(2013, 2015, 2016, 2017, 2018))
    with_gap, without = asked(some), asked(some, other)
    for one, peer in zip(with_gap.by_event_time, without.by_event_time, strict=True):
        assert (one.name, one.effect) == (peer.name, pytest.approx(peer.effect))
