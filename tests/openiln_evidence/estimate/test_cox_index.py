"""The effect size of a 0/1 outcome: of the estimated effect, and of nothing else."""

import json
from math import log

import numpy as np
import pytest

import student_rows as made
from openiln_evidence.estimate.answer import Answers, Estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.effect_sizes import cox_index, missing_ends
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.synthesis import read_findings

LONG = tuple(range(2003, 2019))


def passed(seed, limit=50, **words):
    rows = made.student_rows(seed, **words)
    return rows.assign(score=(rows["score"] > limit).astype(float))


def asked(rows, periods=made.PERIODS, **words):
    design = Design(made.dates_of(rows), "score", draws=499, binary=True, **words)
    return answer(design, made.blocks_of(rows, periods=periods))


def index(share, without):
    return (log(share / (1 - share)) - log(without / (1 - without))) / 1.65


def is_of_the_main_effect(got, share):
    """A second writing: the index of the treated's share and of what the effect leaves of it."""
    size, effect = got.effect_size, got.primary
    without = share - effect.effect
    error = next(e.error for e in (effect, *got.others) if e.error is not None)
    step = 1e-6
    slope = (index(share, without - step) - index(share, without + step)) / (2 * step)
    assert size.effect == pytest.approx(index(share, without))
    assert size.low == pytest.approx(index(share, share - effect.low))
    assert size.high == pytest.approx(index(share, share - effect.high))
    assert size.error == pytest.approx(error * slope, rel=1e-6)
    assert (size.p, size.method) == (effect.p, "Cox index")


def share_since(rows):
    """The treated's 1s among their rows since each one's start, by weight."""
    ours = rows[rows["treated"] > 0]
    return np.average(ours["score"], weights=ours["w"])


def test_the_cox_index_is_of_the_main_effect_at_one_date_and_at_several():
    for starts in ((2016,) * 12, (2015,) * 6 + (2017,) * 6):
        rows = passed(301, districts=30, starts=starts, weighted=True, effect=3.0)
        is_of_the_main_effect(asked(rows), share_since(rows))


def test_where_each_units_mean_counts_once_so_it_does_in_the_share():
    rows = passed(302, districts=30, starts=(2015,) * 6 + (2017,) * 6)
    alike = rows[rows["treated"] > 0].groupby(["district", "period"])["score"].mean()
    is_of_the_main_effect(asked(rows, weighting="units"), alike.mean())
    assert alike.mean() != pytest.approx(share_since(rows))


def test_the_cox_index_of_a_series_is_of_its_own_effect():
    """The treated rise steadily before, and fall back at the start to where they began."""
    rows = made.student_rows(303, districts=24, starts=(2013,) * 12, periods=LONG, schools=1)
    rise = 0.8 * (rows["period"] - 2008) * (rows["period"] < 2013) * (rows["start"] > 0)
    rows = rows.assign(score=(rows["score"] + rise > 55).astype(float))
    got = asked(rows, LONG, method="interrupted series", smallest_effect=0.2)
    is_of_the_main_effect(got, share_since(rows))
    assert got.effect_size.effect < -0.2
    assert not got.claim.startswith("Any effect is smaller")
    alone = asked(rows[rows["start"] > 0], LONG, method="interrupted series")
    is_of_the_main_effect(alone, share_since(rows))


def test_districts_that_grow_are_no_effect():
    """No share changes; the abler half of the treated has three times the students after."""
    rows = made.student_rows(304, districts=30, starts=(2016,) * 12, schools=1, students=40)
    number = rows["district"].str[1:].astype(int)
    able, place = number % 2 == 1, rows.groupby(["district", "period"]).cumcount()
    rows = rows.assign(score=(place % 5 < np.where(able, 4, 1)).astype(float))
    grown = rows.assign(w=np.where(able & (number < 12) & (rows["period"] >= 2016), 3.0, 1.0))
    got = asked(grown)
    assert got.primary.effect == pytest.approx(0, abs=0.01)
    assert got.effect_size.effect == pytest.approx(0, abs=0.04)


def test_what_is_pooled_over_studies_is_the_index_of_the_main_effect(tmp_path):
    got = asked(passed(301, districts=30, starts=(2016,) * 12))
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(Answers("a study", "abc", "Did it?", got, (), {}).as_json()))
    (finding,) = read_findings([path])
    assert (finding.effect, finding.error) == (got.effect_size.effect, got.effect_size.error)


@pytest.mark.parametrize(("treated", "others"), [(3, 27), (27, 3)])
def test_with_few_clusters_in_either_arm_the_index_has_no_error(treated, others):
    rows = passed(305, districts=treated + others, starts=(2016,) * treated)
    got = asked(rows)
    assert got.effect_size.error is None
    assert got.effect_size.p == got.primary.p


def test_an_end_that_would_leave_0_to_1_has_no_value_and_it_is_said():
    effect = Estimate("treated", 0.1, None, -0.2, 0.35, 0.2, "test")
    high, low = cox_index(effect, 0.9), cox_index(effect, 0.2)
    assert (high.low, high.high, high.error) == (None, pytest.approx(index(0.9, 0.55)), None)
    assert (low.low, low.high) == (pytest.approx(index(0.2, 0.4)), None)
    assert [s.split(":")[0] for s in missing_ends(effect, high) + missing_ends(effect, low)] == [
        "The interval of the effect size has no lower end",
        "The interval of the effect size has no upper end",
    ]
    unbounded = Estimate("treated", 0.1, None, None, None, 0.2, "test")
    assert missing_ends(unbounded, cox_index(unbounded, 0.9)) == []


def test_an_interval_without_an_end_is_told_and_claims_no_smallness():
    """Nearly all pass, so that the interval's lower end would ask for more than all."""
    rows = passed(306, limit=36, districts=24, starts=(2016,) * 12, effect=0.0)
    got = asked(rows, smallest_effect=9.0)
    assert got.primary.low < share_since(rows) - 1
    assert got.effect_size.low is None
    assert "The interval of the effect size has no lower end" in got.warnings[-1]
    assert not got.claim.startswith("Any effect is smaller")


@pytest.mark.parametrize(("share", "effect"), [(0.0, -0.1), (1.0, 0.1), (0.9, -0.1), (0.1, 0.1)])
def test_odds_that_are_not_defined_are_refused(share, effect):
    with pytest.raises(CannotEstimateError, match="odds are defined between 0 and 1 only"):
        cox_index(Estimate("treated", effect, 0.1, None, None, 0.2, "test"), share)


def test_a_published_standard_deviation_goes_before_odds():
    """The effect is then in standard deviations, and not in shares."""
    rows = passed(301, districts=30, starts=(2016,) * 12)
    got = asked(rows, standard_deviation=0.5)
    assert got.effect_size.effect == pytest.approx(2 * got.primary.effect)
