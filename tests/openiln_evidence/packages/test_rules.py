"""The rules of disclosure, alone."""

from dataclasses import replace

import numpy as np
import pytest

from openiln_evidence.compress.tally import Squares, Tally
from openiln_evidence.moments import Flow
from openiln_evidence.packages.extremes import Extremes, largest_part
from openiln_evidence.packages.protect import rounded
from openiln_evidence.packages.rules import (
    differ_by_few,
    has_few_of_one,
    has_small_group,
    may_publish_schools,
    reveals_by_difference,
)


def table(*rows):
    """Counts (1, 3, 3) of all rows, two dummies and both, from their four quarters."""
    both, first, second, neither = rows
    return np.array(
        [
            [
                [both + first + second + neither, both + first, both + second],
                [both + first, both + first, both],
                [both + second, both, both + second],
            ]
        ],
        dtype=float,
    )


@pytest.mark.parametrize(
    ("quarters", "small"),
    [
        ((10, 10, 10, 10), False),
        ((0, 30, 30, 40), False),
        ((9, 20, 20, 20), True),
        ((20, 9, 20, 20), True),
        ((20, 20, 1, 20), True),
        ((20, 20, 20, 9), True),
        ((0, 0, 0, 0), False),
    ],
)
def test_every_quarter_of_two_dummies_is_none_or_enough(quarters, small):
    assert has_small_group(table(*quarters), 10) is small


def test_one_period_is_enough_to_be_small():
    counts = np.concatenate([table(20, 20, 20, 20), table(20, 20, 20, 5)])
    assert has_small_group(counts, 10)


def test_a_yes_or_no_needs_three_of_both_in_every_period():
    assert not has_few_of_one(np.array([3.0, 0.0]), np.array([6.0, 0.0]))
    assert has_few_of_one(np.array([2.0]), np.array([20.0]))
    assert has_few_of_one(np.array([18.0]), np.array([20.0]))
    assert has_few_of_one(np.array([0.0]), np.array([20.0]))


def tally(counts, atoms=(50.0, 50.0), **changes):
    of = {
        "counts": counts, "of_school": np.zeros((0, 1, 3, 3)), "ones": np.zeros(1),
        "ones_of_school": np.zeros((0, 1)), "rows_of_school": np.zeros(0),
        "squares": Squares(*(np.ones((1, 1, 2)),) * 3), "atoms": np.array(atoms),
        "is_binary": False,
    }  # fmt: skip
    return Tally(**(of | changes))


def test_few_schools_pass_when_each_could_be_published_alone():
    good = np.stack([table(20, 20, 20, 20), table(20, 20, 20, 20)])
    assert may_publish_schools(tally(good[0], of_school=good), 10)
    assert not may_publish_schools(tally(good[0]), 10)
    bad = np.stack([table(20, 20, 20, 20), table(20, 20, 20, 5)])
    assert not may_publish_schools(tally(bad[0], of_school=bad), 10)
    ones = {"is_binary": True, "ones_of_school": np.array([[40.0], [2.0]])}
    assert not may_publish_schools(tally(good[0], of_school=good, **ones), 10)
    ones = {"is_binary": True, "ones_of_school": np.array([[40.0], [30.0]])}
    assert may_publish_schools(tally(good[0], of_school=good, **ones), 10)


def test_a_whole_less_a_part_must_be_enough():
    whole, part = tally(table(30, 30, 30, 30)), tally(table(30, 30, 30, 25))
    ways = np.array([[1.0, 1.0], [0.0, 1.0]])
    assert reveals_by_difference([whole, part], ways, 10)
    part = tally(table(10, 10, 10, 20))
    assert not reveals_by_difference([whole, part], ways, 10)


def test_a_whole_less_two_parts_must_be_enough_too():
    whole = tally(table(40, 40, 40, 44), atoms=(60.0, 60.0, 44.0))
    first, second = (tally(table(20, 20, 20, 20), atoms=whole.atoms) for _ in range(2))
    ways = np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert not reveals_by_difference([whole, first], ways[:2], 10)
    assert reveals_by_difference([whole, first, second], ways, 10)


def test_a_way_of_belonging_that_nobody_has_hides_no_difference():
    whole, part = tally(table(30, 30, 30, 30), (50.0, 50.0, 0.0)), tally(table(30, 30, 30, 25))
    ways = np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 2.0]])
    assert reveals_by_difference([whole, part], ways, 10)


def test_two_row_sets_differ_by_few_when_few_are_in_one_alone():
    one, two = np.array([30.0, 40.0]), np.array([30.0, 35.0])
    assert differ_by_few(one, two, np.array([30.0, 35.0]), 10)
    assert not differ_by_few(one, two, np.array([30.0, 30.0]), 10)
    assert not differ_by_few(one, one, one, 10)


def test_flows_with_a_small_count_are_rounded_and_others_are_kept():
    flow = Flow(*(np.array(a) for a in ([100, 104], [90, 100], [78, 90], [0, 10], [12, 0])))
    kept = rounded(flow, 10)
    assert [getattr(kept, n).tolist() for n in ("baseline", "linked", "with_outcome")] == [
        [100, 100], [90, 100], [78, 90],
    ]  # fmt: skip
    assert kept.moved.tolist() == [12, 0]


SQUARES = Squares(
    school=np.array([[0.0, 60.0], [0.0, 60.0]]),
    period=np.array([[0.0, 40.0], [0.0, 20.0]]),
    alone=np.array([[[0.0, 30.0], [0.0, 10.0]], [[0.0, 10.0], [np.nan, 0.0]]]),
)


def extremes(*high):
    at = np.array(high).reshape(2, 2)
    return Extremes(np.zeros((2, 2)), at, np.where(np.isnan(at), np.nan, 1.0))


@pytest.mark.parametrize(
    ("high", "alone", "part"),
    [
        ((4, 1, 1, np.nan), False, 16 / 40),
        ((4, 4, 1, np.nan), False, 16 / 20),
        ((5, 2, 1, np.nan), False, 25 / 40),
        ((6, 3, 4, np.nan), False, 36 / 40),
        ((1, 3, 1, np.nan), True, 9 / 10),
    ],
)
def test_the_largest_part_is_of_the_sum_that_it_belongs_to(high, alone, part):
    assert largest_part(SQUARES, extremes(*high), alone=alone) == pytest.approx(part)


def test_a_student_may_have_the_greatest_row_of_every_period():
    about_schools = replace(SQUARES, school=np.array([[0.0, 24.0], [0.0, 24.0]]))
    found = largest_part(about_schools, extremes(4, 1, 1, np.nan), alone=False)
    assert found == pytest.approx((16 + 1) / 24)


def test_a_sum_of_nothing_counts_as_all():
    flat = Squares(*(np.zeros_like(values) for values in vars(SQUARES).values()))
    assert largest_part(flat, extremes(0, 0, 0, 0), alone=False) == 1
