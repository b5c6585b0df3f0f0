"""Wild bootstrap and randomisation inference, against plain loops over raw rows."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import student_rows as made
from openiln_evidence.estimate import aggregates
from openiln_evidence.estimate.group_time import group_time, means_of
from openiln_evidence.estimate.placebo_effects import group_time_placebos, two_way_placebos
from openiln_evidence.estimate.randomisation import Placebos, dates_by_cluster, placebos, ways
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import select
from openiln_evidence.estimate.two_way import TREATED, fit_two_way
from openiln_evidence.estimate.wild_bootstrap import WEBB, wild_bootstrap


def small_rows(seed, *, starts=(2016, 2016), districts=6):
    return made.student_rows(seed, districts=districts, starts=starts, schools=2, students=6)


def chosen_of(rows, **more):
    return select(made.blocks_of(rows, **more), "score", "all", made.dates_of(rows))


def dummies(rows, extra):
    """School and period dummies and the extra columns: (N, K)."""
    schools = [rows["school_id"] == s for s in sorted(rows["school_id"].unique())]
    periods = [rows["period"] == t for t in sorted(rows["period"].unique())[1:]]
    return np.column_stack([*schools, *periods, *extra]).astype(float)


def cluster_t(X, y, clusters, null):
    """t of the last coefficient being null, clustered, without small-sample factors."""
    b = np.linalg.lstsq(X, y, rcond=None)[0]
    bread = np.linalg.pinv(X.T @ X)[-1]
    e = y - X @ b
    scores = [bread @ X[clusters == c].T @ e[clusters == c] for c in np.unique(clusters)]
    return (b[-1] - null) / np.sqrt(np.sum(np.square(scores)))


def slow_wild_p(rows, null):
    """Every Rademacher draw, each refitted on the rows."""
    X = dummies(rows, [rows["treated"]])
    y, clusters = rows["score"].to_numpy(), rows["district"].to_numpy()
    restricted = y - null * X[:, -1]
    fitted = X[:, :-1] @ np.linalg.lstsq(X[:, :-1], restricted, rcond=None)[0]
    e = restricted - fitted
    names = np.unique(clusters)
    own = abs(cluster_t(X, y, clusters, null))
    as_large = [
        abs(
            cluster_t(
                X,
                fitted + null * X[:, -1] + e * np.array(v)[np.searchsorted(names, clusters)],
                clusters,
                null,
            )
        )
        >= own * (1 - 1e-9)
        for v in product((1.0, -1.0), repeat=len(names))
    ]
    return np.mean(as_large)


@pytest.mark.parametrize(("seed", "null"), [(51, 0.0), (52, 1.5)])
def test_every_rademacher_draw_agrees_with_refitting_the_rows(seed, null):
    rows = small_rows(seed)
    found = wild_bootstrap(fit_two_way(chosen_of(rows)), TREATED, draws=99, seed=1)
    assert found.enumerated
    assert found.p(null) == slow_wild_p(rows, null)


@pytest.mark.parametrize("weights", ["Rademacher", "Webb"])
def test_random_draws_come_close_to_every_draw(weights):
    rows = small_rows(53, districts=12, starts=(2016,) * 5)
    fit = fit_two_way(chosen_of(rows))
    every = wild_bootstrap(fit, TREATED, draws=4_096, seed=1)
    drawn = wild_bootstrap(fit, TREATED, draws=4_095, seed=1, weights=weights)
    assert (every.enumerated, drawn.enumerated) == (True, False)
    for null in (0.0, every.effect / 2, every.effect * 1.5):
        assert drawn.p(null) == pytest.approx(every.p(null), abs=0.03)


def test_webb_points_have_mean_zero_and_variance_one():
    assert WEBB.mean() == pytest.approx(0, abs=1e-15)
    assert (WEBB**2).mean() == pytest.approx(1)


def test_the_wild_interval_ends_where_p_is_alpha():
    rows = small_rows(54, districts=12, starts=(2016,) * 6)
    found = wild_bootstrap(fit_two_way(chosen_of(rows)), TREATED, draws=4_999, seed=2)
    low, high = found.interval(0.05)
    assert low < found.effect < high
    for end in (low, high):
        assert found.p(end) == pytest.approx(0.05, abs=0.006)


def test_six_clusters_can_give_no_p_below_one_in_32_and_no_end_to_a_99_percent_interval():
    rows = small_rows(55)
    found = wild_bootstrap(fit_two_way(chosen_of(rows)), TREATED, draws=99, seed=2)
    assert found.p(1e9) == pytest.approx(2 / 64)
    assert found.interval(0.01) == (None, None)


def slow_coefficient(rows, dates, outcome):
    """The two-way coefficient had the districts these dates, from the rows."""
    on = (rows["period"] >= rows["district"].map(dates)).to_numpy(float)
    X = dummies(rows, [rows["frl"], on])
    return np.linalg.lstsq(X, outcome, rcond=None)[0][-1]


def distinct_deals(rows):
    names = sorted(rows["district"].unique())
    dates = [float(rows.loc[rows["district"] == d, "start"].iloc[0]) or np.inf for d in names]
    return [dict(zip(names, deal, strict=True)) for deal in sorted(set(permutations(dates)))]


@pytest.mark.parametrize("starts", [(2016, 2016), (2015, 2017)])
def test_every_deal_of_dates_agrees_with_refitting_the_rows(starts):
    rows = small_rows(56, starts=starts)
    found = placebos(
        (chosen := chosen_of(rows, covariates=("frl",))),
        two_way_placebos(chosen),
        draws=999,
        seed=1,
    )
    deals = distinct_deals(rows)
    score, real = rows["score"].to_numpy(), rows["treated"].to_numpy()
    assert found.all_deals
    assert ways(dates_by_cluster(chosen)) == len(deals) == len(found.effects)
    np.testing.assert_allclose(
        np.sort(found.effects), np.sort([slow_coefficient(rows, d, score) for d in deals])
    )
    np.testing.assert_allclose(
        np.sort(found.reach), np.sort([slow_coefficient(rows, d, real) for d in deals]), atol=1e-9
    )
    assert found.effects[0] == pytest.approx(fit_two_way(chosen).b[-1])
    assert found.reach[0] == pytest.approx(1.0)
    fit = slow_coefficient(rows, deals_real(rows), score)
    larger = [abs(slow_coefficient(rows, d, score)) >= abs(fit) * (1 - 1e-9) for d in deals]
    assert found.p() == pytest.approx(np.mean(larger))


def deals_real(rows):
    return {d: float(s) or np.inf for d, s in rows.groupby("district")["start"].first().items()}


def test_group_time_deals_agree_with_estimating_each_anew():
    rows = small_rows(57, starts=(2015, 2016))
    chosen = chosen_of(rows)
    found = placebos(
        chosen,
        group_time_placebos(group_time(means_of(chosen), "not yet treated"), "not yet treated"),
        draws=999,
        seed=1,
    )
    again = []
    for deal in distinct_deals(rows):
        dealt = rows.assign(start=rows["district"].map(deal).replace(np.inf, 0).astype(int))
        means = means_of(chosen_of(dealt))
        again.append(aggregates.simple(group_time(means, "not yet treated")).effects[0])
    np.testing.assert_allclose(np.sort(found.effects), np.sort(again))
    assert found.reach[0] == pytest.approx(1.0)


def test_one_treated_of_ten_cannot_give_a_p_below_a_tenth():
    rows = small_rows(58, districts=10, starts=(2016,))
    chosen = chosen_of(rows)
    found = placebos(chosen, two_way_placebos(chosen), draws=999, seed=1)
    assert found.smallest_p == 0.1  # exactly: p is compared with alpha, and 1 - 0.9 is above it
    assert found.interval(0.05) == (None, None)
    low, high = found.interval(0.15)
    assert low < found.effects[0] < high


def test_random_deals_are_repeatable_and_near_every_deal():
    rows = small_rows(59, districts=10, starts=(2016,) * 4)
    chosen = chosen_of(rows)
    every = placebos(chosen, two_way_placebos(chosen), draws=210, seed=1)
    drawn = placebos(chosen, two_way_placebos(chosen), draws=209, seed=1)
    again = placebos(chosen, two_way_placebos(chosen), draws=209, seed=1)
    assert (every.all_deals, drawn.all_deals) == (True, False)
    assert len(drawn.effects) == 210
    np.testing.assert_array_equal(drawn.effects, again.effects)
    assert drawn.p() == pytest.approx(every.p(), abs=0.1)


@given(
    seed=st.integers(0, 10**6),
    deals=st.integers(20, 80),
    spread=st.sampled_from([0.3, 1.0, 2.0]),
)
@settings(max_examples=60, deadline=None)
def test_the_interval_holds_every_null_that_is_not_rejected_and_ends_at_one(seed, deals, spread):
    rng = np.random.default_rng(seed)
    found = Placebos(
        np.append(rng.normal(1, 1), rng.normal(0, 1, deals)),
        np.append(1.0, np.clip(rng.normal(0, spread, deals), -3, 3)),
        all_deals=True,
    )
    low, high = found.interval(0.1)
    grid = np.linspace(-200, 200, 4_001)
    accepted = [null for null in grid if found.p(null) > 0.1]
    assert low is None or min(accepted, default=low) >= low - 1e-9
    assert high is None or max(accepted, default=high) <= high + 1e-9
    for end in (low, high):
        assert end is None or found.p(end) > 0.1 - 1.5 / (deals + 1)


def test_deals_without_an_effect_count_as_large():
    found = Placebos(np.array([3.0, 1.0, np.nan]), np.array([1.0, 0.0, np.nan]), all_deals=True)
    assert found.p() == pytest.approx(2 / 3)
    assert found.interval(0.5) == (None, None)


def test_units_of_one_cluster_with_different_dates_cannot_be_dealt_out():
    rows = small_rows(60, starts=(2015, 2016)).assign(region="one")
    chosen = chosen_of(rows, cluster="region")
    with pytest.raises(CannotEstimateError, match="The cluster 'one' holds units of different"):
        dates_by_cluster(chosen)


def test_a_deal_that_leaves_no_effect_is_blank():
    """A district seen only from 2016 on has no period before 2016 to compare with."""
    rows = small_rows(61, districts=4, starts=(2016,))
    rows = rows[(rows["district"] != "D03") | (rows["period"] >= 2016)]
    chosen = chosen_of(rows)
    found = placebos(chosen, two_way_placebos(chosen), draws=999, seed=1)
    assert np.isnan(found.effects).sum() == 1
