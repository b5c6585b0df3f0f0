"""Tells from sketches whether a sum or difference of row sets has few students in it.

A sketch of a signed set, c_i for the student with number a_i, has s_j = sum of c_i a_i^j. The
matrix H_jk = s_(j+k) of size m is V diag(c) V' with V_ji = a_i^j (Vandermonde). With r students its
rank is r where r is below m, so that it is singular; with m or more it is regular but by an
accident of chance 2^-31, which errs to the safe side. Arithmetic modulo a prime is exact.
"""

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.moments import Counts
from openiln_evidence.read.identity import PRIME

A_TIME = 20_000
"""Matrices are taken in parts, so that memory does not grow."""


def has_few(sketches: Counts, fewest: int) -> NDArray[np.bool_]:
    """Which of sketches (N, K) are of at least one and fewer than `fewest` students."""
    part = sketches[:, : 2 * fewest - 1] % PRIME
    found: NDArray[np.bool_] = np.any(part, axis=1)
    there = np.flatnonzero(found)
    index = np.add.outer(np.arange(fewest), np.arange(fewest))
    for start in range(0, len(there), A_TIME):
        at = there[start : start + A_TIME]
        found[at] = _is_singular(part[at][:, index])
    return found


def _is_singular(matrices: Counts) -> NDArray[np.bool_]:
    """Gauss's elimination modulo PRIME, of all matrices (N, m, m) at once, without division."""
    rest, every = matrices.copy(), np.arange(len(matrices))
    singular = np.zeros(len(rest), dtype=bool)
    while rest.shape[1]:
        pivot = (rest[:, :, 0] != 0).argmax(axis=1)
        rest[every, 0], rest[every, pivot] = rest[every, pivot], rest[every, 0].copy()
        first = rest[:, :1, :1]
        singular |= first[:, 0, 0] == 0
        rest = (rest[:, 1:, 1:] * first - rest[:, 1:, :1] * rest[:, :1, 1:]) % PRIME
    return singular
