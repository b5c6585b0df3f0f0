"""Effect sizes, gaps and pooled studies, against rows, limits and published answers."""

import numpy as np
import pyfixest
import pytest
from statsmodels.stats.meta_analysis import combine_effects

import student_rows as made
from openiln_evidence.estimate.answer import Estimate, Spread
from openiln_evidence.estimate.clustered_errors import cr1
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.effect_sizes import (
    degrees_of_freedom,
    hedges_g,
    spread_of,
    standardised,
)
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.influence import of_fit, stack
from openiln_evidence.estimate.pooling import random_effects
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import select
from openiln_evidence.estimate.two_way import TREATED, fit_two_way

# pyfixest calls pandas in a way that pandas 3.1 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword in")


def chosen_of(rows, **more):
    return select(
        made.blocks_of(rows, **more), "score", more.get("subgroup", "all"), made.dates_of(rows)
    )


def estimate(effect, error):
    return Estimate("effect", effect, error, effect - 2, None, 0.04, "test")


def test_the_spread_is_that_of_rows_within_arm_and_period():
    rows = made.student_rows(71)
    found = spread_of(chosen_of(rows))
    late = rows[rows["period"] >= 2016].assign(arm=lambda r: r["start"] > 0)
    within = late["score"] - late.groupby(["arm", "period"])["score"].transform("mean")
    assert found.sd == pytest.approx(np.sqrt((within**2).sum() / (len(late) - 6)))
    assert found.rows == (rows["period"] == 2018).sum()
    assert found.icc == pytest.approx(slow_icc(late, "district"))
    assert found.school_icc == pytest.approx(slow_icc(late, "school_id"))
    assert 0 < found.icc < found.school_icc


def slow_icc(late, by):
    """One-way analysis of variance in each arm and period, sums pooled."""
    ssb = ssw = dfb = dfw = size = 0.0
    for _, cell in late.groupby(["arm", "period"]):
        groups = [g["score"].to_numpy() for _, g in cell.groupby(by)]
        ssb += sum(len(g) * (g.mean() - cell["score"].mean()) ** 2 for g in groups)
        ssw += sum(((g - g.mean()) ** 2).sum() for g in groups)
        dfb += len(groups) - 1
        dfw += len(cell) - len(groups)
        size += len(cell) - sum(len(g) ** 2 for g in groups) / len(cell)
    n0 = size / dfb
    return (ssb / dfb - ssw / dfw) / (ssb / dfb + (n0 - 1) * ssw / dfw)


def test_weights_that_double_every_row_leave_the_spread():
    rows = made.student_rows(72)
    assert spread_of(chosen_of(rows.assign(w=2.0))) == spread_of(chosen_of(rows))


def test_a_period_without_an_arm_is_passed_over_and_one_school_a_cluster_has_no_icc():
    rows = made.student_rows(73, districts=2, starts=(2016,), schools=1)
    rows = rows[(rows["start"] == 0) | (rows["period"] != 2017)]
    assert spread_of(chosen_of(rows)).icc == 0.0


def test_rows_are_those_of_the_last_period_that_has_any():
    """No result of 2018 is there yet."""
    rows = made.student_rows(71)
    rows = rows[rows["period"] < 2018]
    found = spread_of(chosen_of(rows))
    assert found.rows == (rows["period"] == 2017).sum()
    size = answer(Design(made.dates_of(rows), "score", draws=99), made.blocks_of(rows)).effect_size
    kept = made.blocks_of(rows, periods=made.PERIODS[:-1])
    assert size == answer(Design(made.dates_of(rows), "score", draws=99), kept).effect_size


def test_identical_scores_within_an_arm_have_no_icc():
    rows = made.student_rows(73).assign(score=lambda r: r["period"] * 1.0)
    assert spread_of(chosen_of(rows)).icc == 0.0


@pytest.mark.parametrize(("rows", "clusters"), [(400, 20), (5_000, 8)])
def test_degrees_of_freedom_are_those_of_rows_or_of_clusters_at_the_limits(rows, clusters):
    assert degrees_of_freedom(rows, clusters, 0.0) == pytest.approx(rows - 2)
    assert degrees_of_freedom(rows, clusters, 1.0) == pytest.approx(clusters - 2)
    assert clusters - 2 < degrees_of_freedom(rows, clusters, 0.2) < rows - 2


def test_g_without_clusters_is_the_published_one():
    """baselinr's example: 5, 6, 7 against 4, 5, 6 gives g = 0.8."""
    got = hedges_g(estimate(1.0, 0.5), Spread(6, 6, 1.0, 0.0, 0.0))
    assert got.effect == pytest.approx(0.8)
    assert got.error == pytest.approx(0.8 * np.sqrt(0.25 + 0.8**2 / 8))
    assert (got.low, got.high) == (pytest.approx(-0.8), None)


