"""What the centre must know of a study to estimate: treatment dates and the choices made before.

Treatment is never in a block. The centre knows from which period each assignment unit is treated,
and builds treatment from the period dummies of that unit's block.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from openiln_evidence.estimate.refusal import CannotEstimateError

Comparison = Literal["never treated", "not yet treated"]
Weighting = Literal["students", "units"]
Method = Literal["difference in differences", "matched comparison", "interrupted series"]


@dataclass(frozen=True)
class Design:
    """A study's choices, all of them made before the outcome was seen.

    treated_from maps every assignment unit to its first treated period, or None for never.
    outcome is the one asked about, is_primary whether the study named it so; declared are all
    outcomes that the study named, untested those of them that could not be estimated, with why.
    weighting says, where dates vary, whether each student's row or each unit's mean counts once.
    standard_deviation is the published one to standardise by; None takes the arms' own, which
    has_spread says is known: a published table of means alone has none.
    smallest_effect is the smallest effect that matters, in standard deviations, above zero.
    selection_period is the period whose results chose the members. spilled_on are comparison units
    that treatment may have reached; None says that nobody looked. first_enrolment names the
    subgroup whose blocks keep students where they were first enrolled. gaps are pairs of subgroups
    whose difference in effect is asked for. features are each unit's public values before
    treatment, to match on. seed makes every draw repeatable.
    """

    treated_from: Mapping[str, int | None]
    outcome: str
    is_primary: bool = True
    subgroup: str = "all"
    declared: tuple[str, ...] = ()
    untested: Mapping[str, str] = field(default_factory=dict)
    method: Method = "difference in differences"
    comparison: Comparison = "never treated"
    weighting: Weighting = "students"
    higher_is_better: bool = True
    binary: bool = False
    standard_deviation: float | None = None
    has_spread: bool = True
    smallest_effect: float | None = None
    selection_period: int | None = None
    spilled_on: frozenset[str] | None = None
    first_enrolment: str | None = None
    gaps: tuple[tuple[str, str], ...] = ()
    features: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    alpha: float = 0.05
    draws: int = 9_999
    seed: int = 20_180_314

    def __post_init__(self) -> None:
        """Refuse choices that no estimate could honour."""
        if not 0 < self.alpha < 0.5:
            raise CannotEstimateError(
                f"alpha is {self.alpha}; give a share between 0 and 0.5, such as 0.05."
            )
        if self.draws < 99:
            raise CannotEstimateError(
                f"draws is {self.draws}; give at least 99, and 9,999 for a report."
            )
        for name in ("standard_deviation", "smallest_effect"):
            value: float | None = getattr(self, name)
            if value is not None and not 0 < value < float("inf"):
                raise CannotEstimateError(f"{name} is {value}; give a number above zero.")
