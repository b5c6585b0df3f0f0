"""Group-time effects and their aggregates are those of csdid, and of a plain second writing."""

import numpy as np
import pandas as pd
import pytest
from csdid.att_gt import ATTgt
from hypothesis import given, settings
from hypothesis import strategies as st

import student_rows as made
from openiln_evidence.estimate import aggregates
from openiln_evidence.estimate.group_time import group_time, means_of, without_periods
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import select

STAGGERED = (2015, 2015, 2016, 2016, 2017)
WORDS = {"never treated": "nevertreated", "not yet treated": "notyettreated"}
# csdid warns of the same deprecations in pandas, and that small groups are small.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
    pytest.mark.filterwarnings("ignore:::csdid"),
]


def rows_of(seed, *, everybody=False, weighted=False, districts=9):
    starts = (*STAGGERED, *(() if not everybody else (2018,) * 3))
    return made.student_rows(
        seed, districts=8 if everybody else districts, starts=starts, schools=1, weighted=weighted
    )


def ours(rows, comparison, weighting="students"):
    chosen = select(made.blocks_of(rows), "score", "all", made.dates_of(rows))
    return group_time(means_of(chosen, weighting), comparison)


def csdid(rows, comparison, *, panel, weighted=False):
    peer = ATTgt(
        yname="score",
        tname="period",
        idname="id",
        gname="start",
        data=rows,
        control_group=[WORDS[comparison]],
        panel=panel,
        weights_name="w" if weighted else None,
    )
    return peer.fit(est_method="reg", base_period="universal", bstrap=False)


def agrees(found, peer, *, clusters_by_id):
    cells = [(c.start, c.period) for c in found.cells]
    theirs = list(zip(peer.MP["group"], peer.MP["t"], strict=True))
    assert {c for c in theirs if c[1] != c[0] - 1} == set(cells)
    order = [theirs.index(c) for c in cells]
    np.testing.assert_allclose(found.effects, np.array(peer.MP["att"])[order], rtol=1e-9)
    influence = np.asarray(peer.MP["inffunc"]["inffunc"])[:, order] / peer.MP["n"]
    summed = pd.DataFrame(influence).groupby(clusters_by_id).sum().to_numpy()
    np.testing.assert_allclose(found.influence, summed, atol=1e-10)


def aggregated(peer, kind):
    return peer.aggte(typec=kind, bstrap=False, cband=False).atte


def agrees_together(found, peer, clusters_by_id, n):
    """Simple, dynamic, group, calendar: effects, overall effects and their influence."""
    pairs = {
        "simple": (None, aggregates.simple(found)),
        "dynamic": (
            aggregates.by_event_time(found),
            aggregates.mean_of(aggregates.after_treatment(aggregates.by_event_time(found)), "d"),
        ),
        "group": (aggregates.by_group(found), aggregates.overall_of_groups(found)),
        "calendar": (
            aggregates.by_period(found),
            aggregates.mean_of(aggregates.by_period(found), "c"),
        ),
    }
    for kind, (parts, overall) in pairs.items():
        theirs = aggregated(peer, kind)
        assert overall.effects[0] == pytest.approx(theirs["overall_att"], rel=1e-9)
        summed = _overall_influence(theirs, kind, clusters_by_id, n)
        np.testing.assert_allclose(overall.influence[:, 0], summed, atol=1e-10)
        if parts is not None:
            pick = [i for i, e in enumerate(theirs["egt"]) if kind != "dynamic" or e != -1]
            np.testing.assert_allclose(
                parts.effects, np.array(theirs["att_egt"], float)[pick], rtol=1e-9
            )


def _overall_influence(theirs, kind, clusters_by_id, n):
    names = {
        "simple": "simple_att",
        "dynamic": "dynamic_inf_func",
        "group": "selective_inf_func",
        "calendar": "calendar_inf_func",
    }
    influence = np.asarray(theirs["inf_function"][names[kind]]).ravel() / n
    return pd.Series(influence).groupby(clusters_by_id).sum().to_numpy()


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("comparison", list(WORDS))
@pytest.mark.parametrize("seed", [31, 32])
def test_repeated_cross_sections_equal_csdid(seed, comparison, weighted):
    rows = rows_of(seed, weighted=weighted).assign(id=lambda r: np.arange(len(r)))
    found = ours(rows, comparison)
    peer = csdid(rows, comparison, panel=False, weighted=weighted)
    by_id = rows["district"].to_numpy()
    agrees(found, peer, clusters_by_id=by_id)
    agrees_together(found, peer, by_id, len(rows))


@pytest.mark.parametrize("panel", [False, True])
def test_without_a_never_treated_unit_the_not_yet_treated_serve_as_in_csdid(panel):
    rows = rows_of(33, everybody=True).assign(id=lambda r: np.arange(len(r)))
    found = ours(rows, "not yet treated", "units" if panel else "students")
    if panel:
        rows = unit_panel(rows)
    peer = csdid(rows, "not yet treated", panel=panel)
    theirs = dict(
        zip(zip(peer.MP["group"], peer.MP["t"], strict=True), peer.MP["att"], strict=True)
    )
    for cell, effect in zip(found.cells, found.effects, strict=True):
        assert effect == pytest.approx(theirs[cell.start, cell.period], rel=1e-9)
    for kind, mine in {
        "simple": aggregates.simple(found),
        "group": aggregates.overall_of_groups(found),
    }.items():
        assert mine.effects[0] == pytest.approx(aggregated(peer, kind)["overall_att"], rel=1e-9)


