"""Before launch: the smallest effect that a clustered design would find.

For J_T treated and J_C other clusters, m periods before and r after, the effect's variance is
c' Omega c (1/J_T + 1/J_C), c being 1/r after and -1/m before. Omega is the covariance of a
cluster's period means after cluster and period effects: AR(1) shocks and students' own sampling.
Burlig, Preonas and Woerman (2020), Journal of Development Economics 144, with AR(1) shocks put in.
"""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.distributions import t_quantile
from openiln_evidence.estimate.inference import FEW
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.moments import Floats


@dataclass(frozen=True)
class Plan:
    """A design that is thought of. Variances are shares of students' variance, which is 1.

    shock is the variance of a cluster's shocks from period to period (what icc does not say: a
    lasting difference between clusters cancels); correlation that of shocks one period apart.
    students are those of one cluster in one period, new ones each period.
    """

    treated: int
    others: int
    before: int
    after: int
    students: float
    shock: float
    correlation: float
    alpha: float = 0.05
    power: float = 0.8


@dataclass(frozen=True)
class Detectable:
    """effect is in students' standard deviations; error is the effect's; df the t's."""

    effect: float
    error: float
    df: int
    warnings: tuple[str, ...]


def minimum_detectable_effect(plan: Plan) -> Detectable:
    """Two-sided test at alpha, t(J_T + J_C - 2)."""
    _check(plan)
    periods = plan.before + plan.after
    c = np.repeat([-1 / plan.before, 1 / plan.after], [plan.before, plan.after])
    variance = float(c @ covariance(plan, periods) @ c)
    error = float(np.sqrt(variance * (1 / plan.treated + 1 / plan.others)))
    df = plan.treated + plan.others - 2
    reach = t_quantile(1 - plan.alpha / 2, df) + t_quantile(plan.power, df)
    return Detectable(reach * error, error, df, _warnings(plan))


def covariance(plan: Plan, periods: int) -> Floats:
    """Of a cluster's period means: AR(1) shocks plus the sampling of students."""
    at = np.arange(periods)
    shocks = plan.shock * plan.correlation ** np.abs(at[:, None] - at[None, :])
    found: Floats = shocks + np.eye(periods) / plan.students
    return found


def _warnings(plan: Plan) -> tuple[str, ...]:
    arms = ((plan.treated, "treated"), (plan.others, "other"))
    return tuple(
        f"With {clusters} {arm} districts or schools only randomisation inference is valid, and "
        "this formula is too hopeful."
        for clusters, arm in arms
        if clusters < FEW
    )


def _check(plan: Plan) -> None:
    whole = ("treated", "others", "before", "after", "students")
    short = [name for name in whole if getattr(plan, name) < 1]
    if short or plan.treated + plan.others < 3:
        raise CannotEstimateError(
            f"The plan's {short[0] if short else 'districts or schools'} must be at least "
            f"{1 if short else 3}; correct it."
        )
    if not (plan.shock >= 0 and 0 <= plan.correlation < 1):
        raise CannotEstimateError(
            "The plan's shock must be 0 or more and its correlation from 0 to under 1; correct it."
        )
    if not (0 < plan.alpha < 0.5 and 0.5 <= plan.power < 1):
        raise CannotEstimateError(
            "The plan's alpha must lie between 0 and 0.5 and its power from 0.5 to 1; correct it."
        )
