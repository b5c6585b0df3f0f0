"""What cannot be estimated is refused in one sentence that names the thing."""

from dataclasses import replace

import numpy as np
import pytest

import student_rows as made
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.event_study import fit_event_study
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import check_comparable, select
from openiln_evidence.estimate.two_way import fit_two_way


def refused(blocks, dates, match, fit=fit_two_way):
    with pytest.raises(CannotEstimateError, match=match) as refusal:
        fit(select(blocks, "score", "all", dates))
    assert refusal.value.sentence.count("\n") == 0


@pytest.fixture
def rows():
    return made.student_rows(20, districts=6, starts=(2016, 2016))


@pytest.fixture
def dates(rows):
    return made.dates_of(rows)


def test_an_empty_subgroup(rows, dates):
    with pytest.raises(CannotEstimateError, match="No block has outcome 'score' in subgroup 'ell'"):
        select(made.blocks_of(rows), "score", "ell", dates)


def test_a_unit_in_two_packages(rows, dates):
    blocks = made.blocks_of(rows)
    refused([*blocks, blocks[2]], dates, "Unit 'D02' comes twice")


def test_a_unit_without_a_date(rows, dates):
    del dates["D04"]
    refused(made.blocks_of(rows), dates, "no treatment date, nor 'never', for unit 'D04'")


def test_blocks_of_different_columns(rows, dates):
    mixed = [*made.blocks_of(rows)[:3], *made.blocks_of(rows, covariates=("frl",))[3:]]
    refused(mixed, dates, "Units 'D00' and 'D03' were compressed with different columns")


@pytest.mark.parametrize("part", ["yy", "wy"])
def test_infinities_and_missing_numbers(rows, dates, part):
    blocks = made.blocks_of(rows)
    if part == "yy":
        bad = replace(blocks[1], schooled=replace(blocks[1].schooled, yy=float("inf")))
    else:
        wy = np.full(6, np.nan)
        bad = replace(blocks[1], by_period=replace(blocks[1].by_period, wy=wy))
    refused([blocks[0], bad, *blocks[2:]], dates, "unit 'D01' holds an infinity")


def test_one_cluster(rows, dates):
    refused(made.blocks_of(rows)[:1], dates, "There is one cluster, 'D00'")


def test_nothing_left(rows, dates):
    chosen = select(made.blocks_of(rows), "score", "all", dates)
    empty = chosen.without([b.unit for b in chosen.blocks], "of a test")
    with pytest.raises(CannotEstimateError, match="No unit is left"):
        check_comparable(empty)


def test_nobody_treated_in_time(rows, dates):
    refused(made.blocks_of(rows), dict.fromkeys(dates, 2030), "No unit is treated by period 2018")


def test_everybody_treated_at_once(rows, dates):
    refused(made.blocks_of(rows), dict.fromkeys(dates, 2016), "so there is no comparison")


def test_a_constant_outcome(rows, dates):
    refused(made.blocks_of(rows.assign(score=4.0)), dates, "constant within every school")


def test_collinear_covariates_are_named(rows, dates):
    rows["poor"] = 1 - rows["frl"]
    refused(
        made.blocks_of(rows, covariates=("frl", "poor")),
        dates,
        "Column 'poor' is an exact combination of 'frl'; take one of them out",
    )


def test_an_event_study_where_all_are_treated_in_the_end(rows):
    rows["start"] = rows["district"].map(
        {"D00": 2014, "D01": 2015, "D02": 2016, "D03": 2016, "D04": 2017, "D05": 2018}
    )
    refused(
        made.blocks_of(rows), made.dates_of(rows), "is an exact combination of", fit_event_study
    )


def test_treatment_that_never_changes_within_a_school(rows):
    rows["start"] = rows["district"].map({"D00": 2010, "D01": 2010}).fillna(0).astype(int)
    refused(made.blocks_of(rows), made.dates_of(rows), "'treated' never varies within a school")


def test_a_covariate_that_never_varies_is_left_out_and_named(rows, dates):
    rows["ell"] = 1.0
    fit = fit_two_way(
        select(made.blocks_of(rows, covariates=("frl", "ell")), "score", "all", dates)
    )
    assert fit.equations.dropped == ("ell",)
    assert "ell" not in fit.names


def test_a_column_that_repeats_another_only_in_a_subgroup_is_left_out_there(rows, dates):
    rows["frl x ell"] = rows["frl"] * rows["ell"]
    poor = rows[rows["frl"] > 0]
    columns = ("ell", "frl x ell")
    fit = fit_two_way(
        select(made.blocks_of(poor, covariates=columns, subgroup="frl"), "score", "frl", dates)
    )
    plain = fit_two_way(
        select(made.blocks_of(poor, covariates=("ell",), subgroup="frl"), "score", "frl", dates)
    )
    assert fit.equations.dropped == ("frl x ell",)
    np.testing.assert_allclose(fit.b, plain.b, rtol=1e-9)


def test_units_left_out_are_named_with_the_reason(rows, dates):
    chosen = select(made.blocks_of(rows), "score", "all", dates)
    assert chosen.without(["D05"], "treatment may have reached them").excluded == (
        "Left out D05: treatment may have reached them.",
    )
    assert chosen.without(["elsewhere"], "of a test").excluded == ()


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"alpha": 0.7}, "alpha is 0.7"),
        ({"draws": 10}, "draws is 10"),
        ({"smallest_effect": 0.0}, "smallest_effect is 0.0"),
        ({"standard_deviation": float("inf")}, "standard_deviation is inf"),
    ],
)
def test_choices_that_no_estimate_could_honour(words, match):
    with pytest.raises(CannotEstimateError, match=match):
        Design({"D00": 2016}, "score", **words)
