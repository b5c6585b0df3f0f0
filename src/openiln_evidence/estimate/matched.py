"""Comparison units that looked like the treated before treatment, on public values.

Optimal matching without replacement: the pairs whose summed distance is smallest (Rosenbaum 1989,
Journal of the American Statistical Association 84), distance Euclidean in standard deviations.
Every error that follows is conditional on the match: how the match might have come out otherwise
is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from openiln_evidence.estimate.answer import Check
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.selection import Selection, check_comparable
from openiln_evidence.moments import Floats

# WWC Standards Handbook 5.0: a baseline difference over 0.25 standard deviations is too large, and
# one over 0.05 needs a model that adjusts for it.
TOO_LARGE, NEEDS_ADJUSTMENT = 0.25, 0.05


@dataclass(frozen=True)
class Match:
    """Which unit each treated unit was given, and how far apart the arms are.

    differences (features,) are treated less matched means, in standard deviations of all units.
    """

    pairs: tuple[tuple[str, str], ...]
    differences: tuple[float, ...]

    @property
    def balance(self) -> Check:
        worst = max(abs(d) for d in self.differences)
        adjusted = "" if worst <= NEEDS_ADJUSTMENT else ", which the model must adjust for"
        return Check(
            "balance of the match",
            worst <= TOO_LARGE,
            f"After matching the arms differ by at most {worst:.2f} standard deviations{adjusted}. "
            "Errors are conditional on the match.",
            {f"feature {i + 1}": d for i, d in enumerate(self.differences)},
        )


def match(chosen: Selection, features: Mapping[str, tuple[float, ...]]) -> Match:
    """Give each treated unit one unit that is never treated."""
    check_comparable(chosen)
    dated = zip(chosen.blocks, chosen.treated_from, strict=True)
    treated: list[str] = []
    pool: list[str] = []
    for block, start in dated:
        (pool if start is None else treated).append(block.unit)
    if len(pool) < len(treated):
        raise CannotEstimateError(
            f"There are {len(treated)} treated units and {len(pool)} to match them with; "
            "add units that are not treated."
        )
    scaled = _scaled([*treated, *pool], features)
    ours, theirs = scaled[: len(treated)], scaled[len(treated) :]
    distance = np.linalg.norm(ours[:, None, :] - theirs[None, :, :], axis=2)
    rows, columns = linear_sum_assignment(distance)
    return Match(
        pairs=tuple((treated[i], pool[j]) for i, j in zip(rows, columns, strict=True)),
        differences=tuple((ours[rows].mean(axis=0) - theirs[columns].mean(axis=0)).tolist()),
    )


def matched_only(chosen: Selection, found: Match) -> Selection:
    """The selection less the units that were given to nobody."""
    kept = {unit for pair in found.pairs for unit in pair}
    return chosen.without(
        [b.unit for b in chosen.blocks if b.unit not in kept], "not like any treated unit"
    )


def _scaled(units: list[str], features: Mapping[str, tuple[float, ...]]) -> Floats:
    """Features in standard deviations of all units: (units, features)."""
    unknown = sorted(set(units) - features.keys())
    if unknown:
        raise CannotEstimateError(
            f"Unit {unknown[0]!r} has no values to match on; add its public values from before "
            "treatment, or take the unit out of the study."
        )
    values = np.array([features[unit] for unit in units], dtype=float)
    if values.ndim != 2 or not values.size or not np.isfinite(values).all():
        raise CannotEstimateError(
            "The values to match on are not the same finite numbers for every unit; correct them."
        )
    spread = values.std(axis=0)
    if (spread == 0).any():
        raise CannotEstimateError(
            f"Feature {int(np.argmin(spread)) + 1} to match on is the same for every unit; "
            "take it out."
        )
    scaled: Floats = values / spread
    return scaled
