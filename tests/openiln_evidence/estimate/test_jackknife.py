"""Effects without each cluster in turn, and what is judged by them, by plain second writings."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_t
from scipy.stats import t as student

import student_rows as made
from openiln_evidence.estimate import aggregates
from openiln_evidence.estimate.event_study import fit_event_study
from openiln_evidence.estimate.group_time import group_time, means_of
from openiln_evidence.estimate.influence import BAND, UNDEFINED, Effects, beside, of_fit, stack
from openiln_evidence.estimate.left_out import ratio_left
from openiln_evidence.estimate.selection import labels, select
from openiln_evidence.estimate.two_way import fit_two_way

TWO_DATES = (2015, 2016) * 3
WAYS = {
    "simple": aggregates.simple,
    "event time": aggregates.by_event_time,
    "period": aggregates.by_period,
    "group": aggregates.by_group,
    "groups": aggregates.overall_of_groups,
    "periods": lambda found: aggregates.mean_of(aggregates.by_period(found), "mean"),
    "since": lambda found: aggregates.mean_of(
        aggregates.after_treatment(aggregates.by_event_time(found)), "mean"
    ),
}


def chosen_of(rows):
    return select(made.blocks_of(rows), "score", "all", made.dates_of(rows))


def found_of(rows, comparison, weighting):
    return group_time(means_of(chosen_of(rows), weighting), comparison)


def without_each(rows, estimate):
    """By cluster, the effects by name of the rows less that cluster's."""
    for district in sorted(rows["district"].unique()):
        again = estimate(rows[rows["district"] != district])
        yield dict(zip(again.names, again.effects, strict=True))


def agrees(rows, estimate):
    effects = estimate(rows)
    for left, anew in zip(effects.without, without_each(rows, estimate), strict=True):
        defined = dict(zip(effects.names, left, strict=True))
        assert {n for n, value in defined.items() if np.isfinite(value)} == anew.keys()
        for name, value in anew.items():
            assert defined[name] == pytest.approx(value, rel=1e-8)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("weighting", ["students", "units"])
@pytest.mark.parametrize("comparison", ["never treated", "not yet treated"])
def test_group_time_effects_without_a_cluster_are_those_of_the_other_rows(
    comparison, weighting, way
):
    """The cohort of 2015 has one district: without it, its effects are not there."""
    rows = made.student_rows(
        201, districts=9, starts=(2015, 2016, 2016, 2017, 2017), schools=1, students=8
    )
    agrees(rows, lambda some: way(found_of(some, comparison, weighting)))


def test_cells_that_only_one_cluster_is_compared_with_are_left_out_with_it():
    """Before 2018 all others are treated: only D06 is compared with in 2017."""
    rows = made.student_rows(
        202, districts=7, starts=(2015,) * 3 + (2017,) * 3 + (2018,), schools=1
    )
    effects = aggregates.by_period(found_of(rows, "not yet treated", "units"))
    left = dict(zip(effects.names, effects.without[-1], strict=True))
    assert np.isnan(left["period=2017"])
    assert np.isfinite(left["period=2016"])


def test_what_is_left_of_a_mean_is_not_rounding():
    left = ratio_left(np.array([0.2, 1e-17]), np.array([0.1, 1e-17]), 0.3)
    assert left[0] == 2.0
    assert np.isnan(left[1])


def test_an_event_study_without_a_cluster_is_that_of_the_other_rows():
    rows = made.student_rows(204, districts=8, starts=(2016,) * 3, schools=2, students=8)
    agrees(rows, lambda some: of_fit(fit_event_study(one := chosen_of(some)), one))


def test_a_gap_without_a_cluster_is_that_of_the_parts_without_it():
    rows = made.student_rows(205, districts=8, starts=(2016,) * 3, schools=2, students=14)
    parts = [
        of_fit(fit_event_study(one := chosen_of(some)), one).pick(["event time=0"])
        for some in (rows[rows["frl"] > 0], rows[(rows["frl"] == 0) & (rows["district"] != "D07")])
    ]
    gap = stack(parts).mix(["gap"], np.array([[1.0, -1.0]]))
    assert gap.without[3, 0] == pytest.approx(parts[0].without[3, 0] - parts[1].without[3, 0])
    assert gap.without[7, 0] == pytest.approx(parts[0].without[7, 0] - parts[1].effects[0])
    assert labels(gap.arms).tolist() == [1.0] * 3 + [0.0] * 5
    assert gap.mass[7] == parts[0].mass[7]
    assert gap.mass[0] == parts[0].mass[0] + parts[1].mass[0]


