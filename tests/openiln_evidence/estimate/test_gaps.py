"""A gap between two subgroups rests on the comparison that the answer itself rests on."""

import numpy as np
import pytest

import student_rows as made
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.inference import UNJUDGED
from openiln_evidence.estimate.matched import match, matched_only
from openiln_evidence.estimate.selection import select
from openiln_evidence.estimate.two_way import TREATED, fit_two_way

GROUPS = ("poor", "rest")


@pytest.fixture(scope="module")
def rows():
    rows = made.student_rows(311, districts=30, starts=(2016,) * 12, students=14)
    return rows.assign(group=np.where(rows["frl"] > 0, *GROUPS))


def blocks_by_group(rows):
    of_groups = [
        block
        for group in GROUPS
        for block in made.blocks_of(rows[rows["group"] == group], subgroup=group)
    ]
    return [*made.blocks_of(rows), *of_groups]


def asked(rows, blocks, **words):
    return answer(Design(made.dates_of(rows), "score", draws=499, **words), blocks)


def test_a_matched_comparison_has_the_gap_of_its_own_match(rows):
    """The last six districts are like nobody; their poor students alone rise, treatment or not."""
    number = rows["district"].str[1:].astype(int)
    drift = 3.0 * (rows["period"] - 2013) * (number >= 24) * (rows["group"] == "poor")
    rows = rows.assign(score=rows["score"] + drift)
    features = {f"D{d:02d}": (d % 12 + 50.0 * (d >= 24),) for d in range(30)}
    blocks = blocks_by_group(rows)
    design = {"method": "matched comparison", "features": features}
    (gap,) = asked(rows, blocks, **design, gaps=(GROUPS,)).gaps
    ours = [asked(rows, blocks, **design, subgroup=group).primary.effect for group in GROUPS]
    assert gap.effect == pytest.approx(ours[0] - ours[1])
    (wide,) = asked(rows, blocks, gaps=(GROUPS,)).gaps
    assert abs(wide.effect - gap.effect) > 1


def test_a_subgroup_that_lacks_a_treated_district_keeps_the_match_of_the_answer(rows):
    """Matched anew, without D00 the others could have been given its district."""
    features = {f"D{d:02d}": (d % 12 + 0.3 * (d >= 12) * (d % 5),) for d in range(30)}
    blocks = [b for b in blocks_by_group(rows) if (b.unit, b.subgroup) != ("D00", "poor")]
    design = {"method": "matched comparison", "features": features}
    (gap,) = asked(rows, blocks, **design, gaps=(GROUPS,)).gaps
    dates = made.dates_of(rows)
    matched = match(select(blocks, "score", "all", dates), features)
    fits = [
        fit_two_way(matched_only(select(blocks, "score", group, dates), matched))
        for group in GROUPS
    ]
    ours = [fit.b[fit.place(TREATED)] for fit in fits]
    assert gap.effect == pytest.approx(ours[0] - ours[1])


def test_a_series_tells_no_gap_and_why():
    periods = tuple(range(2003, 2019))
    rows = made.student_rows(312, starts=(2013,) * 4, periods=periods, schools=1)
    blocks = made.blocks_of(rows, periods=periods)
    words = {"method": "interrupted series", "gaps": (("all", "all"),)}
    got = asked(rows, blocks, **words)
    assert got.gaps == ()
    assert got.warnings[-1].startswith(
        "The gap between all and all: An interrupted series tells no gap; estimate each subgroup"
    )


@pytest.mark.parametrize("pair", [GROUPS, GROUPS[::-1]])
@pytest.mark.parametrize("arm", ["treated", "others"])
def test_few_clusters_of_an_arm_in_either_subgroup_leave_the_gap_unjudged(rows, pair, arm):
    """The poor of only five treated, or of only five other, districts are there."""
    number = rows["district"].str[1:].astype(int)
    few = (number >= 12) | (number < 5) if arm == "treated" else number < 17
    (gap,) = asked(rows, blocks_by_group(rows[few | (rows["group"] == "rest")]), gaps=(pair,)).gaps
    assert (gap.error, gap.low, gap.high, gap.p, gap.method) == (None, None, None, None, UNJUDGED)
    (whole,) = asked(rows, blocks_by_group(rows), gaps=(pair,)).gaps
    assert whole.p is not None
