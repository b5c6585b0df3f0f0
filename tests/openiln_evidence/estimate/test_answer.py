"""The whole answer: the estimator by the dates, the inference by the clusters, claims seldom."""

import json
from dataclasses import replace

import numpy as np
import pytest

import student_rows as made
from evidence_answer import ONE_DATE, asked, methods, twelve_treated_at_once
from openiln_evidence.estimate import inference
from openiln_evidence.estimate.answer import Answers, Check, Estimate
from openiln_evidence.estimate.claim import claim
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.influence import BAND, JACKKNIFE
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import select
from openiln_evidence.estimate.two_way import TREATED, fit_two_way
from openiln_evidence.estimate.wild_bootstrap import wild_bootstrap


@pytest.fixture(scope="module")
def rows():
    return twelve_treated_at_once()


def test_twelve_treated_at_once_are_judged_by_the_wild_bootstrap(rows):
    got = asked(rows, smallest_effect=0.1, declared=("score",))
    assert got.estimator.startswith("difference in differences")
    assert methods(got) == [
        inference.WILD,
        inference.RANDOMISATION,
        JACKKNIFE,
        inference.CLUSTERED,
    ]
    assert got.primary.low < got.primary.effect < got.primary.high
    assert got.primary.p < 0.05
    assert len({round(e.effect, 9) for e in (got.primary, *got.others)}) == 1
    assert got.claim.startswith("Results were better with the practice. Not settled: mobility")
    assert got.warnings == ()
    assert got.counts == replace(
        got.counts, rows=len(rows), units=30, clusters=30, treated_clusters=12, schools=90
    )


def test_an_answer_is_json_as_it_stands(rows):
    got = asked(rows)
    whole = Answers("a study", "abc", "Did it?", got, (), {})
    again = json.loads(json.dumps(whole.as_json(), allow_nan=False))["primary"]
    assert again["primary"]["effect"] == got.primary.effect
    assert again["checks"][0]["name"] == "attrition"


def test_where_less_is_better_a_rise_is_worse(rows):
    assert asked(rows, higher_is_better=False).claim.startswith("Results were worse")


def test_effects_by_event_time_have_a_band_wider_than_their_errors(rows):
    got = asked(rows)
    assert [e.name for e in got.by_event_time] == [f"event time={t}" for t in (-3, -2, 0, 1, 2)]
    for one in got.by_event_time:
        assert one.high - one.effect > 2 * one.error
        assert one.method == BAND


def test_a_small_effect_known_well_is_smaller_than_what_matters():
    rows = made.student_rows(122, districts=30, starts=ONE_DATE, effect=0.0, students=40)
    got = asked(rows, smallest_effect=0.9)
    assert got.claim.startswith("Any effect is smaller than the smallest that matters.")


def test_dates_that_vary_give_group_time_effects_and_the_two_way_one_beside():
    rows = made.student_rows(123, districts=30, starts=(2015,) * 6 + (2017,) * 6)
    got = asked(rows)
    assert got.estimator == "group-time average effects, compared with the never treated"
    assert methods(got) == [inference.RANDOMISATION, JACKKNIFE, inference.CLUSTERED]
    assert got.others[-1].name == inference.MIXED
    assert "Treatment dates vary" in got.warnings[0]


def test_where_dates_vary_each_units_mean_may_count_once():
    rows = made.student_rows(123, districts=30, starts=(2015,) * 6 + (2017,) * 6)
    alike = rows.groupby(["district", "start", "period"], as_index=False)["score"].mean()
    panel = alike.assign(school_id=alike["district"], w=1.0)
    by_unit = asked(rows, weighting="units").primary
    assert by_unit.effect == pytest.approx(asked(panel, made.blocks_of(panel)).primary.effect)
    assert by_unit.effect != pytest.approx(asked(rows).primary.effect)


def test_where_dates_vary_the_selection_period_is_no_base():
    rows = made.student_rows(123, districts=30, starts=(2015,) * 6 + (2017,) * 6)
    check = next(c for c in asked(rows, selection_period=2016).checks if "selection" in c.name)
    kept = rows[rows["period"] != 2016]
    assert check.numbers["effect"] == pytest.approx(asked(kept).primary.effect)


def test_twenty_of_each_at_different_dates_are_judged_by_the_jackknife():
    rows = made.student_rows(124, districts=40, starts=(2015, 2017) * 10, students=4, schools=1)
    got = asked(rows)
    assert got.recommended == JACKKNIFE
    assert got.smallest_p is None


