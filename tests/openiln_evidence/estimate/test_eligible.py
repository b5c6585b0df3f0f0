"""Only units with results before and since count: in the effect, its counts and its claim."""

import numpy as np
import pytest

import student_rows as made
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.eligible import eligible
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.main_effect import main_effect
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.second_round import two_way_of
from openiln_evidence.estimate.selection import select
from openiln_evidence.estimate.two_way import TREATED

ONE_DATE = (2016,) * 12
TWO_DATES = (2015,) * 6 + (2017,) * 6


def lacking(rows, districts, periods):
    """The rows without some districts' in some periods."""
    named = [f"D{d:02d}" for d in districts]
    return rows[~(rows["district"].isin(named) & rows["period"].isin(periods))]


def asked(rows, **words):
    return answer(Design(made.dates_of(rows), "score", draws=99, **words), made.blocks_of(rows))


def chosen_of(rows):
    return select(made.blocks_of(rows), "score", "all", made.dates_of(rows))


@pytest.mark.parametrize("weighting", ["students", "units"])
@pytest.mark.parametrize("starts", [ONE_DATE, TWO_DATES], ids=["one date", "two dates"])
@pytest.mark.parametrize(
    ("periods", "reason"),
    [
        (range(2013, 2017), "treated, with no results from before the start"),
        (range(2015, 2019), "treated, with no results since the start"),
    ],
    ids=["no before", "no since"],
)
def test_treated_units_without_a_change_are_left_out_by_name(starts, weighting, periods, reason):
    """The answer is that of the rows without them: effect, p, counts and event study."""
    rows = made.student_rows(301, districts=24, starts=starts, schools=1)
    got = asked(lacking(rows, range(3), periods), weighting=weighting)
    others = asked(lacking(rows, range(3), made.PERIODS), weighting=weighting)
    assert got.excluded == (f"Left out D00, D01, D02: {reason}.",)
    assert got.counts == others.counts
    assert got.counts.treated_clusters == 9
    assert got.primary == others.primary
    assert got.by_event_time == others.by_event_time
    assert got.by_event_time
    assert "9 clusters were treated and a claim takes 10" in got.claim


def test_where_dates_vary_a_treated_unit_is_wanted_in_the_last_period_before():
    """Its mean of 2016 would else be taken off others' of 2014: its level is in the effect."""
    rows = made.student_rows(302, districts=24, starts=TWO_DATES, schools=1)
    got = asked(lacking(rows, [0], [2014]))
    assert got.excluded == (
        "Left out D00: treated, with no results in the last period before the start.",
    )
    assert got.primary == asked(lacking(rows, [0], made.PERIODS)).primary
    one = made.student_rows(302, districts=24, starts=ONE_DATE, schools=1)
    assert asked(lacking(one, [0], [2015])).counts.treated_clusters == 12
    all_lack = asked(lacking(rows, range(24), [2014]))
    assert all_lack.counts.treated_clusters == 12, "2013 is the last that has results"


@pytest.mark.parametrize("method", ["difference in differences", "interrupted series"])
def test_where_no_treated_unit_shows_a_change_the_question_is_refused(method):
    rows = made.student_rows(303, districts=3, starts=(2016,) * 3, schools=1)
    with pytest.raises(CannotEstimateError, match="No treated unit has results both before"):
        asked(rows[rows["period"] >= 2016], method=method)


@pytest.mark.parametrize("starts", [ONE_DATE, TWO_DATES], ids=["one date", "two dates"])
def test_those_compared_with_count_where_they_were_before_and_since(starts):
    rows = made.student_rows(304, districts=24, starts=starts, schools=1, effect=20.0)
    got = asked(lacking(rows, range(16, 24), range(2013, 2017)))
    assert "Only 4 clusters were never treated, so only randomisation" in " ".join(got.warnings)
    assert "4 clusters were not treated and a claim takes 10" in got.claim
    assert got.recommended == "randomisation inference"


def test_what_an_effect_rests_on_is_counted_by_rows():
    rows = made.student_rows(305, districts=9, starts=(2015,) * 3 + (2017,) * 2, schools=1)
    chosen = chosen_of(lacking(lacking(rows, [0, 5], [2013]), [1, 6, 7], [2018]))
    behind = {
        name: (chosen.treated_behind(name), chosen.compared_behind(name, "never treated"))
        for name in ("event time=-2", "event time=3", "period=2018", "first treated=2017", TREATED)
    }
    assert behind == {
        "event time=-2": (4, 4),  # of 2015 less D00, of 2017 all; of 2017 D05 is compared with
        "event time=3": (2, 2),
        "period=2018": (4, 2),
        "first treated=2017": (2, 4),
        TREATED: (5, 4),
    }


def test_with_one_date_any_period_before_is_one_to_count_from_but_not_itself():
    rows = made.student_rows(306, districts=6, starts=(2016,) * 3, schools=1)
    chosen = chosen_of(lacking(rows, [0, 3], [2014, 2015]))
    assert chosen.clusters_behind(TREATED, "never treated") == 3
    assert chosen.clusters_behind("event time=-3", "never treated") == 2
    assert chosen.clusters_behind("event time=-2", "never treated") == 2
    assert chosen.clusters_behind("event time=1", "never treated") == 3


def test_clusters_of_treated_and_other_units_are_on_both_sides():
    """Schools dealt within twelve districts, and one district more that has none treated."""
    rows = made.student_rows(307, districts=26, starts=ONE_DATE, schools=1, effect=20.0)
    number = rows["district"].str[1:].astype(int)
    rows["region"] = "R" + np.where(number < 24, number % 12, 12).astype(int).astype(str)
    blocks = made.blocks_of(rows, cluster="region")
    got = answer(Design(made.dates_of(rows), "score", draws=99), blocks)
    assert "not treated" not in got.claim


def test_where_nobody_compared_with_shows_a_change_the_question_is_refused():
    rows = made.student_rows(308, districts=14, starts=TWO_DATES, schools=1)
    late = chosen_of(lacking(rows, [12, 13], range(2013, 2015)))
    assert main_effect(late, "not yet treated").behind() > 0
    parted = lacking(lacking(rows, [12], range(2013, 2017)), [13], range(2015, 2019))
    with pytest.raises(CannotEstimateError, match="No unit never treated has results both"):
        main_effect(chosen_of(parted), "never treated")


def test_a_second_round_is_asked_of_the_units_of_the_main_effect():
    rows = lacking(made.student_rows(309, starts=(2016,) * 4), [0], range(2013, 2016))
    design = Design(made.dates_of(rows), "score")
    fit, chosen = two_way_of(design, made.blocks_of(rows))
    assert chosen.clusters == eligible(chosen_of(rows)).clusters
    assert "D00" not in chosen.clusters
    assert fit.b[-1] == pytest.approx(asked(rows).primary.effect)
