"""Which ratings may be compared."""

import pytest

from openiln.directory import facade
from openiln.directory.rules.ratings import Measure, Outcome, RatingFact, check_comparable
from openiln.kernel.errors import RuleViolation


def rating(year, *, scale="1000", cut_set="2016", points=640):
    measure = Measure(scale, cut_set)
    return RatingFact("birch", year, measure, Outcome.GIVEN, "B", points, True, "NDE")


def test_ratings_that_were_cut_alike_are_compared():
    assert facade.points_gained(rating(2021, points=610), rating(2022)) == 30


def test_without_points_nothing_is_gained_or_lost():
    assert facade.points_gained(rating(2021), rating(2022, points=None)) is None
    assert facade.points_gained(rating(2021, points=None), rating(2022)) is None


def test_ratings_of_different_cut_sets_are_never_compared():
    with pytest.raises(RuleViolation, match="the same letter means different things"):
        facade.points_gained(rating(2022), rating(2023, cut_set="2024-reset"))


def test_ratings_of_different_scales_are_never_compared():
    with pytest.raises(RuleViolation, match="on the scale 700 cannot be compared with one on 1000"):
        check_comparable(rating(2022, scale="700"), rating(2023))