def test_more_clusters_than_the_bootstrap_holds_are_judged_by_the_jackknife(rows, monkeypatch):
    """Whether under twenty are treated, as here, or more."""
    monkeypatch.setattr(inference, "MOST_FOR_WILD", 20)
    assert methods(asked(rows)) == [JACKKNIFE, inference.RANDOMISATION, inference.CLUSTERED]
    monkeypatch.setattr(inference, "MANY", 10)
    assert methods(asked(rows)) == [JACKKNIFE, inference.CLUSTERED]


def test_three_treated_are_judged_by_randomisation_alone_and_claim_nothing():
    rows = made.student_rows(125, districts=30, starts=(2016,) * 3, effect=12.0)
    got = asked(rows)
    assert got.recommended == inference.RANDOMISATION
    assert "Only 3 clusters were treated, so only randomisation" in got.warnings[0]
    assert got.claim.startswith("This study claims nothing: 3 clusters were treated")


def test_one_treated_of_twelve_is_told_that_no_result_could_have_shown():
    got = asked(made.student_rows(126, starts=(2016,), effect=12.0))
    assert got.smallest_p == pytest.approx(1 / 12)
    assert "No result could have reached p below 0.083" in got.warnings[1]
    assert (got.primary.low, got.primary.high) == (None, None)
    assert JACKKNIFE not in methods(got)


def test_few_clusters_draw_webbs_points():
    """Nine regions, each with treated districts and others: nine clusters in either arm."""
    rows = made.student_rows(127, districts=18, starts=(2016,) * 9)
    rows["region"] = "R" + (rows["district"].str[1:].astype(int) % 9).astype(str)
    got = asked(rows, made.blocks_of(rows, cluster="region"))
    assert got.recommended == inference.WILD
    chosen = select(made.blocks_of(rows, cluster="region"), "score", "all", made.dates_of(rows))
    drawn = wild_bootstrap(fit_two_way(chosen), TREATED, draws=499, seed=20_180_314, weights="Webb")
    assert got.primary.p == drawn.p()
    assert "Only 9 clusters were treated; one odd cluster" in got.warnings[0]


def test_clusters_of_mixed_dates_cannot_be_dealt_out():
    rows = made.student_rows(128, districts=30, starts=(2016,) * 15)
    rows["region"] = "R" + (rows["district"].str[1:].astype(int) % 10).astype(str)
    few = rows.assign(region=np.where(rows["start"] > 0, "R" + rows["district"].str[2], "others"))
    assert asked(rows, made.blocks_of(rows, cluster="region")).recommended == inference.WILD
    mixed = few.assign(region=few["region"].where(few["region"] < "R3", "R3"))
    mixed.loc[mixed["district"] == "D29", "region"] = "R1"
    with pytest.raises(CannotEstimateError, match="cannot be dealt out among clusters"):
        asked(mixed, made.blocks_of(mixed, cluster="region"))


def test_units_treated_from_the_first_period_are_left_out_by_name(rows):
    early = rows.assign(start=rows["start"].where(rows["district"] != "D00", 2013))
    got = asked(early)
    assert got.excluded == ("Left out D00: treated by 2013, so there is no before.",)
    assert got.counts.treated_clusters == 11


def test_columns_that_never_vary_are_named_in_a_warning(rows):
    blocks = made.blocks_of(rows.assign(ell=1.0), covariates=("frl", "ell"))
    assert asked(rows, blocks).warnings == (
        "These columns vary within no school, or repeat others, here: ell.",
    )


def test_gaps_between_subgroups_and_the_reason_where_there_is_none(rows):
    blocks = made.blocks_of(rows) + [
        b
        for g in (0.0, 1.0)
        for b in made.blocks_of(rows[rows["frl"] == g], subgroup=f"frl={g:.0f}")
    ]
    got = asked(rows, blocks, gaps=(("frl=1", "frl=0"), ("ell", "all")))
    ours = {s: asked(rows, blocks, subgroup=s).primary.effect for s in ("frl=1", "frl=0")}
    (gap,) = got.gaps
    assert gap.name == "frl=1 less frl=0"
    assert gap.effect == pytest.approx(ours["frl=1"] - ours["frl=0"])
    assert got.warnings[0].startswith("The gap between ell and all: No block has outcome 'score'")


