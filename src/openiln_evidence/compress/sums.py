"""Adds cells up, pass by pass, to tables of units and schools from which blocks are made.

With d dummies besides the periods', T periods and Z = (one, dummies) of a combination, everything
that a block needs is a sum over cells of n, w or wy times Z or ZZ', by unit or school and period.
Sums of w, wy and wyy are of whole numbers, as `scaling.centred` gives them (of standardised scores
wy and wyy are not), and put into units when all are there. Counts of rows are doubles, which hold
them exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.cells import Cells
from openiln_evidence.compress.combinations import Combinations
from openiln_evidence.compress.scaling import centred, divisors
from openiln_evidence.moments import Counts, Floats, Numbers
from openiln_evidence.study.plan import Study

FEW = 3
"""A unit with fewer schools than this must pass as published school tables."""
CELLS_WAITING = 700_000
"""By unit, cells wait to be multiplied out together until there are about this many."""
BY_UNIT = {"n": "counts", "w": "weights", "wy": "scores"}
"""What is summed by unit, and where it goes."""


@dataclass
class Sums:
    """Of one outcome and subgroup; U units, S schools, z = 1 + d. Scores are less the middle.

    By unit: counts and weights (U, T, z, z), scores (U, T, z). By school: columns (S, T, z) of
    weights; n, w, wy, wyy, ones (S, T); counts_of_school (F, T, z, z) for the F schools of units
    with fewer than FEW.
    """

    counts: Floats
    weights: Numbers
    scores: Numbers
    columns: Numbers
    counts_of_school: Floats
    by_school: dict[str, Numbers]

    def divided(self, by: dict[str, float]) -> "Sums":
        """In the units of the study."""
        return replace(
            self,
            weights=self.weights / by["w"],
            scores=self.scores / by["wy"],
            columns=self.columns / by["w"],
            by_school={key: sums / by.get(key, 1) for key, sums in self.by_school.items()},
        )


class Table:
    """Where cells are added up, for every outcome and subgroup of a study."""

    def __init__(self, study: Study, checked: Checked, combinations: Combinations) -> None:
        self.study, self.combinations = study, combinations
        self.columns = study.design_columns()
        units = checked.roster.units(study.treatment.level)
        self.units = tuple(sorted(set(units)))
        place = {unit: u for u, unit in enumerate(self.units)}
        self.unit_of_school: NDArray[np.intp] = np.array([place[unit] for unit in units])
        self.schools_of_unit = [
            np.flatnonzero(self.unit_of_school == u) for u in range(len(self.units))
        ]
        schools = np.bincount(self.unit_of_school)[self.unit_of_school]
        self.few = np.flatnonzero(schools < FEW)
        self.atoms = np.zeros(
            (len(study.outcomes), len(self.units), combinations.atoms[0].shape[1])
        )
        self.both = {
            (p, o, g): np.zeros((len(self.units), len(study.periods)))
            for o in range(len(study.outcomes))
            for p in range(o)
            for g in range(len(study.subgroups) + 1)
        }
        self.sums = {
            (o, g): self._empty("float64" if outcome.published else "int64")
            for o, outcome in enumerate(study.outcomes)
            for g in range(len(study.subgroups) + 1)
        }

    def in_units(self, o: int, g: int) -> Sums:
        """The sums of one outcome and subgroup, in the units of the study."""
        return self.sums[o, g].divided(divisors(self.study, self.study.outcomes[o]))

    def _empty(self, scores: str) -> Sums:
        units, schools, periods = len(self.units), len(self.unit_of_school), len(self.study.periods)
        z = self.combinations.dummies.shape[1]
        held = {"n": "float64", "w": "int64", "wy": scores, "wyy": scores, "ones": "float64"}
        return Sums(
            counts=np.zeros((units, periods, z, z)),
            weights=np.zeros((units, periods, z, z), np.int64),
            scores=np.zeros((units, periods, z), scores),
            columns=np.zeros((schools, periods, z), np.int64),
            counts_of_school=np.zeros((len(self.few), periods, z, z)),
            by_school={key: np.zeros((schools, periods), kind) for key, kind in held.items()},
        )

    def add(self, parts: Iterable[Cells]) -> None:
        """Add cells up, part by part; by unit, many are multiplied out at once."""
        by_unit: dict[tuple[int, str], Any] = {}
        waiting = 0
        for cells in parts:
            for o in range(len(self.study.outcomes)):
                found = centred(self.study, cells, self.combinations, o)
                found |= {
                    key: cells.sums[o][key].astype(np.float64)
                    for key in ("n", "ones")
                    if key in cells.sums[o]
                }
                self._add_by_school(o, cells, found)
                for key in BY_UNIT:
                    values = self._spread(found[key], cells, self.unit_of_school[cells.school])
                    by_unit[o, key] = by_unit.get((o, key), 0) + values.tocsr()
            self._add_both(cells)
            waiting += len(cells.school)
            if waiting > CELLS_WAITING:
                self._add_by_unit(by_unit)
                waiting = 0
        self._add_by_unit(by_unit)

    def _spread(self, values: Numbers, cells: Cells, place: NDArray[np.intp]) -> Any:  # noqa: ANN401
        """Sparse, by place (unit or school) and period, and by combination."""
        periods = len(self.study.periods)
        rows = place * periods + cells.period
        shape = (len(self.unit_of_school) * periods, self.combinations.count)
        return coo_matrix((values, (rows, cells.combination)), shape=shape)

    def _add_by_school(self, o: int, cells: Cells, found: dict[str, Numbers]) -> None:
        periods, masks = len(self.study.periods), self.combinations.inside
        for key, values in found.items():
            spread = self._spread(values, cells, cells.school)
            for g, sums in enumerate((spread @ masks.T).T):
                self.sums[o, g].by_school[key] += sums.reshape(-1, periods)
            if key == "w":
                _add_products(spread, self.combinations.dummies, masks, self._named(o, "columns"))
            if key == "n":
                few = (self.few[:, None] * periods + np.arange(periods)).reshape(-1)
                of_few, to = spread.tocsr()[few], self._named(o, "counts_of_school")
                _add_products(of_few, self.combinations.pairs, masks, to)

    def _add_by_unit(self, waiting: dict[tuple[int, str], Any]) -> None:
        """Multiply out what waits, and let it go."""
        periods = len(self.study.periods)
        while waiting:
            (o, key), spread = waiting.popitem()
            values = spread[: len(self.units) * periods]
            if key == "n":
                ways = values @ self.combinations.atoms[1]
                self.atoms[o] += ways.reshape(len(self.units), periods, -1).sum(axis=1)
            columns = self.combinations.dummies if key == "wy" else self.combinations.pairs
            _add_products(values, columns, self.combinations.inside, self._named(o, BY_UNIT[key]))

    def _named(self, o: int, name: str) -> list[Numbers]:
        """An array of the sums of an outcome, for each subgroup."""
        return [getattr(self.sums[o, g], name) for g in range(len(self.study.subgroups) + 1)]

    def _add_both(self, cells: Cells) -> None:
        at = (self.unit_of_school[cells.school], cells.period)
        for (p, o), rows in cells.both.items():
            for g, mask in enumerate(self.combinations.inside):
                np.add.at(self.both[p, o, g], at, rows * mask[cells.combination])


def _add_products(
    spread: Any,  # noqa: ANN401 -- SciPy has no types
    columns: Counts,
    masks: Counts,
    to: list[Numbers],
) -> None:
    """Add, for each subgroup, the products with the columns of the combinations that it has."""
    for mask, sums in zip(masks, to, strict=True):
        np.add(sums, (spread @ (columns * mask[:, None])).reshape(sums.shape), out=sums)
