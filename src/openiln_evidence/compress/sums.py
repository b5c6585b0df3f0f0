"""Adds cells up, pass by pass, to tables of units and schools from which blocks are made.

With d dummies besides the periods', T periods and Z = (one, dummies) of a combination, everything
that a block needs is a sum over cells of n, w or wy times Z or ZZ', by unit or school and period.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.cells import Cells
from openiln_evidence.compress.combinations import Combinations
from openiln_evidence.compress.scaling import in_units
from openiln_evidence.moments import Floats
from openiln_evidence.study.plan import Study

FEW = 3
"""A unit with fewer schools than this must pass as published school tables."""


@dataclass
class Sums:
    """Of one outcome and subgroup; U units, S schools, z = 1 + d. Scores are less the middle.

    By unit: counts and weights (U, T, z, z), scores (U, T, z). By school: columns (S, T, z) of
    weights; n, w, wy, wyy, ones (S, T); counts_of_school (F, T, z, z) for the F schools of units
    with fewer than FEW.
    """

    counts: Floats
    weights: Floats
    scores: Floats
    columns: Floats
    counts_of_school: Floats
    by_school: dict[str, Floats]


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
            (o, g): self._empty()
            for o in range(len(study.outcomes))
            for g in range(len(study.subgroups) + 1)
        }

    def _empty(self) -> Sums:
        units, schools, periods = len(self.units), len(self.unit_of_school), len(self.study.periods)
        z = self.combinations.dummies.shape[1]
        zero = {key: np.zeros((schools, periods)) for key in ("n", "w", "wy", "wyy", "ones")}
        return Sums(
            counts=np.zeros((units, periods, z, z)),
            weights=np.zeros((units, periods, z, z)),
            scores=np.zeros((units, periods, z)),
            columns=np.zeros((schools, periods, z)),
            counts_of_school=np.zeros((len(self.few), periods, z, z)),
            by_school=zero,
        )

    def add(self, cells: Cells) -> None:
        """Add the cells of one pass."""
        for o in range(len(self.study.outcomes)):
            found = in_units(self.study, cells, self.combinations, o)
            whole = {
                key: cells.sums[o][key].astype(np.float64)
                for key in ("n", "ones")
                if key in cells.sums[o]
            }
            self._add_outcome(o, cells, found | whole)
        at = (self.unit_of_school[cells.school], cells.period)
        for (p, o), rows in cells.both.items():
            for g, mask in enumerate(self.combinations.inside):
                np.add.at(self.both[p, o, g], at, rows * mask[cells.combination])

    def _add_outcome(self, o: int, cells: Cells, found: dict[str, Floats]) -> None:
        periods = len(self.study.periods)
        school = cells.school * periods + cells.period
        unit = self.unit_of_school[cells.school] * periods + cells.period
        z = self.combinations.dummies
        pairs = (z[:, :, None] * z[:, None, :]).reshape(len(z), -1)

        def by(rows: NDArray[np.intp], count: int, key: str) -> coo_matrix:
            shape = (count * periods, len(z))
            return coo_matrix((found[key], (rows, cells.combination)), shape=shape)

        at_unit = {key: by(unit, len(self.units), key) for key in ("n", "w", "wy")}
        keys = [key for key in ("n", "w", "wy", "wyy", "ones") if key in found]
        at_school = {key: by(school, len(self.unit_of_school), key) for key in keys}
        ways = at_unit["n"] @ self.combinations.atoms[1]
        self.atoms[o] += ways.reshape(len(self.units), periods, -1).sum(axis=1)
        few = (self.few[:, None] * periods + np.arange(periods)).reshape(-1)
        rows_of_few = at_school["n"].tocsr()[few]
        for g, mask in enumerate(self.combinations.inside):
            sums = self.sums[o, g]
            inside = mask[:, None]
            sums.counts += (at_unit["n"] @ (pairs * inside)).reshape(sums.counts.shape)
            sums.weights += (at_unit["w"] @ (pairs * inside)).reshape(sums.weights.shape)
            sums.scores += (at_unit["wy"] @ (z * inside)).reshape(sums.scores.shape)
            sums.columns += (at_school["w"] @ (z * inside)).reshape(sums.columns.shape)
            at_few = rows_of_few @ (pairs * inside)
            sums.counts_of_school += at_few.reshape(sums.counts_of_school.shape)
            for key in keys:
                sums.by_school[key] += (at_school[key] @ mask).reshape(-1, periods)