def unit_panel(rows):
    panel = rows.groupby(["district", "period", "start"], as_index=False)["score"].mean()
    return panel.assign(id=panel["district"].str[1:].astype(int) + 1)


@pytest.mark.parametrize("comparison", list(WORDS))
def test_unit_means_equal_csdid_on_a_panel(comparison):
    rows = rows_of(34, districts=12)  # csdid wants five never treated
    panel = unit_panel(rows)
    found = ours(rows, comparison, "units")
    peer = csdid(panel, comparison, panel=True)
    by_id = np.sort(panel["district"].unique())
    agrees(found, peer, clusters_by_id=by_id)
    agrees_together(found, peer, by_id, len(by_id))


def test_a_unit_absent_in_one_period_leaves_only_its_cells_in_a_panel():
    rows = rows_of(35)
    rows = rows[(rows["district"] != "D08") | (rows["period"] != 2017)]
    found = ours(rows, "never treated", "units")
    means = (
        rows.groupby(["district", "period"])["score"]
        .mean()
        .reset_index()
        .pivot_table("score", "district", "period")
    )
    for cell, effect in zip(found.cells, found.effects, strict=True):
        change = (means[cell.period] - means[cell.base]).dropna()
        start = rows.groupby("district")["start"].first()[change.index]
        expected = change[start == cell.start].mean() - change[start == 0].mean()
        assert effect == pytest.approx(expected, rel=1e-9)


def test_a_cohort_that_has_no_rows_in_the_first_period_has_its_share():
    rows = rows_of(38, districts=12)
    late = rows.groupby("district")["start"].first()
    late = set(late[late == late.max()].index)
    rows = rows[~(rows["district"].isin(late) & (rows["period"] == rows["period"].min()))]
    found = ours(rows, "never treated", "units")
    shares = found.mass_by_cluster.sum(axis=0)
    starts = np.array([cell.start for cell in found.cells])
    assert set(shares[starts == starts.max()]) == {float(len(late))}


def test_a_period_left_out_or_without_rows_moves_the_base():
    rows = rows_of(36)
    chosen = select(made.blocks_of(rows), "score", "all", made.dates_of(rows))
    found = group_time(without_periods(means_of(chosen), {2014}), "never treated")
    assert {c.base for c in found.cells if c.start == 2015} == {2013}
    peer = ours(rows[rows["period"] != 2014], "never treated")
    np.testing.assert_allclose(found.effects, peer.effects, rtol=1e-12)


def test_a_cell_without_rows_is_not_estimated():
    rows = rows_of(37)
    rows = rows[~rows["district"].isin(["D00", "D01"]) | (rows["period"] != 2018)]
    assert (2015, 2018) not in {(c.start, c.period) for c in ours(rows, "never treated").cells}


def test_never_treated_units_must_be_there_when_they_are_the_comparison():
    with pytest.raises(CannotEstimateError, match="No unit never treated is there"):
        ours(rows_of(38, everybody=True), "never treated")


def test_one_date_and_one_later_period_is_the_difference_of_differences():
    rows = made.student_rows(39, starts=(2014,) * 4, periods=(2013, 2014), schools=1)
    chosen = select(made.blocks_of(rows, periods=(2013, 2014)), "score", "all", made.dates_of(rows))
    found = aggregates.simple(group_time(means_of(chosen), "never treated"))
    mean = rows.groupby([rows["start"] > 0, "period"])["score"].mean()
    expected = mean[True, 2014] - mean[True, 2013] - mean[False, 2014] + mean[False, 2013]
    assert found.effects[0] == pytest.approx(expected, rel=1e-12)


@given(shift=st.floats(-500, 500), scale=st.floats(0.01, 100))
@settings(max_examples=15, deadline=None)
def test_a_constant_changes_nothing_and_a_scale_scales(shift, scale):
    first = ours(GIVEN, "not yet treated")
    second = ours(GIVEN.assign(score=shift + scale * GIVEN["score"]), "not yet treated")
    np.testing.assert_allclose(second.effects, scale * first.effects, atol=1e-8 * (1 + scale))
    np.testing.assert_allclose(second.influence, scale * first.influence, atol=1e-8 * (1 + scale))


GIVEN = rows_of(40)


def test_intervals_are_student_t_on_cluster_influence():
    parts = aggregates.simple(ours(rows_of(42), "never treated"))
    (got,) = parts.clustered(0.05, "t(G-1)")
    variance = 9 / 8 * (parts.influence[:, 0] ** 2).sum()
    assert got.error == pytest.approx(np.sqrt(variance))
    assert got.high - got.effect == pytest.approx(2.306004 * got.error, rel=1e-6)
