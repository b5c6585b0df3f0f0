"""What a study groups rows by besides school and period, and the dummies that follow."""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from openiln_evidence.moments import Counts, Floats
from openiln_evidence.study.plan import Study, Value


@dataclass(frozen=True)
class Factor:
    """A grouping column, under our name, and its levels in order."""

    column: str
    levels: tuple[Value | bool, ...]


@dataclass(frozen=True)
class Combinations:
    """Every combination of the factors' levels; the last factor's levels change fastest."""

    study: Study
    factors: tuple[Factor, ...]

    @cached_property
    def count(self) -> int:
        return int(np.prod([len(factor.levels) for factor in self.factors], dtype=np.int64))

    def levels(self, column: str) -> list[Value | bool]:
        """The level of one factor in each combination."""
        place = [factor.column for factor in self.factors].index(column)
        return [levels[place] for levels in product(*(f.levels for f in self.factors))]

    @cached_property
    def dummies(self) -> Counts:
        """(combinations, 1 + d): a one, then the covariates' and interactions' columns of X."""
        study, columns = self.study, [np.ones(self.count, np.int64)]
        of: dict[str, list[Counts]] = {}
        for place, covariate in enumerate(study.covariates):
            at = self.levels(f"x{place}")
            of[covariate.column] = [
                np.array([level == here for here in at], dtype=np.int64)
                for level in covariate.levels[1:]
            ]
            columns += of[covariate.column]
        for first, second in study.interactions:
            columns += [a * b for a, b in product(of[first], of[second])]
        return np.column_stack(columns)

    @cached_property
    def pairs(self) -> Counts:
        """(combinations, z z): the products of each two of the dummies."""
        z = self.dummies
        return (z[:, :, None] * z[:, None, :]).reshape(len(z), -1)

    @cached_property
    def inside(self) -> Counts:
        """(1 + subgroups, combinations): 1 where the subgroup has it; the whole comes first."""
        masks = [np.ones(self.count, np.int64)]
        named = {c.column: f"x{place}" for place, c in enumerate(self.study.covariates)}
        for place, subgroup in enumerate(self.study.subgroups):
            if subgroup.column in named:
                at = self.levels(named[subgroup.column])
                masks.append(np.array([here in subgroup.values for here in at], dtype=np.int64))
            else:
                masks.append(np.array(self.levels(f"g{place}"), dtype=np.int64))
        return np.array(masks)

    @cached_property
    def atoms(self) -> tuple[Counts, Floats]:
        """Ways to belong to subgroups, (1 + subgroups, A); which each combination has, (.., A)."""
        ways, which = np.unique(self.inside, axis=1, return_inverse=True)
        return ways, np.eye(ways.shape[1])[which.reshape(-1)]


def combinations_of(study: Study) -> Combinations:
    """The fewest factors that the study needs: a subgroup of a covariate's levels adds none."""
    named = {covariate.column: covariate.levels for covariate in study.covariates}
    factors = [Factor(f"x{place}", c.levels) for place, c in enumerate(study.covariates)]
    factors += [
        Factor(f"g{place}", (False, True))
        for place, subgroup in enumerate(study.subgroups)
        if subgroup.column not in named
    ]
    grades = {row.grade for outcome in study.outcomes for row in outcome.published}
    if grades:
        factors.append(Factor("grade", tuple(sorted(grades))))
    return Combinations(study, tuple(factors))
