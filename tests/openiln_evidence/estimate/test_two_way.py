"""The two-way estimate is the one that pyfixest finds on the raw rows, to 1e-9."""

import numpy as np
import pandas as pd
import pyfixest
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import student_rows as made
from openiln_evidence.estimate.clustered_errors import cr1, leave_one_out, t_estimate
from openiln_evidence.estimate.event_study import column, event_times, fit_event_study
from openiln_evidence.estimate.influence import UNDEFINED, of_fit
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.second_round import questions, score_squares, variance_by_school
from openiln_evidence.estimate.selection import select
from openiln_evidence.estimate.two_way import (
    SELECTION,
    TREATED,
    fit_two_way,
    fit_without_selection_period,
)

# pyfixest calls pandas in a way that pandas 3.1 deprecates, and says that singletons were dropped.
pytestmark = [
    pytest.mark.filterwarnings("ignore:The inplace keyword in"),
    pytest.mark.filterwarnings("ignore:.*singleton:UserWarning"),
]

COVARIATES = ("frl", "ell")
SMALL = made.student_rows(12, districts=6, starts=(2016, 2016), schools=2, weighted=True)


def feols(formula, rows, by="district", *, weighted=False, kind="CRV1"):
    return pyfixest.feols(
        formula,
        rows,
        vcov={kind: by},
        weights="w" if weighted else None,
        demeaner=pyfixest.MapDemeaner(fixef_tol=1e-12),
    )


def chosen_from(rows, covariates=(), **more):
    blocks = made.blocks_of(rows, covariates=covariates, **more)
    return select(
        blocks,
        "score",
        more.get("subgroup", "all"),
        made.dates_of(rows, more.get("unit", "district")),
    )


