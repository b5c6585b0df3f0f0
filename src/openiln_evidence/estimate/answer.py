"""What an estimate says: plain frozen values that become JSON as they stand.

A number that cannot be had is None (an interval without an end, an error that does not exist).
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Estimate:
    """One effect. low and high bound the 1 - alpha interval; None is an end that is not there."""

    name: str
    effect: float
    error: float | None
    low: float | None
    high: float | None
    p: float | None
    method: str


@dataclass(frozen=True)
class Check:
    """One thing that every estimate must say. passed is None where the question stays open."""

    name: str
    passed: bool | None
    finding: str
    numbers: dict[str, float | None]


@dataclass(frozen=True)
class Counts:
    """How much stands behind an answer. rows are student-periods, singletons among them."""

    rows: int
    students: int
    schools: int
    units: int
    clusters: int
    treated_clusters: int


@dataclass(frozen=True)
class Spread:
    """Students' own spread once treatment began, within arm and period.

    rows are those of the last period that has any, clusters what holds them. sd is the pooled
    standard deviation; icc the share of variance that lies between clusters, school_icc between
    schools.
    """

    rows: int
    clusters: int
    sd: float
    icc: float
    school_icc: float


@dataclass(frozen=True)
class Answer:
    """All that the centre says of one outcome in one subgroup.

    is_primary says whether the study named the outcome as primary; of a secondary one nothing is
    claimed. primary is the estimate whose method `recommended` names; smallest_p the smallest p
    that randomisation could have given. effect_size has the error of the best method that has one.
    drawn_together are group-time effects by cohort and period, where dates vary. claim is one
    sentence, and claims nothing unless every rule of claim.py is met. excluded names what was left
    out, and why.
    """

    outcome: str
    is_primary: bool
    higher_is_better: bool
    subgroup: str
    estimator: str
    primary: Estimate
    recommended: str
    smallest_p: float | None
    counts: Counts
    spread: Spread | None
    effect_size: Estimate | None
    others: tuple[Estimate, ...]
    by_event_time: tuple[Estimate, ...]
    drawn_together: tuple[Estimate, ...]
    gaps: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    excluded: tuple[str, ...]
    warnings: tuple[str, ...]
    claim: str


@dataclass(frozen=True)
class Answers:
    """One study's answers: the primary outcome's, and those of every other that was declared.

    untested has the reason for each outcome that was declared and could not be estimated.
    """

    study: str
    digest: str
    question: str
    primary: Answer
    secondary: tuple[Answer, ...]
    untested: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