def test_a_gap_is_judged_alike_whichever_group_is_named_first():
    """Of the second group nobody untreated is there: of the union there is."""
    starts = (2014,) * 4 + (2015,) * 4 + (2016,) * 4
    rows = made.student_rows(214, districts=16, starts=starts, schools=1, students=14)
    some = rows[rows["start"] > 0]
    parts = [
        aggregates.simple(found_of(part, "not yet treated", "students")) for part in (rows, some)
    ]
    gaps = [stack(pair).mix(["gap"], np.array([[1.0, -1.0]])) for pair in (parts, parts[::-1])]
    for gap in gaps:
        assert labels(gap.arms).tolist() == [1.0] * 12 + [0.0] * 4
    assert gaps[0].freedom == pytest.approx(gaps[1].freedom)


def test_a_cluster_holds_in_a_gap_what_it_holds_in_either_group():
    """The first two regions hold treated districts and others; in one group each has but a side."""
    rows = made.student_rows(217, districts=10, starts=(2016,) * 4, schools=1, students=14)
    rows["region"] = rows["district"].replace({"D04": "D00", "D05": "D01"})

    def part(less):
        some = rows[~rows["district"].isin(less)]
        chosen = select(made.blocks_of(some, cluster="region"), "score", "all", made.dates_of(some))
        return of_fit(fit_two_way(chosen), chosen).pick(["treated"])

    parts = [part(["D04", "D05"]), part(["D01"])]
    for pair in (parts, parts[::-1]):
        assert labels(stack(pair).arms).tolist() == [2.0] * 2 + [1.0] * 2 + [0.0] * 4


def two_arms(seed, columns=1, mass=None, noise=1.0):
    """Five treated clusters and nine others: differences of means, and without each cluster."""
    y = np.random.default_rng(seed).normal(size=(14, columns)) * noise
    on = np.arange(14) < 5

    def difference(kept):
        return y[kept & on].mean(axis=0) - y[kept & ~on].mean(axis=0)

    without = np.array([difference(np.arange(14) != g) for g in range(14)])
    names = tuple(f"event time={t}" for t in range(columns))
    clusters = tuple("abcdefghijklmn")
    mass = np.ones(14) if mass is None else mass
    effects = difference(np.ones(14, dtype=bool))
    arms = np.column_stack([np.where(on, 2016.0, np.inf), ~on])
    return y, Effects(names, clusters, effects, 0 * y, without, arms, mass)


def test_degrees_of_freedom_are_welchs():
    y, effects = two_arms(206)
    parts = [y[:5, 0].var(ddof=1) / 4, y[5:, 0].var(ddof=1) / 8]
    expected = sum(parts) ** 2 / (parts[0] ** 2 / 4 + parts[1] ** 2 / 8)
    assert effects.freedom == pytest.approx([expected])
    (got,) = effects.estimates(0.05)
    assert got.error == pytest.approx(np.sqrt(13 / 14 * sum(parts)))
    assert got.high - got.effect == pytest.approx(student.ppf(0.975, expected) * got.error)
    assert got.p == pytest.approx(2 * student.sf(abs(got.effect) / got.error, expected))


def test_one_large_cluster_leaves_fewer_degrees_of_freedom():
    large = np.where(np.arange(14) == 2, 6.0, 1.0)
    y, effects = two_arms(206, mass=large)
    parts = [y[:5, 0].var(ddof=1) / 4, y[5:, 0].var(ddof=1) / 8]
    expected = sum(parts) ** 2 / (parts[0] ** 2 / (100 / 40 - 1) + parts[1] ** 2 / 8)
    assert effects.freedom == pytest.approx([expected])
    _, alone = two_arms(206, mass=np.where(np.arange(14) == 2, 1e9, 1.0))
    assert alone.freedom[0] == 1.0


def freedom_of(effects, parts):
    """Welch's, of these arms: lists of places."""
    squares = (effects.without[:, 0] - effects.effects[0]) ** 2
    sums = [squares[part].sum() for part in parts]
    alike = [effects.mass[p].sum() ** 2 / (effects.mass[p] ** 2).sum() for p in parts]
    return sum(sums) ** 2 / sum(s**2 / (n - 1) for s, n in zip(sums, alike, strict=True))


