"""Equal scores leave no sum of squares, whatever rounding makes of them."""

import numpy as np
import pytest

from openiln_evidence.compress.tally import squares_of_units


@pytest.mark.parametrize("score", [0.1, 3.8, 14.9, 33.4, 66.7, 85.2, 88.9, 500.0])
def test_equal_scores_have_no_squares_about_their_mean(score):
    schools = [np.full(rows, score) for rows in (17, 31, 217)]
    sums = {
        "w": np.array([[float(len(y))] for y in schools]),
        "wy": np.array([[y.sum()] for y in schools]),
        "wyy": np.array([[(y * y).sum()] for y in schools]),
    }
    (found,) = squares_of_units(sums, [np.arange(3)])
    for squares in (found.alone, found.school, found.period):
        assert not squares[..., 1].any()


def test_scores_that_differ_have_squares_however_far_from_zero():
    y = np.array([1000.0, 1000.1, 999.9])
    sums = {
        "w": np.array([[3.0]]),
        "wy": np.array([[y.sum()]]),
        "wyy": np.array([[(y * y).sum()]]),
    }
    (found,) = squares_of_units(sums, [np.arange(1)])
    assert found.alone[0, 0, 1] == pytest.approx(0.02, rel=1e-6)
