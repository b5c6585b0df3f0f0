"""Accountability ratings: what one is, and which may be compared."""

from dataclasses import dataclass
from enum import StrEnum

from openiln.directory.rules.kinds import year_name
from openiln.kernel.errors import RuleViolation


class Outcome(StrEnum):
    """What a state's accountability system said of an organisation in a year."""

    GIVEN = "given"
    HELD = "held"  # the letter of an earlier year was carried over
    WAIVED = "waived"  # no letter that year, as in the spring of 2020


@dataclass(frozen=True)
class Measure:
    """What makes ratings alike: points on the same scale, cut into letters at the same places.

    The cut-set is named by whoever sets it, such as "2016" or "2024-reset".
    """

    scale: str
    cut_set: str


@dataclass(frozen=True)
class RatingFact:
    """One rating. `points` are the scale's own, None where only a letter was published."""

    organisation_id: str
    year: int
    measure: Measure
    outcome: Outcome
    letter: str
    points: int | None
    is_final: bool
    source: str


def check_comparable(one: RatingFact, other: RatingFact) -> None:
    """Ratings of different scales or cut-sets say nothing of each other.

    Raises:
        RuleViolation: they were not measured alike.
    """
    if one.measure.scale != other.measure.scale:
        raise RuleViolation(
            f"A rating on the scale {one.measure.scale} cannot be compared with one on "
            f"{other.measure.scale}. Compare years that share a scale."
        )
    if one.measure.cut_set != other.measure.cut_set:
        raise RuleViolation(
            f"The letters of {one.year} were cut at {one.measure.cut_set} and those of "
            f"{other.year} at {other.measure.cut_set}: the same letter means different things. "
            "Compare years that share a cut-set."
        )


def check_one_measure(foremost: list[tuple[int, bool, Measure]]) -> None:
    """The first two ratings that a question found, each its year, whether final, and measure.

    Raises:
        RuleViolation: both answer it, and neither is before the other.
    """
    if len(foremost) < 2:
        return
    (year, is_final, measure), (other_year, is_other_final, other) = foremost
    if (year, is_final) == (other_year, is_other_final):
        raise RuleViolation(
            f"{year_name(year)} has two ratings: one on the scale {measure.scale} cut at "
            f"{measure.cut_set}, one on {other.scale} cut at {other.cut_set}. Say which counts."
        )


def points_gained(earlier: RatingFact, later: RatingFact) -> int | None:
    """By how many points a rating rose; None where either has no points.

    Raises:
        RuleViolation: the two cannot be compared.
    """
    check_comparable(earlier, later)
    if earlier.points is None or later.points is None:
        return None
    return later.points - earlier.points
