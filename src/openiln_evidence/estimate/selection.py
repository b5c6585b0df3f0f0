"""Which blocks answer a question, and what makes them unfit to."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.estimate.design import Comparison
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.moments import Block, Floats

Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Selection:
    """The blocks of one outcome and subgroup, one for each unit, in the order of their names.

    treated_from has each unit's first treated period, or None where it is not treated by the last
    one. clusters are the distinct ones,
    sorted; of_cluster (units,) says which of them each unit belongs to. excluded says in sentences
    what was left out.
    """

    blocks: tuple[Block, ...]
    treated_from: tuple[int | None, ...]
    clusters: tuple[str, ...]
    of_cluster: tuple[int, ...]
    excluded: tuple[str, ...] = ()

    @property
    def periods(self) -> tuple[int, ...]:
        return self.blocks[0].periods

    @cached_property
    def there(self) -> Flags:
        """Which units have rows in which periods: (units, T)."""
        return np.array([b.by_period.w for b in self.blocks]) > 0

    def last_before(self, start: int) -> int | None:
        """The last period before a start in which anybody has rows."""
        seen = self.there.sum(axis=0) > 0
        before = [t for t, rows in zip(self.periods, seen, strict=True) if rows and t < start]
        return before[-1] if before else None

    def treated_behind(self, name: str) -> int:
        """How many treated clusters an effect rests on, by what it is called.

        "first treated=2016" is of that cohort, "event time=-2" of those seen two periods before,
        "period=2017" of those treated by then; any other of all that are treated.
        """
        return self._behind(name, lambda own, start, _: own == start)

    def compared_behind(self, name: str, comparison: Comparison) -> int:
        """How many clusters an effect is compared with, by what it is called.

        Where those not yet treated serve, each that does so for some part of it counts.
        """

        def serves(own: int | None, start: int, last: int) -> bool:
            if own is None or comparison == "never treated":
                return own is None
            return own != start and own > last

        return self._behind(name, serves)

    def _behind(self, name: str, serves: Callable[[int | None, int, int], bool]) -> int:
        """How many clusters hold a unit that serves in a part of an effect, and has rows there.

        `serves` is asked of a unit's start, the part's start, and the later of its period and base.
        """
        kind, _, at = name.partition("=")
        among: dict[str, Callable[[int, int], bool]] = {
            "first treated": lambda start, period: period >= start == int(at),
            "event time": lambda start, period: period - start == int(at),
            "period": lambda start, period: start <= period == int(at),
            "any": lambda start, period: period >= start,
        }
        is_part = among.get(kind, among["any"])
        found: set[int] = set()
        for start in sorted({start for start in self.treated_from if start is not None}):
            base = self.last_before(start)
            for period in self.periods if base is not None else ():
                if is_part(start, period):
                    changed = self._changed(start, period)
                    last = max(period, base or period)
                    units = zip(self.treated_from, self.of_cluster, changed, strict=True)
                    found |= {g for own, g, has in units if has and serves(own, start, last)}
        return len(found)

    def _changed(self, start: int, period: int) -> Flags:
        """Which units have rows in a period and in another to count a change from: (units,).

        With one date that is any before the start; with several the last that has rows.
        """
        periods = np.array(self.periods)
        bases = periods < start
        if dates_vary(self):
            bases = periods == self.last_before(start)
        bases &= periods != period
        counts = self.there.astype(int) @ np.column_stack([periods == period, bases])
        return np.asarray((counts > 0).all(axis=1), dtype=bool)

    def clusters_behind(self, name: str, comparison: Comparison) -> int:
        """Of the treated clusters and those compared with behind an effect, the fewer."""
        return min(self.treated_behind(name), self.compared_behind(name, comparison))

    @property
    def arms(self) -> Floats:
        """What each cluster holds, of which `labels` makes arms: (G, 2).

        Its first date of treatment, infinity for none, and 1 if any unit is not treated, else 0.
        """
        starts = np.array([np.inf if s is None else float(s) for s in self.treated_from])
        found = np.tile([np.inf, 0.0], (len(self.clusters), 1))
        np.minimum.at(found[:, 0], np.array(self.of_cluster), starts)
        np.maximum.at(found[:, 1], np.array(self.of_cluster), np.isinf(starts).astype(float))
        return found

    @property
    def ever_treated(self) -> tuple[bool, ...]:
        """For each cluster, whether a unit of it is treated within the periods."""
        found = [False] * len(self.clusters)
        for start, cluster in zip(self.treated_from, self.of_cluster, strict=True):
            found[cluster] |= start is not None
        return tuple(found)

    def per_cluster(self, values: Floats) -> Floats:
        """Sum values (units, ...) over the units of each cluster: (clusters, ...)."""
        total = np.zeros((len(self.clusters), *values.shape[1:]))
        np.add.at(total, np.array(self.of_cluster), values)
        return total

    def without(self, units: Iterable[str], reason: str) -> "Selection":
        """The selection less some units, with a sentence that names them."""
        left_out = frozenset(units)
        kept = [b for b in self.blocks if b.unit not in left_out]
        dates = dict(zip((b.unit for b in self.blocks), self.treated_from, strict=True))
        gone = sorted(left_out & dates.keys())
        sentence = f"Left out {', '.join(gone)}: {reason}."
        return _arranged(kept, dates, (*self.excluded, sentence) if gone else self.excluded)


def labels(arms: Floats) -> Floats:
    """A number for each cluster (G,), the same for those of one arm.

    The arms are the treated, the others, and those that hold both; where all units are treated in
    the end, each date is one.
    """
    starts, others = arms.T
    if others.any():
        return np.asarray(np.isfinite(starts) * (1.0 + others))
    return np.asarray(starts)


def both_sides(first: Floats, second: Floats) -> Floats:
    """Arms of clusters that hold the units of both: (G, 2)."""
    dates = np.minimum(first[:, 0], second[:, 0])
    return np.column_stack([dates, np.maximum(first[:, 1], second[:, 1])])


def select(
    blocks: Sequence[Block], outcome: str, subgroup: str, treated_from: Mapping[str, int | None]
) -> Selection:
    """The blocks of one outcome and subgroup, refused by name when they are unfit."""
    wanted = [b for b in blocks if (b.outcome, b.subgroup) == (outcome, subgroup)]
    if not wanted:
        raise CannotEstimateError(
            f"No block has outcome {outcome!r} in subgroup {subgroup!r}; "
            "compress it, or take it out of the study."
        )
    _check_once(wanted)
    _check_dated(wanted, treated_from)
    _check_alike(wanted)
    for block in wanted:
        _check_finite(block)
    return _arranged(wanted, treated_from, ())


def _arranged(
    blocks: Sequence[Block], treated_from: Mapping[str, int | None], excluded: tuple[str, ...]
) -> Selection:
    ordered = tuple(sorted(blocks, key=lambda b: b.unit))
    clusters = tuple(sorted({b.cluster for b in ordered}))
    place = {cluster: i for i, cluster in enumerate(clusters)}
    starts = (treated_from[b.unit] for b in ordered)
    return Selection(
        blocks=ordered,
        treated_from=tuple(
            start if start is not None and start <= b.periods[-1] else None
            for b, start in zip(ordered, starts, strict=True)
        ),
        clusters=clusters,
        of_cluster=tuple(place[b.cluster] for b in ordered),
        excluded=excluded,
    )


def dates_vary(chosen: Selection) -> bool:
    """Whether units were first treated in different periods."""
    return len(set(chosen.treated_from) - {None}) > 1


def check_comparable(chosen: Selection) -> None:
    """Refuse fewer than two clusters, nobody treated, and nobody to compare with."""
    if len(chosen.clusters) < 2:
        raise CannotEstimateError(
            f"There is one cluster, {chosen.clusters[0]!r}; an effect needs at least two, "
            "so add units that are not treated."
            if chosen.clusters
            else "No unit is left to estimate from; look at what was left out."
        )
    starts = set(chosen.treated_from)
    if starts == {None}:
        raise CannotEstimateError(
            f"No unit is treated by period {chosen.periods[-1]}; "
            "correct the treatment dates in the study."
        )
    if len(starts) == 1:
        raise CannotEstimateError(
            "Every unit is treated from the same period, so there is no comparison; "
            "add units that are not treated."
        )


def _check_once(blocks: Sequence[Block]) -> None:
    twice = [unit for unit, times in Counter(b.unit for b in blocks).items() if times > 1]
    if twice:
        raise CannotEstimateError(
            f"Unit {min(twice)!r} comes twice in outcome {blocks[0].outcome!r}, subgroup "
            f"{blocks[0].subgroup!r}; leave out one of the two packages."
        )


def _check_dated(blocks: Sequence[Block], treated_from: Mapping[str, int | None]) -> None:
    unknown = sorted(b.unit for b in blocks if b.unit not in treated_from)
    if unknown:
        raise CannotEstimateError(
            f"The study gives no treatment date, nor 'never', for unit {unknown[0]!r}; add it."
        )


def _check_alike(blocks: Sequence[Block]) -> None:
    first = blocks[0]
    for block in blocks:
        if (block.columns, block.periods) != (first.columns, first.periods):
            raise CannotEstimateError(
                f"Units {first.unit!r} and {block.unit!r} were compressed with different columns "
                "or periods; compress both from the same study."
            )


def _check_finite(block: Block) -> None:
    parts = (block.schooled.xx, block.schooled.xy, block.by_period.wy, block.by_period.wyy)
    whole = all(np.isfinite(part).all() for part in parts)
    if not (whole and np.isfinite(block.schooled.yy)):
        raise CannotEstimateError(
            f"The block of unit {block.unit!r} holds an infinity or a missing number; "
            "compress it again from checked rows."
        )
