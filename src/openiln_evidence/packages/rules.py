"""The rules of disclosure that every block of a package obeys. Pure judgements of counts.

X'X with dummies is a set of two-way tables, and demeaning is no protection: school sizes are
public, so means can be put back. docs/explanation/what-moments-reveal.md says what each rule stops.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import product

import numpy as np

from openiln_evidence.compress.blocks import Compressed
from openiln_evidence.compress.tally import Tally
from openiln_evidence.moments import Counts, Floats

FEWEST_SCHOOLS = 3
FEWEST_OF_EACH = 3
"""A 0/1 outcome needs this many of both."""
LARGEST_PART = 0.5


class Rule(StrEnum):
    """Why a block is withheld, in words for a superintendent."""

    SMALL = "a group of students in some year, or the rest beside it, is smaller than the minimum"
    ROWS = "it has too few results for so many sums (fewer than two for every column)"
    SCHOOLS = "fewer than three schools of some size, and one alone could not be published"
    ONES = "nearly all, or nearly no, students of some year have a 0/1 outcome"
    LARGEST = "one student counts for over half of a sum of squares, or all have the same result"
    DIFFERENCE = "taking it from other blocks would leave a group that may not leave alone"


def broken_rule(compressed: Compressed, largest: float, minimum: int) -> Rule | None:
    """The first rule that a block breaks, alone. `largest` is what extremes.largest_part gives."""
    block, tally = compressed.block, compressed.tally
    for broken, rule in (
        (has_small_group(tally.counts, minimum), Rule.SMALL),
        (block.n < 2 * len(block.columns), Rule.ROWS),
        (has_few_schools(tally, minimum) and not may_publish_schools(tally, minimum), Rule.SCHOOLS),
        (tally.is_binary and has_few_of_one(tally.ones, tally.counts[:, 0, 0]), Rule.ONES),
        (largest > LARGEST_PART, Rule.LARGEST),
    ):
        if broken:
            return rule
    return None


def has_small_group(counts: Floats, minimum: int) -> bool:
    """Whether any pair of dummies, with either or both turned round, holds 1 to minimum - 1 rows.

    counts is (..., z, z); its first row and column are all rows, so pairs with them are the
    dummies themselves and their complements.
    """
    each = np.diagonal(counts, axis1=-2, axis2=-1)
    first, second = each[..., :, None], each[..., None, :]
    whole = counts[..., :1, :1]
    quarters = (counts, first - counts, second - counts, whole - first - second + counts)
    return any(bool(((q > 0.5) & (q < minimum - 0.5)).any()) for q in quarters)


def has_few_of_one(ones: Floats, rows: Floats) -> bool:
    """Whether a period with rows has fewer than three ones, or fewer than three zeros."""
    there = rows > 0
    return bool((there & (np.minimum(ones, rows - ones) < FEWEST_OF_EACH)).any())


def has_few_schools(tally: Tally, minimum: int) -> bool:
    """Whether fewer than three schools have the minimum of rows; the others hide behind nothing."""
    return bool((tally.rows_of_school >= minimum).sum() < FEWEST_SCHOOLS)


def may_publish_schools(tally: Tally, minimum: int) -> bool:
    """Whether the counts of each school, taken alone in each period, would pass themselves."""
    if not len(tally.of_school) or has_small_group(tally.of_school, minimum):
        return False
    rows = tally.of_school[:, :, 0, 0]
    return not (tally.is_binary and has_few_of_one(tally.ones_of_school, rows))


def reveals_by_difference(tallies: Sequence[Tally], ways: Counts, minimum: int) -> bool:
    """Whether adding and subtracting blocks of one unit leaves a group that may not leave alone.

    `ways` (len(tallies), A) says which atoms each block has: an atom is the students with one way
    of belonging to subgroups. Every sum with signs that is itself a set of atoms is judged; the
    last block takes part in each, so that sets grow one at a time.
    """
    there = tallies[0].atoms > 0
    for signs in product((-1, 0, 1), repeat=len(tallies) - 1):
        for last in (1, -1):
            coefficients = np.array([*signs, last])
            members = (coefficients @ ways)[there]
            if not np.isin(members, (0, 1)).all():
                continue
            if _may_not_leave(coefficients, tallies, minimum):
                return True
    return False


def _may_not_leave(coefficients: Floats, tallies: Sequence[Tally], minimum: int) -> bool:
    """Whether a set of students, given as a sum of blocks, is small or nearly all of one answer."""
    of = list(zip(coefficients, tallies, strict=True))
    counts = np.sum([c * tally.counts for c, tally in of], axis=0)
    if has_small_group(counts, minimum):
        return True
    ones = np.sum([c * tally.ones for c, tally in of], axis=0)
    return tallies[0].is_binary and has_few_of_one(ones, counts[:, 0, 0])


def differ_by_few(first: Floats, second: Floats, both: Floats, minimum: int) -> bool:
    """Whether two row sets, by period, differ in 1 to minimum - 1 rows; `both` are in each."""
    apart = first + second - 2 * both
    return bool(((apart > 0.5) & (apart < minimum - 0.5)).any())