def unequal(seed, starts):
    """Districts of very unequal size, their rows of unequal weight."""
    rows = made.student_rows(seed, districts=14, starts=starts, schools=6, weighted=True)
    size = rows["district"].str[1:].astype(int) % 6
    return rows[rows["school_id"].str[-1].astype(int) <= size]


def two_way_of(rows):
    return of_fit(fit_two_way(one := chosen_of(rows)), one).pick(["treated"])


@pytest.mark.parametrize(
    ("estimate", "starts"),
    [
        (two_way_of, (2016,) * 6),
        (lambda rows: aggregates.simple(found_of(rows, "never treated", "students")), TWO_DATES),
    ],
    ids=["two-way", "group-time"],
)
def test_a_large_district_counts_for_more_in_the_degrees_of_freedom_of_each(estimate, starts):
    """Weights are added up from the rows; districts alike would give other degrees."""
    rows = unequal(215, starts)
    rows = rows.assign(score=(rows["score"] > 50).astype(float))
    found = estimate(rows)
    parts = [list(range(6)), list(range(6, 14))]
    by_rows = replace(found, mass=rows.groupby("district")["w"].sum().to_numpy())
    assert found.freedom == pytest.approx([freedom_of(by_rows, parts)])
    assert found.freedom != pytest.approx([freedom_of(replace(found, mass=np.ones(14)), parts)])


def test_in_a_panel_a_cluster_counts_for_its_units_in_the_degrees_of_freedom():
    rows = unequal(216, (2015, 2016) * 3)
    rows = rows.assign(region=rows["district"].where(rows["district"] > "D03", "D03"))
    rows["region"] = rows["region"].where(rows["district"] < "D11", "D13")
    chosen = select(made.blocks_of(rows, cluster="region"), "score", "all", made.dates_of(rows))
    found = aggregates.simple(group_time(means_of(chosen, "units"), "never treated"))
    units = rows.groupby("region")["district"].nunique().to_numpy(float)
    assert sorted(units) == [1.0] * 7 + [3.0, 4.0]
    parts = [
        [g for g, c in enumerate(found.clusters) if (c <= "D05") == side] for side in (True, False)
    ]
    assert found.freedom == pytest.approx([freedom_of(replace(found, mass=units), parts)])
    assert found.freedom != pytest.approx([freedom_of(replace(found, mass=np.ones(9)), parts)])


@pytest.mark.parametrize(
    ("dates", "parts"),
    [
        ([2014] + [2015] * 6 + [2016] * 7, [range(7), range(7, 14)]),
        ([2014] * 6 + [2015] + [2016] * 7, [range(6), range(6, 14)]),
        ([2014] * 6 + [2015] * 7 + [2016], [range(6), range(6, 14)]),
        ([2013, 2014] + [2015] * 11 + [2016], [range(2), range(2, 14)]),
        ([2014] * 13 + [np.inf], [range(14)]),
    ],
    ids=["first", "middle", "last", "two in a row", "one to compare with"],
)
def test_an_arm_of_one_cluster_is_one_with_the_next(dates, parts):
    """Alone it would take all degrees of freedom: its variance is not known at all."""
    _, effects = two_arms(212)
    arms = np.column_stack([dates, np.isinf(dates)]).astype(float)
    some = replace(effects, arms=arms)
    assert some.freedom == pytest.approx([freedom_of(some, [list(part) for part in parts])])
    assert some.freedom[0] > 2.5


def test_an_arm_that_one_large_cluster_makes_is_one_with_the_next():
    large = np.where(np.arange(14) == 2, 12.0, 1.0)
    _, effects = two_arms(206, mass=large)
    assert effects.freedom == pytest.approx([freedom_of(effects, [list(range(14))])])


@pytest.mark.parametrize("pure", [0, 1, 2])
def test_schools_dealt_within_districts_and_a_district_without_treated_ones(pure):
    """One or two districts of untreated schools alone change little, and make no new arm of one."""
    rows = made.student_rows(213, districts=24 + pure, starts=(2016,) * 12, schools=1)
    number = rows["district"].str[1:].astype(int)
    rows["region"] = "R" + number.where(number >= 24, number % 12).astype(str)
    chosen = select(made.blocks_of(rows, cluster="region"), "score", "all", made.dates_of(rows))
    assert sorted(labels(chosen.arms)) == [0.0] * pure + [2.0] * 12
    found = of_fit(fit_two_way(chosen), chosen).pick(["treated"])
    assert found.freedom[0] > 9
    assert chosen.compared_behind("treated", "never treated") == 12 + pure


