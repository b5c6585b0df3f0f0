"""Interrupted series, matched comparisons and plans, against plain second writings."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.stats import t as student

import student_rows as made
from openiln_evidence.estimate.group_time import means_of
from openiln_evidence.estimate.interrupted import interrupted, restricted_log_likelihood
from openiln_evidence.estimate.matched import match, matched_only
from openiln_evidence.estimate.plan import Plan, minimum_detectable_effect
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import select

LONG = tuple(range(2001, 2019))


def chosen_of(rows, periods=made.PERIODS):
    return select(made.blocks_of(rows, periods=periods), "score", "all", made.dates_of(rows))


def long_rows(seed, *, districts=6, starts=(2012, 2012), shift=0.0):
    rows = made.student_rows(
        seed, districts=districts, starts=starts, periods=LONG, schools=1, students=6
    )
    return rows.assign(score=rows["score"] + shift * (rows["start"] > 0) * rows["treated"])


def slow_series(rows):
    """Period means of the treated less the others, and the four columns."""
    means = rows.groupby([rows["start"] > 0, "period"])["score"].mean().unstack(0)
    y = (means[True] - means[False]).to_numpy() if False in means else means[True].to_numpy()
    t = np.array(sorted(rows["period"].unique()), dtype=float)
    on = (t >= 2012).astype(float)
    return y, np.column_stack([np.ones_like(t), t - t.mean(), on, on * (t - 2012)])


@pytest.mark.parametrize("seed", [81, 82, 83])
def test_a_series_is_generalised_least_squares_at_the_likeliest_correlation(seed):
    rows = long_rows(seed)
    found = interrupted(chosen_of(rows, LONG), 0.05)
    y, X = slow_series(rows)
    gaps = np.abs(np.subtract.outer(np.arange(18), np.arange(18)))
    grid = np.linspace(0, 0.95, 951)
    best = grid[np.argmax([slow_reml(X, y, r**gaps) for r in grid])]
    assert found.correlation == pytest.approx(best, abs=2e-3)
    half = np.linalg.cholesky(np.linalg.inv(found.correlation**gaps)).T
    b = np.linalg.lstsq(half @ X, half @ y, rcond=None)[0]
    assert found.level.effect == pytest.approx(b[2])
    assert found.trend.effect == pytest.approx(b[3])
    assert found.average.effect == pytest.approx(np.array([0, 0, 1, 3.0]) @ b)
    assert (found.points, found.compared) == (18, True)


def slow_draws(X, y, mix, draws, seed):
    """An effect drawn: a correlation by its likelihood, then the t(T-4) of its least squares."""
    rng = np.random.default_rng(seed)
    gaps = np.abs(np.subtract.outer(np.arange(len(y)), np.arange(len(y))))
    grid = np.linspace(0, 0.95, 39)
    heights = np.array([slow_reml(X, y, r**gaps) for r in grid])
    shares = np.exp(heights - heights.max())
    drawn, squared = [], 0.0
    for rho, share in zip(grid, shares / shares.sum(), strict=True):
        half = np.linalg.cholesky(np.linalg.inv(rho**gaps)).T
        b, squares, *_ = np.linalg.lstsq(half @ X, half @ y, rcond=None)
        bread = np.linalg.inv((half @ X).T @ (half @ X)) * squares[0] / (len(y) - 4)
        variance = mix @ bread @ mix
        squared += share * variance
        times = round(share * draws)
        drawn.append(mix @ b + np.sqrt(variance) * rng.standard_t(len(y) - 4, times))
    return np.concatenate(drawn), np.sqrt(squared)


@pytest.mark.parametrize("seed", [81, 82, 83])
def test_a_series_is_judged_over_all_correlations_by_their_likelihood(seed):
    rows = long_rows(seed, shift=4.0)
    found = interrupted(chosen_of(rows, LONG), 0.1)
    y, X = slow_series(rows)
    for one, mix in (
        (found.level, np.array([0, 0, 1.0, 0])),
        (found.average, np.array([0, 0, 1.0, 3.0])),
        (found.before, np.array([0, 1.0, 0, 0])),
    ):
        drawn, error = slow_draws(X, y, mix, 400_000, seed)
        assert one.error == pytest.approx(error)
        assert (drawn < one.low).mean() == pytest.approx(0.05, abs=0.002)
        assert (drawn > one.high).mean() == pytest.approx(0.05, abs=0.002)
        below = (drawn < 0).mean()
        assert one.p == pytest.approx(2 * min(below, 1 - below), abs=0.005)


def slow_reml(X, y, within):
    """By the contrast form: the likelihood of K'y, K an orthonormal basis orthogonal to X."""
    K = np.linalg.svd(X)[0][:, X.shape[1] :]
    inner = K.T @ within @ K
    z = K.T @ y
    squares = z @ np.linalg.solve(inner, z)
    return -0.5 * (np.linalg.slogdet(inner)[1] + len(z) * np.log(squares))