def test_g_with_clusters_is_smaller_and_its_error_larger():
    plain = hedges_g(estimate(3.0, 1.0), Spread(600, 20, 10.0, 0.0, 0.0))
    clustered = hedges_g(estimate(3.0, 1.0), Spread(600, 20, 10.0, 0.3, 0.0))
    gamma = np.sqrt(1 - 2 * 29 * 0.3 / 598)
    omega = 1 - 3 / (4 * degrees_of_freedom(600, 20, 0.3) - 1)
    assert clustered.effect == pytest.approx(omega * gamma * 0.3)
    assert clustered.effect < plain.effect
    assert hedges_g(estimate(3.0, None), Spread(600, 20, 10.0, 0.3, 0.0)).error is None


@pytest.mark.parametrize("spread", [Spread(90, 9, 0.0, 0.1, 0.1), Spread(2, 2, 1.0, 0.0, 0.0)])
def test_nothing_to_standardise_by_is_refused(spread):
    with pytest.raises(CannotEstimateError, match="give its published standard deviation"):
        hedges_g(estimate(1.0, 1.0), spread)


def test_published_standard_deviations_only_scale():
    got = standardised(estimate(4.0, 1.0), 16.0)
    assert (got.effect, got.error, got.low) == (0.25, 0.0625, 0.125)


def test_a_gap_change_is_that_of_one_fully_interacted_regression():
    rows = made.student_rows(77, students=14)
    rows["group"] = np.where(rows["frl"] > 0, "frl", "other")
    rows = rows[(rows["group"] == "frl") | (rows["district"] != "D11")]
    chosen = [chosen_of(rows[rows["group"] == g], subgroup=g) for g in ("frl", "other")]
    effects = [of_fit(fit_two_way(one), one).pick([TREATED]) for one in chosen]
    gap = stack(effects).mix(["gap"], np.array([[1.0, -1.0]]))
    rows = rows.assign(
        frl_treated=rows["frl"] * rows["treated"],
        school_id=rows["school_id"] + rows["group"],
        period_group=rows["period"].astype(str) + rows["group"],
    )
    peer = pyfixest.feols(
        "score ~ treated + frl_treated | school_id + period_group",
        rows,
        vcov={"CRV1": "district"},
        demeaner=pyfixest.MapDemeaner(fixef_tol=1e-12),
    )
    assert gap.effects[0] == pytest.approx(peer.coef()["frl_treated"], rel=1e-9)
    assert np.sqrt(gap.covariance[0, 0]) == pytest.approx(peer.se()["frl_treated"], rel=1e-9)


def test_the_influence_of_a_fit_gives_its_cr1():
    chosen = chosen_of(made.student_rows(78))
    fit = fit_two_way(chosen)
    np.testing.assert_allclose(of_fit(fit, chosen).covariance, cr1(fit), rtol=1e-12)


# Thirteen trials of the BCG vaccine: log relative risks and their variances, as in Colditz and
# others (1994), JAMA 271; counts from their table, so that the numbers are computed here.
BCG = np.array(
    [
        [4, 119, 11, 128],
        [6, 300, 29, 274],
        [3, 228, 11, 209],
        [62, 13536, 248, 12619],
        [33, 5036, 47, 5761],
        [180, 1361, 372, 1079],
        [8, 2537, 10, 619],
        [505, 87886, 499, 87892],
        [29, 7470, 45, 7232],
        [17, 1699, 65, 1600],
        [186, 50448, 141, 27197],
        [5, 2493, 3, 2338],
        [27, 16886, 29, 17825],
    ],
    dtype=float,
)


def bcg():
    a, b, c, d = BCG.T
    effects = np.log(a / (a + b)) - np.log(c / (c + d))
    return effects, np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def test_pooling_equals_statsmodels_and_the_published_variance():
    effects, errors = bcg()
    found = random_effects(effects, errors, 0.05)
    peer = combine_effects(effects, errors**2, method_re="iterated", use_t=True)
    assert found.variance == pytest.approx(peer.tau2, rel=1e-4)
    assert found.variance == pytest.approx(0.3181, abs=5e-5)  # metafor, rma(method="PM")
    assert found.effect == pytest.approx(peer.mean_effect_re, rel=1e-5)
    assert found.error == pytest.approx(peer.sd_eff_w_re_hksj, rel=1e-4)
    assert found.share_of_variance == pytest.approx(0.9212, abs=5e-4)
    assert found.predicted_low < found.low < found.effect < found.high < found.predicted_high


def test_studies_that_agree_more_than_chance_have_no_variance_between():
    found = random_effects([0.2, 0.21, 0.2], [0.1, 0.1, 0.1], 0.05)
    assert (found.variance, found.share_of_variance) == (0.0, 0.0)
    assert found.error == pytest.approx(0.1 / np.sqrt(3))


def test_two_equal_studies_pool_and_predict_nothing():
    found = random_effects([0.2, 0.2], [0.1, 0.1], 0.05)
    assert (found.predicted_low, found.predicted_high) == (None, None)
    assert found.share_of_variance == 0.0


@pytest.mark.parametrize(
    ("effects", "errors", "match"),
    [([0.1], [0.1], "at least two studies"), ([0.1, 0.2], [0.1, 0.0], "above zero")],
)
def test_studies_that_cannot_be_pooled_are_refused(effects, errors, match):
    with pytest.raises(CannotEstimateError, match=match):
        random_effects(effects, errors, 0.05)