def test_the_band_is_the_largest_of_a_multivariate_t():
    _, effects = two_arms(207, columns=3)
    scale = np.sqrt(np.diag(effects.jackknife))
    peer = multivariate_t(
        shape=effects.jackknife / np.outer(scale, scale), df=effects.freedom.min(), seed=1
    )
    largest = np.abs(peer.rvs(400_000)).max(axis=1)
    found = effects.together(alpha=0.1, draws=99_999, seed=2)
    reach = np.quantile(largest, 0.9)
    for one, error in zip(found, scale, strict=True):
        assert one.method == BAND
        assert one.error == pytest.approx(error)
        assert one.high - one.effect == pytest.approx(reach * error, rel=0.02)
        assert one.p == pytest.approx((largest >= abs(one.effect) / error).mean(), abs=0.006)


def test_a_band_of_one_effect_is_its_interval_and_an_effect_twice_is_as_wide():
    _, one = two_arms(208)
    (alone,) = one.estimates(0.05)
    (band,) = one.together(alpha=0.05, draws=99_999, seed=1)
    assert band.high - band.low == pytest.approx(alone.high - alone.low, rel=0.03)
    twice = beside(one, one.mix(["again"], np.array([[2.0]])))
    first, second = twice.together(alpha=0.05, draws=99_999, seed=1)
    assert first.high - first.low == pytest.approx(band.high - band.low, rel=0.03)
    assert second.high == pytest.approx(2 * first.high)


def test_what_has_no_error_is_said_alone_and_widens_no_band():
    _, effects = two_arms(209, columns=2)
    lost = effects.without.copy()
    lost[3, 1] = np.nan
    part = Effects(*(vars(effects) | {"without": lost}).values())
    known, alone = part.together(alpha=0.05, draws=999, seed=1)
    (expected,) = effects.pick(effects.names[:1]).together(alpha=0.05, draws=999, seed=1)
    assert known == expected
    assert (alone.effect, alone.error, alone.p) == (effects.effects[1], None, None)
    assert alone.method == UNDEFINED
    assert part.pick(effects.names[1:]).together(alpha=0.05, draws=999, seed=1) == (alone,)


def test_effects_that_never_move_have_no_band_and_one_degree_of_freedom():
    still = two_arms(210, noise=0.0)[1]
    assert still.freedom.tolist() == [1.0]
    (one,) = still.together(alpha=0.05, draws=999, seed=1)
    assert (one.effect, one.error) == (0.0, None)


def test_the_arms_are_the_treated_and_the_others_or_else_each_date():
    some = chosen_of(made.student_rows(211, districts=4, starts=(2015, 2016)))
    assert labels(some.arms).tolist() == [1.0, 1.0, 0.0, 0.0]
    every = chosen_of(made.student_rows(211, districts=4, starts=(2015, 2016, 2016, 2017)))
    assert labels(every.arms).tolist() == [2015.0, 2016.0, 2016.0, 2017.0]


@pytest.mark.parametrize(
    ("name", "never", "not_yet"),
    [
        ("treated", 2, 6),
        ("first treated=2015", 2, 6),
        ("first treated=2017", 2, 2),
        ("event time=-3", 2, 4),
        ("event time=-2", 2, 6),
        ("event time=1", 2, 4),
        ("event time=3", 2, 2),
        ("period=2015", 2, 6),
        ("period=2016", 2, 4),
    ],
)
def test_the_clusters_that_an_effect_is_compared_with_are_counted(name, never, not_yet):
    starts = (2015,) * 3 + (2016,) * 2 + (2017,) * 2
    chosen = chosen_of(made.student_rows(212, districts=9, starts=starts, schools=1))
    assert chosen.compared_behind(name, "never treated") == never
    assert chosen.compared_behind(name, "not yet treated") == not_yet
    fewer = min(chosen.treated_behind(name), not_yet)
    assert chosen.clusters_behind(name, "not yet treated") == fewer