def test_the_restricted_likelihood_differs_from_the_contrast_form_by_a_constant():
    y, X = slow_series(long_rows(84))
    gaps = np.abs(np.subtract.outer(np.arange(18), np.arange(18)))
    apart = [
        restricted_log_likelihood(X, y, r**gaps) - slow_reml(X, y, r**gaps) for r in (0.0, 0.3, 0.8)
    ]
    assert np.ptp(apart) == pytest.approx(0, abs=1e-9)


def test_the_students_behind_the_means_do_not_shrink_the_errors():
    rows = long_rows(85)
    once = interrupted(chosen_of(rows, LONG), 0.05).average
    heavy = interrupted(chosen_of(rows.assign(w=1000.0), LONG), 0.05).average
    assert once.error == pytest.approx(heavy.error)
    assert (once.low, once.high) == (pytest.approx(heavy.low), pytest.approx(heavy.high))


def test_a_series_with_nobody_to_compare_with_says_so():
    rows = long_rows(86, districts=2)
    found = interrupted(chosen_of(rows, LONG), 0.05)
    assert not found.compared
    y, X = slow_series(rows)
    assert np.linalg.lstsq(X, y, rcond=None)[0][2] == pytest.approx(found.level.effect, abs=1.0)


def test_a_shift_moves_the_level_by_itself_and_no_trend():
    before, after = (interrupted(chosen_of(long_rows(87, shift=s), LONG), 0.05) for s in (0.0, 5.0))
    assert after.correlation == pytest.approx(before.correlation, abs=1e-6)
    assert after.level.effect - before.level.effect == pytest.approx(5.0, rel=1e-5)
    assert after.trend.effect == pytest.approx(before.trend.effect, abs=1e-5)


@pytest.mark.parametrize("slope", [0.0, 0.1])
def test_a_series_that_lies_on_its_lines_tells_no_error(slope):
    rows = long_rows(84, districts=3, starts=(2012, 2012, 2012))
    rows = rows.assign(score=0.5 + slope * rows["treated"] * (rows["period"] - 2010))
    with pytest.raises(CannotEstimateError, match="lies on its lines exactly"):
        interrupted(chosen_of(rows, LONG), 0.05)


def test_a_series_of_two_dates_or_few_periods_or_holes_is_refused():
    with pytest.raises(CannotEstimateError, match="one treatment date, and there are 2"):
        interrupted(chosen_of(long_rows(88, starts=(2012, 2013)), LONG), 0.05)
    with pytest.raises(CannotEstimateError, match="has 1 periods before and 5 after"):
        interrupted(chosen_of(made.student_rows(88, starts=(2014,))), 0.05)
    rows = long_rows(88)
    rows = rows[(rows["start"] == 0) | (rows["period"] != 2005)]
    with pytest.raises(CannotEstimateError, match="An arm has no rows in a period"):
        interrupted(chosen_of(rows, LONG), 0.05)


@pytest.fixture
def features():
    rng = np.random.default_rng(90)
    return {f"D{d:02d}": tuple(rng.normal(size=3) * (1, 10, 100)) for d in range(12)}


def test_matches_have_the_smallest_summed_distance(features):
    chosen = chosen_of(made.student_rows(91))
    found = match(chosen, features)
    values = np.array([features[f"D{d:02d}"] for d in range(12)])
    z = values / values.std(axis=0)
    distance = np.sqrt(((z[:4, None] - z[None, 4:]) ** 2).sum(axis=2))
    rows, columns = linear_sum_assignment(distance)
    assert found.pairs == tuple(
        (f"D{i:02d}", f"D{j + 4:02d}") for i, j in zip(rows, columns, strict=True)
    )
    assert found.differences == pytest.approx(z[:4].mean(0) - z[4 + columns].mean(0))
    assert len(matched_only(chosen, found).blocks) == 8


