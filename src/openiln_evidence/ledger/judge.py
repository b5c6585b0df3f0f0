"""Whether what left in earlier studies, with what would leave now, can be subtracted to a few.

Row sets are put beside each other by school and calendar period, so that it does not matter which
units a study has, nor where its periods begin. Every pair and triple of families (a study's blocks
of one outcome and subgroup) with a new one in it is judged, added and subtracted: in every period,
over every smallest set of schools that is a union of units of each, over such a set less one unit,
and over all schools.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from openiln_evidence.errors import RefusedError
from openiln_evidence.ledger.entry import Entry, Family
from openiln_evidence.ledger.fewness import has_few
from openiln_evidence.moments import Counts

PAIR = (1, -1)
TRIPLES = ((1, -1, -1), (1, 1, -1), (1, -1, 1))
"""Signs of row sets; all three added up give no small set."""


@dataclass(frozen=True)
class Placed:
    """A family on the map of all schools and periods: `unit` (S,), `sketch` (S, T, K)."""

    of: Family
    entry: Entry
    unit: Counts
    sketch: NDArray[np.uint32]


def check_differences(new: Entry, before: Sequence[Entry]) -> None:
    """Raises RefusedError where a pair or triple of families could be subtracted to a few."""
    ours, *theirs = _placed([new, *before])
    every = [*ours, *(family for entry in theirs for family in entry)]
    atlas = _Atlas()
    for place, family in enumerate(ours):
        rest = every[place + 1 :]
        for other in rest:
            _check(atlas, (family, other), PAIR)
        for two in combinations(rest, 2):
            for signs in TRIPLES:
                _check(atlas, (family, *two), signs)


def _check(atlas: "_Atlas", families: Sequence[Placed], signs: Sequence[int]) -> None:
    fewest = min(
        max(family.entry.minimum for family in families),
        *(family.entry.provable for family in families),
    )
    ground = atlas.ground(families)
    powers = 2 * fewest - 1
    sums = [ground.sums(family)[:, :, :powers] for family in families]
    there = np.logical_and.reduce([of[:, :, 0] > 0 for of in sums])
    places, periods = np.nonzero(there)
    apart = np.sum(
        [sign * of[places, periods] for sign, of in zip(signs, sums, strict=True)], axis=0
    )
    sets = [(apart, places)]
    for sign, family in zip(signs, families, strict=True):
        sets.append(_less_one(ground, family, sign, apart, places, periods))
    for sketches, at in sets:
        close = np.abs(sketches[:, 0]) < len(families) * fewest
        few = np.flatnonzero(close)[has_few(sketches[close], fewest)]
        if len(few):
            raise RefusedError(_sentence(ground, families, int(at[few[0]]), fewest))


def shares_rows(new: Entry, before: Entry) -> bool:
    """Whether a school in a period has the same rows in both."""
    ours, theirs = _placed([new, before])
    powers = min(family.sketch.shape[2] for family in (*ours, *theirs))
    for one in ours:
        for other in theirs:
            here, there = one.sketch[:, :, :powers], other.sketch[:, :, :powers]
            if ((here == there).all(axis=2) & (here[:, :, 0] > 0)).any():
                return True
    return False


def _placed(entries: Sequence[Entry]) -> list[list[Placed]]:
    schools = sorted({school for entry in entries for school in entry.schools})
    periods = sorted({period for entry in entries for period in entry.periods})
    school_at = {school: place for place, school in enumerate(schools)}
    period_at = {period: place for place, period in enumerate(periods)}
    found = []
    for entry in entries:
        rows = np.array([school_at[school] for school in entry.schools])
        columns = np.array([period_at[period] for period in entry.periods])
        placed = []
        for family in entry.families:
            unit = np.full(len(schools), -1, dtype=np.int64)
            unit[rows] = family.unit
            sketch = np.zeros((len(schools), len(periods), family.sketch.shape[2]), dtype=np.uint32)
            sketch[rows[:, None], columns] = family.sketch
            placed.append(Placed(family, entry, unit, sketch))
        found.append(placed)
    return found


def _sentence(ground: "_Ground", families: Sequence[Placed], place: int, fewest: int) -> str:
    new, *others = families
    units = np.unique(new.unit[(ground.set == place) & (new.unit >= 0)])
    unit = new.of.units[units[0]] if len(units) else "all units"
    told = " and ".join(f'"{one.of}" of study "{one.entry.study}"' for one in others)
    together = " taken together" if len(others) > 1 else ""
    return (
        f'ledger: block "{new.of}, {unit}" differs by fewer than {fewest} students from '
        f"{told}{together}; subtracting them could reveal a student"
    )


class _Ground:
    """Schools in their smallest sets that are unions of units of each of some families.

    `set` (S,) is each school's, -1 where it is in no unit.
    """

    def __init__(self, units: Sequence[Counts]) -> None:
        nodes, edges = len(units[0]), []
        for unit in units:
            there = np.flatnonzero(unit >= 0)
            edges.append(np.stack([there, nodes + unit[there]]))
            nodes += int(unit.max(initial=-1)) + 1
        ends = np.concatenate(edges, axis=1)
        graph = coo_matrix((np.ones(ends.shape[1]), ends), shape=(nodes, nodes))
        _, label = connected_components(graph, directed=False)
        inside = np.any([unit >= 0 for unit in units], axis=0)
        _, place = np.unique(label[: len(inside)][inside], return_inverse=True)
        self.set = np.full(len(inside), -1, dtype=np.int64)
        self.set[inside] = place
        self.count = int(place.max(initial=-1)) + 1
        self._sums: dict[int, Counts] = {}

    def sums(self, family: Placed) -> Counts:
        """(sets + 1, T, K): over each set, and over all schools."""
        if id(family) not in self._sums:
            found = added(family.sketch, self.set, self.count)
            self._sums[id(family)] = np.concatenate([found, found.sum(axis=0, keepdims=True)])
        return self._sums[id(family)]


class _Atlas:
    """The grounds of families, each made once; most studies have the same units."""

    def __init__(self) -> None:
        self._grounds: dict[frozenset[bytes], _Ground] = {}

    def ground(self, families: Sequence[Placed]) -> _Ground:
        of = {family.unit.tobytes(): family.unit for family in families}
        if (key := frozenset(of)) not in self._grounds:
            self._grounds[key] = _Ground(list(of.values()))
        return self._grounds[key]


def added(sketch: NDArray[np.uint32], place: Counts, count: int) -> Counts:
    """(count, T, K): the sketches of schools added up by their place, -1 left out."""
    found = np.zeros((count, *sketch.shape[1:]), dtype=np.int64)
    there = place >= 0
    np.add.at(found, place[there], sketch[there])
    return found


def _less_one(
    ground: _Ground,
    family: Placed,
    sign: int,
    apart: Counts,
    places: Counts,
    periods: Counts,
) -> tuple[Counts, Counts]:
    """`apart` less each unit of a family, in the sets that have several; and their places."""
    units = len(family.of.units)
    set_of = np.full(units, -1, dtype=np.int64)
    there = family.unit >= 0
    set_of[family.unit[there]] = ground.set[there]
    several = np.bincount(set_of[set_of >= 0], minlength=ground.count) > 1
    own = added(family.sketch, family.unit, units)[:, :, : apart.shape[1]]
    unit, row = np.nonzero((set_of[:, None] == places) & several[set_of][:, None])
    return apart[row] - sign * own[unit, periods[row]], places[row]
