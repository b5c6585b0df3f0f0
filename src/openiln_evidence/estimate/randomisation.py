"""Randomisation inference: the treatment dates, dealt out again among the clusters.

The statistic is the effect itself (RI-beta, MacKinnon and Webb 2020, Journal of Econometrics 218).
It needs no error, so it holds with one treated cluster; and the effect is linear in the outcome, so
the interval of effects that are not rejected (Rosenbaum 2002, Observational Studies, section 2.6)
is found exactly. It holds when the dates could as well have fallen on other clusters.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, prod

import numpy as np

from openiln_evidence.estimate.group_time import NEVER
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection
from openiln_evidence.moments import Floats

# Dealt dates (B, clusters) -> the effects they give (B,) and their reach (B,); see Placebos.
Effects = Callable[[Floats], tuple[Floats, Floats]]
# How many deals are held at once.
BATCH = 1_000
# A deal that gives the same effect is a tie; rounding must not lose it.
TIE = 1e-10


@dataclass(frozen=True)
class Placebos:
    """Effects of dealt-out dates (B,), the real dates first.

    reach (B,) is each deal's effect on an outcome that is the real treatment: 1 for the real one.
    all_deals says that every distinct deal is there once. A deal without an effect is NaN, and
    counts as one that is as large.
    """

    effects: Floats
    reach: Floats
    all_deals: bool

    def p(self, null: float = 0.0) -> float:
        """The share of deals whose effect, were `null` the true one, is as large as the real."""
        own = abs(self.effects[0] - null) * (1 - TIE)
        smaller = np.abs(self.effects - null * self.reach) < own
        return float((~smaller).mean())

    @property
    def smallest_p(self) -> float:
        """The p of the most extreme deal: no outcome could have given a smaller one."""
        size = np.abs(self.effects)
        return float((~(size < np.nanmax(size) * (1 - TIE))).mean())

    def interval(self, alpha: float) -> tuple[float | None, float | None]:
        """The smallest interval that holds every null with p above alpha; None: it has no end."""
        starts, ends = self._as_large()
        starts, ends = np.sort(starts), np.sort(ends)
        needed = alpha * len(self.effects)

        def kept(nulls: Floats) -> Floats:
            """Of these nulls, those at which more than `needed` deals are as large."""
            begun = np.searchsorted(starts, nulls, side="right")
            return nulls[begun - np.searchsorted(ends, nulls, side="left") > needed]

        open_below = np.isneginf(starts).sum() > needed
        open_above = np.isposinf(ends).sum() > needed
        low = None if open_below else float(kept(starts[np.isfinite(starts)]).min())
        high = None if open_above else float(kept(ends[np.isfinite(ends)]).max())
        return low, high

    def _as_large(self) -> tuple[Floats, Floats]:
        """Intervals of nulls at which a deal is as large as the real one.

        |A - null R| >= |A1 - null| changes where null is (A1 - A)/(1 - R) or (A1 + A)/(1 + R):
        between the two when |R| < 1, outside them when |R| > 1, on a half-line when |R| = 1.
        """
        a1, a, r = self.effects[0], self.effects, self.reach
        with np.errstate(divide="ignore", invalid="ignore"):
            marks = np.sort(np.stack([(a1 - a) / (1 - r), (a1 + a) / (1 + r)]), axis=0)
        inside = np.abs(r) < 1 - TIE
        outside = np.abs(r) > 1 + TIE
        everywhere = ~inside & ~outside
        never_ends = np.full(everywhere.sum(), np.inf)
        below = np.full(outside.sum(), np.inf)
        starts = np.concatenate([marks[0, inside], -never_ends, -below, marks[1, outside]])
        ends = np.concatenate([marks[1, inside], never_ends, marks[0, outside], below])
        return starts, ends


def placebos(chosen: Selection, effects: Effects, *, draws: int, seed: int) -> Placebos:
    """Deal the dates out anew: every way once when at most `draws` ways exist, else at random."""
    dates = dates_by_cluster(chosen)
    every = ways(dates) <= draws
    found = [effects(batch) for batch in _deals(dates, draws, seed, every=every)]
    dealt, reach = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Placebos(dealt, reach, every)


def dates_by_cluster(chosen: Selection) -> Floats:
    """The first treated period of each cluster (G,), NEVER where there is none by the last."""
    dates = np.full(len(chosen.clusters), np.nan)
    for block, start, g in zip(chosen.blocks, chosen.treated_from, chosen.of_cluster, strict=True):
        date = NEVER if start is None else float(start)
        if not np.isnan(dates[g]) and dates[g] != date:
            raise CannotEstimateError(
                f"The cluster {block.cluster!r} holds units of different treatment dates, so dates "
                "cannot be dealt out among clusters; cluster by the assignment unit."
            )
        dates[g] = date
    return dates


def ways(dates: Floats) -> int:
    """In how many distinct ways the dates can be dealt out among the clusters."""
    return factorial(len(dates)) // prod(factorial(n) for n in Counter(dates.tolist()).values())


def _deals(dates: Floats, draws: int, seed: int, *, every: bool) -> Iterator[Floats]:
    """Batches of deals (at most BATCH, clusters), the real one first and, of all, only once."""
    yield dates[None, :]
    if every:
        others = (d for d in _all_ways(dates) if not np.array_equal(d, dates))
        batch = list(_take(others, BATCH))
        while batch:
            yield np.array(batch)
            batch = list(_take(others, BATCH))
        return
    rng = np.random.default_rng(seed)
    for start in range(0, draws, BATCH):
        rows = min(BATCH, draws - start)
        yield rng.permuted(np.tile(dates, (rows, 1)), axis=1)


def _take(deals: Iterator[Floats], most: int) -> Iterator[Floats]:
    for _, deal in zip(range(most), deals, strict=False):
        yield deal


def _all_ways(dates: Floats) -> Iterator[Floats]:
    """Every distinct arrangement, each date's places chosen among those still free."""
    counts = sorted(Counter(dates.tolist()).items(), key=lambda item: item[1])

    def place(left: Sequence[tuple[float, int]], free: tuple[int, ...]) -> Iterator[Floats]:
        (date, number), *rest = left
        if not rest:
            deal = np.empty(len(dates))
            deal[list(free)] = date
            yield deal
            return
        for places in combinations(free, number):
            remaining = tuple(i for i in free if i not in places)
            for deal in place(rest, remaining):
                deal[list(places)] = date
                yield deal

    yield from place(counts, tuple(range(len(dates))))
