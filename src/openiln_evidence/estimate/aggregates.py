"""Group-time effects drawn together: simple, by group, by calendar period, by event time.

Callaway and Sant'Anna (2021), section 3.1, with cohort shares estimated and their influence
counted. Bands are theirs (section 4.1, algorithm 1) with Mammen's (1993) two-point multipliers over
clusters.
"""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.clustered_errors import t_estimate
from openiln_evidence.estimate.group_time import GroupTime
from openiln_evidence.moments import Floats


@dataclass(frozen=True)
class Aggregate:
    """Named effects (A,) with cluster influence values (G, A)."""

    names: tuple[str, ...]
    effects: Floats
    influence: Floats

    @property
    def covariance(self) -> Floats:
        """G/(G-1) times the sum over clusters of products of influence values: (A, A)."""
        clusters = len(self.influence)
        return clusters / (clusters - 1) * (self.influence.T @ self.influence)


def simple(found: GroupTime) -> Aggregate:
    """Every effect after treatment, by the share of its cohort."""
    return _stack([("after treatment", *_average(found, _after(found)))])


def by_event_time(found: GroupTime) -> Aggregate:
    """Effects by time since treatment, before and after, by share of cohort."""
    times = sorted({c.period - c.start for c in found.cells})
    return _stack(
        [
            (
                f"event time={time}",
                *_average(
                    found, [k for k, c in enumerate(found.cells) if c.period - c.start == time]
                ),
            )
            for time in times
        ]
    )


def by_period(found: GroupTime) -> Aggregate:
    """Effects in each calendar period on those treated by then, by share of cohort."""
    after = _after(found)
    return _stack(
        [
            (f"period={t}", *_average(found, [k for k in after if found.cells[k].period == t]))
            for t in sorted({found.cells[k].period for k in after})
        ]
    )


def by_group(found: GroupTime) -> Aggregate:
    """Each cohort's effect, its periods weighing alike."""
    parts = []
    for start in _cohorts(found):
        own = [k for k in _after(found) if found.cells[k].start == start]
        parts.append(
            (
                f"first treated={start}",
                found.effects[own].mean(),
                found.influence[:, own].mean(axis=1),
            )
        )
    return _stack(parts)


def overall_of_groups(found: GroupTime) -> Aggregate:
    """The mean over cohorts, by their shares."""
    groups = by_group(found)
    first = [
        next(k for k in _after(found) if found.cells[k].start == start) for start in _cohorts(found)
    ]
    value, influence = _ratio_mean(
        groups.effects, groups.influence, found.mass_by_cluster[:, first]
    )
    return _stack([("mean over groups", value, influence)])


def mean_of(parts: Aggregate, name: str) -> Aggregate:
    """The plain mean of the parts: over calendar periods, or over event times."""
    return _stack([(name, parts.effects.mean(), parts.influence.mean(axis=1))])


def after_treatment(parts: Aggregate) -> Aggregate:
    """Of effects by event time, those at time 0 and later."""
    keep = [k for k, name in enumerate(parts.names) if int(name.split("=")[1]) >= 0]
    return Aggregate(
        tuple(parts.names[k] for k in keep), parts.effects[keep], parts.influence[:, keep]
    )


def estimates(parts: Aggregate, alpha: float) -> tuple[Estimate, ...]:
    """Pointwise t(G-1) intervals from cluster influence values."""
    variances = np.diag(parts.covariance)
    return tuple(
        t_estimate(
            name,
            effect,
            variance,
            df=len(parts.influence) - 1,
            alpha=alpha,
            method="group-time, cluster influence values, t(G-1)",
        )
        for name, effect, variance in zip(parts.names, parts.effects, variances, strict=True)
    )


def band(parts: Aggregate, *, alpha: float, draws: int, seed: int) -> float:
    """How many errors either side every effect at once lies within, with chance 1 - alpha."""
    rng = np.random.default_rng(seed)
    golden = (1 + np.sqrt(5)) / 2
    low = rng.random((draws, len(parts.influence))) < golden / np.sqrt(5)
    multipliers = np.where(low, 1 - golden, golden)
    errors = np.sqrt(np.diag(parts.covariance))
    drawn = np.abs(multipliers @ parts.influence)[:, errors > 0] / errors[errors > 0]
    return float(np.quantile(drawn.max(axis=1), 1 - alpha))


def _after(found: GroupTime) -> list[int]:
    return [k for k, cell in enumerate(found.cells) if cell.period >= cell.start]


def _cohorts(found: GroupTime) -> list[int]:
    return sorted({found.cells[k].start for k in _after(found)})


def _average(found: GroupTime, which: list[int]) -> tuple[float, Floats]:
    return _ratio_mean(
        found.effects[which], found.influence[:, which], found.mass_by_cluster[:, which]
    )


def _ratio_mean(effects: Floats, influence: Floats, mass: Floats) -> tuple[float, Floats]:
    """The mean by estimated mass, and its influence: that of the effects and that of the mass."""
    share = mass.sum(axis=0) / mass.sum()
    value = float(share @ effects)
    of_mass = mass @ (effects - value) / mass.sum()
    return value, influence @ share + of_mass


def _stack(parts: list[tuple[str, float, Floats]]) -> Aggregate:
    return Aggregate(
        names=tuple(name for name, _, _ in parts),
        effects=np.array([value for _, value, _ in parts]),
        influence=np.column_stack([influence for _, _, influence in parts]),
    )