def test_every_check_is_there_and_first_enrolment_settles_mobility(rows):
    first = rows.copy()
    came = first.index[(first["district"] == "D00") & (first["period"] == 2018)][:3]
    first.loc[came, ["district", "school_id", "start"]] = ["D20", "D20-0", 0]
    blocks = made.blocks_of(rows) + made.blocks_of(first, subgroup="first enrolment")
    got = asked(
        rows,
        blocks,
        first_enrolment="first enrolment",
        selection_period=2014,
        spilled_on=frozenset({"D29"}),
        declared=("score", "attendance"),
        untested={"attendance": "It is constant."},
    )
    assert [c.name for c in got.checks] == [
        "attrition",
        "mobility",
        "selection period",
        "trends before",
        "spillover",
        "declared outcomes",
    ]
    passed = {c.name: c.passed for c in got.checks}
    assert passed["mobility"] is True
    assert passed["spillover"] is True
    assert passed["declared outcomes"] is False
    assert got.claim == ("This study claims nothing: these checks did not pass: declared outcomes.")


def test_a_published_standard_deviation_standardises(rows):
    got = asked(rows, standard_deviation=12.0)
    assert got.effect_size.effect == pytest.approx(got.primary.effect / 12)
    assert got.effect_size.method == "in published standard deviations"


def test_an_effect_size_that_cannot_be_had_is_a_warning():
    rows = made.student_rows(129, districts=30, starts=ONE_DATE)
    rows = rows.assign(score=((rows["score"] > 50) & (rows["start"] == 0)).astype(float))
    got = asked(rows, binary=True)
    assert got.effect_size is None
    assert "odds are defined between 0 and 1 only" in got.warnings[-1]


def test_a_matched_comparison_keeps_the_matched_and_says_so(rows):
    features = {
        d: (float(g["score"].mean()), float(g["frl"].mean()))
        for d, g in rows[rows["period"] < 2016].groupby("district")
    }
    got = asked(rows, method="matched comparison", features=features)
    assert got.counts.units == 24
    assert got.checks[0].name == "balance of the match"
    assert "conditional on the match" in got.checks[0].finding
    assert got.excluded[0].endswith("not like any treated unit.")


def test_the_effect_size_has_the_error_of_the_best_method_that_has_one(rows):
    got = asked(rows, standard_deviation=10.0)
    jackknife = next(e for e in got.others if e.method == JACKKNIFE)
    assert got.primary.error is None
    assert got.effect_size.error == pytest.approx(jackknife.error / 10)


def test_nothing_is_claimed_of_a_secondary_outcome(rows):
    got = asked(rows, is_primary=False)
    assert got.claim.startswith("Secondary: it may suggest a question")


def test_a_published_table_of_means_has_no_spread_to_standardise_by(rows):
    got = asked(rows, has_spread=False)
    assert (got.spread, got.effect_size) == (None, None)
    assert "without sd_column has no spread" in got.warnings[-1]


def test_a_treated_unit_that_was_withheld_is_named(rows):
    blocks = [b for b in made.blocks_of(rows) if b.unit not in {"D03", "D07"}]
    got = asked(rows, blocks)
    assert got.excluded == ("Left out D03, D07: treated, and withheld by the holder.",)
    assert got.counts.treated_clusters == 10


def test_a_unit_treated_after_the_last_period_is_one_of_the_others(rows):
    late = made.dates_of(rows) | {"D29": 2030}
    got = answer(Design(late, "score", draws=99), made.blocks_of(rows))
    assert got.counts.treated_clusters == 12
    never = answer(Design(late | {"D29": None}, "score", draws=99), made.blocks_of(rows))
    assert got.primary == never.primary


SURE = Estimate("treated", 2.0, 0.2, 1.5, 2.5, 0.001, "test")


def test_a_failed_check_few_clusters_and_a_wide_interval_are_each_said():
    failed = Check("attrition", False, "High.", {})
    unsure = replace(SURE, low=-1.0, p=0.4)
    design = Design({"D00": 2016}, "score")
    assert claim(design, unsure, None, (7, 20), [failed]) == (
        "This study claims nothing: 7 clusters were treated and a claim takes 10; "
        "these checks did not pass: attrition; the interval holds zero."
    )
    assert claim(design, SURE, None, (10, 10), []) == "Results were better with the practice."
    assert claim(design, SURE, None, (10, 0), []) == "Results were better with the practice."
    unheard = claim(design, replace(SURE, p=None), None, (10, 10), [])
    assert unheard.endswith("the interval holds zero.")
    assert claim(design, SURE, None, (20, 2), []) == (
        "This study claims nothing: 2 clusters were not treated and a claim takes 10."
    )
