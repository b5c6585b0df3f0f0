"""Group-time effects drawn together: simple, by group, by calendar period, by event time.

Callaway and Sant'Anna (2021), section 3.1, with the influence of the estimated cohort shares.
"""

from dataclasses import replace

import numpy as np

from openiln_evidence.estimate.group_time import GroupTime
from openiln_evidence.estimate.influence import Effects
from openiln_evidence.estimate.left_out import mean_left
from openiln_evidence.moments import Floats


def simple(found: GroupTime) -> Effects:
    """Every effect after treatment, by the share of its cohort."""
    return _effects(found, [("after treatment", *_average(found, _after(found)))])


def by_event_time(found: GroupTime) -> Effects:
    """Effects by time since treatment, before and after, by share of cohort."""
    times = sorted({c.period - c.start for c in found.cells})
    return _effects(
        found,
        [
            (
                f"event time={time}",
                *_average(
                    found, [k for k, c in enumerate(found.cells) if c.period - c.start == time]
                ),
            )
            for time in times
        ],
    )


def by_period(found: GroupTime) -> Effects:
    """Effects in each calendar period on those treated by then, by share of cohort."""
    after = _after(found)
    return _effects(
        found,
        [
            (f"period={t}", *_average(found, [k for k in after if found.cells[k].period == t]))
            for t in sorted({found.cells[k].period for k in after})
        ],
    )


def by_group(found: GroupTime) -> Effects:
    """Each cohort's effect, its periods weighing alike."""
    parts = []
    for start in _cohorts(found):
        own = [k for k in _after(found) if found.cells[k].start == start]
        parts.append(
            (
                f"first treated={start}",
                found.effects[own].mean(),
                found.influence[:, own].mean(axis=1),
                mean_left(found.without[:, own], np.ones((1, len(own)))),
            )
        )
    return _effects(found, parts)


def overall_of_groups(found: GroupTime) -> Effects:
    """The mean over cohorts, by their shares."""
    groups = by_group(found)
    first = [
        next(k for k in _after(found) if found.cells[k].start == start) for start in _cohorts(found)
    ]
    averaged = _ratio_mean(
        groups.effects, groups.influence, groups.without, found.mass_by_cluster[:, first]
    )
    return _effects(found, [("mean over groups", *averaged)])


def mean_of(parts: Effects, name: str) -> Effects:
    """The plain mean of the parts: over calendar periods, or over event times.

    Without a cluster it is that of the parts that are left.
    """
    shares = np.full((1, len(parts.names)), 1 / len(parts.names))
    return replace(parts.mix([name], shares), without=mean_left(parts.without, shares)[:, None])


def after_treatment(parts: Effects) -> Effects:
    """Of effects by event time, those at time 0 and later."""
    return parts.pick([name for name in parts.names if event_time(name) >= 0])


def event_time(name: str) -> int:
    return int(name.split("=")[1])


def _after(found: GroupTime) -> list[int]:
    return [k for k, cell in enumerate(found.cells) if cell.period >= cell.start]


def _cohorts(found: GroupTime) -> list[int]:
    return sorted({found.cells[k].start for k in _after(found)})


def _average(found: GroupTime, which: list[int]) -> tuple[float, Floats, Floats]:
    return _ratio_mean(
        found.effects[which],
        found.influence[:, which],
        found.without[:, which],
        found.mass_by_cluster[:, which],
    )


def _ratio_mean(
    effects: Floats, influence: Floats, without: Floats, mass: Floats
) -> tuple[float, Floats, Floats]:
    """The mean by estimated mass; its influence, of the effects and of the mass; and without each.

    Without a cluster it is the mean of the effects that are left, by the mass that is left.
    """
    share = mass.sum(axis=0) / mass.sum()
    value = float(share @ effects)
    of_mass = mass @ (effects - value) / mass.sum()
    return value, influence @ share + of_mass, mean_left(without, mass.sum(axis=0) - mass)


def _effects(found: GroupTime, parts: list[tuple[str, float, Floats, Floats]]) -> Effects:
    names, values, influence, without = zip(*parts, strict=True)
    return Effects(
        names=names,
        clusters=found.means.chosen.clusters,
        effects=np.array(values),
        influence=np.column_stack(influence),
        without=np.column_stack(without),
        arms=found.means.chosen.arms,
        mass=found.mass,
    )