def test_a_twin_is_found_and_the_balance_passes(features):
    for d in range(4):
        features[f"D{d + 7:02d}"] = features[f"D{d:02d}"]
    found = match(chosen_of(made.student_rows(92)), features)
    assert dict(found.pairs) == {"D00": "D07", "D01": "D08", "D02": "D09", "D03": "D10"}
    assert found.balance.passed
    assert "must adjust" not in found.balance.finding


def test_arms_that_are_far_apart_fail_the_balance(features):
    far = {u: (v[0] + 5 * (u < "D04"), *v[1:]) for u, v in features.items()}
    balance = match(chosen_of(made.student_rows(93)), far).balance
    assert balance.passed is False
    assert "must adjust" in balance.finding


@pytest.mark.parametrize(
    ("change", "match_words"),
    [
        (lambda f: f.pop("D05"), "Unit 'D05' has no values to match on"),
        (lambda f: f.update(D05=(1.0, 2.0, float("nan"))), "not the same finite numbers"),
        (lambda f: f.update({u: (1.0, *v[1:]) for u, v in f.items()}), "Feature 1 to match on"),
    ],
)
def test_values_that_cannot_be_matched_on_are_refused(features, change, match_words):
    change(features)
    with pytest.raises(CannotEstimateError, match=match_words):
        match(chosen_of(made.student_rows(94)), features)


def test_fewer_others_than_treated_cannot_be_matched(features):
    chosen = chosen_of(made.student_rows(95, starts=(2016,) * 7))
    with pytest.raises(CannotEstimateError, match="7 treated units and 5 to match"):
        match(chosen, features)


PLAN = Plan(treated=10, others=30, before=3, after=2, students=400, shock=0.02, correlation=0.5)


def test_a_plan_without_shocks_is_the_two_sample_formula():
    found = minimum_detectable_effect(Plan(10, 30, 1, 1, 50, shock=0.0, correlation=0.0))
    error = np.sqrt(2 / 50 * (1 / 10 + 1 / 30))
    assert found.error == pytest.approx(error)
    assert found.effect == pytest.approx((student.ppf(0.975, 38) + student.ppf(0.8, 38)) * error)


def test_the_error_of_a_plan_is_that_of_simulated_differences():
    rng = np.random.default_rng(96)
    at = np.arange(5)
    shocks = np.linalg.cholesky(0.02 * 0.5 ** np.abs(np.subtract.outer(at, at)))
    lasting = rng.normal(size=(4_000, 40, 1))
    means = lasting + rng.normal(size=(4_000, 40, 5)) @ shocks.T
    means += rng.normal(size=means.shape) / 20
    change = means[:, :, 3:].mean(axis=2) - means[:, :, :3].mean(axis=2)
    effects = change[:, :10].mean(axis=1) - change[:, 10:].mean(axis=1)
    assert minimum_detectable_effect(PLAN).error == pytest.approx(effects.std(), rel=0.04)


def test_few_clusters_in_an_arm_are_warned_of_in_the_plan():
    assert minimum_detectable_effect(PLAN).warnings == ()
    few = Plan(3, 37, 3, 2, 400, shock=0.02, correlation=0.5)
    assert "With 3 treated districts or schools" in minimum_detectable_effect(few).warnings[0]
    few = Plan(34, 5, 3, 2, 400, shock=0.02, correlation=0.5)
    (warning,) = minimum_detectable_effect(few).warnings
    assert "With 5 other districts or schools only randomisation" in warning


@pytest.mark.parametrize(
    ("words", "match_words"),
    [
        ({"treated": 0}, "treated must be at least 1"),
        ({"treated": 1, "others": 1}, "districts or schools must be at least 3"),
        ({"correlation": 1.0}, "correlation from 0 to under 1"),
        ({"power": 0.3}, "power from 0.5 to 1"),
    ],
)
def test_plans_that_make_no_sense_are_refused(words, match_words):
    with pytest.raises(CannotEstimateError, match=match_words):
        minimum_detectable_effect(Plan(**(vars(PLAN) | words)))


def test_means_leave_out_periods_that_nobody_has():
    rows = made.student_rows(97)
    assert means_of(chosen_of(rows[rows["period"] != 2014])).periods == (
        2013,
        2015,
        2016,
        2017,
        2018,
    )
