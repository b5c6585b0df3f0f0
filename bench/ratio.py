"""Time two ways of doing a thing in turn, and print their ratio: what every speed claim rests on.

Machines drift, so absolute times mislead: the two are run A B A B ..., and the medians are divided.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Two medians in seconds, and the budget that their quotient must keep."""

    name: str
    ours: float
    peer: float
    at_most: float

    @property
    def quotient(self) -> float:
        return self.ours / self.peer

    @property
    def is_kept(self) -> bool:
        return self.quotient <= self.at_most

    def __str__(self) -> str:
        verdict = "kept" if self.is_kept else f"NOT kept, {self.quotient / self.at_most:.2f} x over"
        return (
            f"{self.name}: {self.ours:.3f} s against {self.peer:.3f} s, "
            f"ratio {self.quotient:.3f}, budget {self.at_most:.3f}: {verdict}"
        )


def compare(
    name: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    at_most: float,
    runs: int = 5,
    clock: Callable[[], float] = time.perf_counter,
) -> Ratio:
    """Run both once to warm up, then `runs` times in turn; the medians, in seconds of `clock`."""
    ours()
    peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for function, taken in zip((ours, peer), times, strict=True):
            before = clock()
            function()
            taken.append(clock() - before)
    return Ratio(name, statistics.median(times[0]), statistics.median(times[1]), at_most)