def agrees(fit, peer, names):
    """Coefficients and CR1 errors of the named columns, to 1e-9."""
    errors = np.sqrt(np.diag(cr1(fit)))
    for ours, theirs in names.items():
        j = fit.place(ours)
        assert fit.b[j] == pytest.approx(peer.coef()[theirs], rel=1e-9)
        assert errors[j] == pytest.approx(peer.se()[theirs], rel=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("covariates", [(), COVARIATES])
def test_coefficients_and_district_errors_equal_pyfixest_on_the_rows(weighted, covariates):
    rows = made.student_rows(3, weighted=weighted)
    fit = fit_two_way(chosen_from(rows, covariates))
    formula = f"score ~ {' + '.join(('treated', *covariates))} | school_id + period"
    peer = feols(formula, rows, weighted=weighted)
    agrees(fit, peer, {TREATED: "treated", **{c: c for c in covariates}})


def test_t_intervals_have_one_degree_of_freedom_less_than_clusters():
    rows = made.student_rows(4)
    fit = fit_two_way(chosen_from(rows))
    peer = feols("score ~ treated | school_id + period", rows)
    got = t_estimate(
        "effect",
        fit.b[-1],
        cr1(fit)[-1, -1],
        df=len(fit.equations.clusters) - 1,
        alpha=0.05,
        method="CR1",
    )
    assert got.p == pytest.approx(peer.pvalue()["treated"], rel=1e-8)
    assert [got.low, got.high] == pytest.approx(peer.confint().loc["treated"].tolist(), rel=1e-9)


def test_rows_without_the_outcome_and_a_school_of_one_change_nothing_that_pyfixest_keeps():
    rows = made.with_singleton(made.student_rows(5))
    rows.loc[rows.index[::7], "score"] = np.nan
    fit = fit_two_way(chosen_from(rows, COVARIATES))
    peer = feols("score ~ treated + frl + ell | school_id + period", rows)
    agrees(fit, peer, {TREATED: "treated", "frl": "frl"})
    assert fit.equations.rows == peer._N


def test_schools_as_units_in_district_clusters():
    rows = made.student_rows(6)
    chosen = chosen_from(rows, unit="school_id", cluster="district")
    assert len(chosen.blocks) == 36
    assert len(chosen.clusters) == 12
    agrees(
        fit_two_way(chosen),
        feols("score ~ treated | school_id + period", rows),
        {TREATED: "treated"},
    )


@pytest.mark.parametrize("weighted", [False, True])
def test_errors_by_school_come_from_a_second_round(weighted):
    rows = made.with_singleton(made.student_rows(7, weighted=weighted))
    chosen = chosen_from(rows, COVARIATES)
    fit = fit_two_way(chosen)
    asked = questions(fit, chosen)
    answers = {
        name: score_squares(made.school_moments(part, COVARIATES, "score"), *asked[name])
        for name, part in rows.groupby("district")
    }
    peer = feols(
        "score ~ treated + frl + ell | school_id + period", rows, "school_id", weighted=weighted
    )
    error = np.sqrt(variance_by_school(fit, chosen, answers.keys(), sum(answers.values())))
    assert error == pytest.approx(peer.se()["treated"], rel=1e-9)
    with pytest.raises(CannotEstimateError, match="'D03' has not answered"):
        variance_by_school(fit, chosen, answers.keys() - {"D03"}, 1.0)


@pytest.mark.parametrize("weighted", [False, True])
def test_event_study_equals_pyfixest_on_the_rows(weighted):
    rows = made.student_rows(8, starts=(2015, 2016, 2016, 2017), weighted=weighted)
    chosen = chosen_from(rows, ("frl",))
    fit = fit_event_study(chosen)
    rows["since"] = np.where(rows["start"] > 0, rows["period"] - rows["start"], -1)
    peer = feols("score ~ i(since, ref=-1) + frl | school_id + period", rows, weighted=weighted)
    found = {
        int(name.split("::")[-1].rstrip("]").removeprefix("T.")): name
        for name in peer.coef().index
        if "since" in name
    }
    assert tuple(sorted(found)) == event_times(chosen)
    agrees(fit, peer, {column(time): name for time, name in found.items()})


def test_cr3_is_the_jackknife_over_clusters():
    rows = made.student_rows(9)
    chosen = chosen_from(rows)
    fit = fit_two_way(chosen)
    without = [
        feols("score ~ treated | school_id + period", rows[rows["district"] != d]).coef()["treated"]
        for d in sorted(rows["district"].unique())
    ]
    assert leave_one_out(fit)[:, -1] == pytest.approx(without, rel=1e-9)
    whole = feols("score ~ treated | school_id + period", rows).coef()["treated"]
    expected = 11 / 12 * sum((b - whole) ** 2 for b in without)
    found = of_fit(fit, chosen).pick([TREATED])
    assert found.jackknife[0, 0] == pytest.approx(expected, rel=1e-7)
    (got,) = found.estimates(0.05)
    assert got.error == pytest.approx(np.sqrt(expected), rel=1e-7)


def test_without_the_only_treated_cluster_there_is_no_effect_and_so_no_jackknife():
    chosen = chosen_from(made.student_rows(10, starts=(2016,)))
    fit = fit_two_way(chosen)
    lost = np.isnan(leave_one_out(fit)).all(axis=1)
    assert [c for c, gone in zip(chosen.clusters, lost, strict=True) if gone] == ["D00"]
    (got,) = of_fit(fit, chosen).pick([TREATED]).estimates(0.05)
    assert got.effect == pytest.approx(fit.b[-1])
    assert (got.error, got.low, got.high, got.p) == (None, None, None, None)
    assert got.method == UNDEFINED


def test_the_selection_period_with_a_level_of_its_own_equals_that_column_on_the_rows():
    rows = made.student_rows(11)
    fit = fit_without_selection_period(chosen_from(rows), 2015)
    rows["chosen"] = ((rows["start"] > 0) & (rows["period"] == 2015)).astype(float)
    peer = feols("score ~ chosen + treated | school_id + period", rows)
    agrees(fit, peer, {SELECTION: "chosen", TREATED: "treated"})


@given(seed=st.integers(0, 10**6), packages=st.integers(1, 6))
@settings(max_examples=15, deadline=None)
def test_every_split_of_the_rows_into_packages_gives_the_same_answer(seed, packages):
    rows = SMALL
    whole = fit_two_way(chosen_from(rows, COVARIATES))
    rng = np.random.default_rng(seed)
    holder = dict(zip(rows["district"].unique(), rng.integers(0, packages, 6), strict=True))
    blocks = [
        block
        for _, part in rows.groupby(rows["district"].map(holder))
        for block in made.blocks_of(part, covariates=COVARIATES)
    ]
    rng.shuffle(blocks)
    split = fit_two_way(select(blocks, "score", "all", made.dates_of(rows)))
    np.testing.assert_allclose(split.b, whole.b, rtol=1e-11)
    np.testing.assert_allclose(cr1(split), cr1(whole), rtol=1e-11)


@given(
    shift=st.floats(-1e3, 1e3),
    scale=st.floats(1e-3, 1e3),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=15, deadline=None)
def test_adding_a_constant_scaling_and_permuting_do_what_algebra_says(shift, scale, seed):
    rows = SMALL
    first = fit_two_way(chosen_from(rows, COVARIATES))
    moved = rows.assign(score=shift + scale * rows["score"]).sample(
        frac=1, random_state=np.random.default_rng(seed)
    )
    second = fit_two_way(chosen_from(moved, COVARIATES))
    np.testing.assert_allclose(second.b, scale * first.b, rtol=1e-7, atol=1e-9 * scale)
    np.testing.assert_allclose(np.diag(cr1(second)), scale**2 * np.diag(cr1(first)), rtol=1e-6)


def test_weights_of_two_are_rows_twice():
    rows = made.student_rows(14)
    double = fit_two_way(chosen_from(rows.assign(w=2.0)))
    twice = fit_two_way(chosen_from(pd.concat([rows, rows])))
    assert double.b == pytest.approx(twice.b, rel=1e-9)
