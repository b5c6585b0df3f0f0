"""What a study declares before the data are seen: the words of its TOML file as plain values.

Periods are whole numbers, in practice the calendar year in which a school year ends.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class Design(StrEnum):
    """How the comparison is made; the centre chooses the estimators that belong to it."""

    DIFFERENCE = "difference-in-differences"
    MATCHED = "matched-comparison"
    SERIES = "interrupted-series"
    RANDOMISED = "randomised"


class Level(StrEnum):
    """Where treatment is assigned, or errors are clustered. Order matters: later is coarser."""

    SCHOOL = "school"
    DISTRICT = "district"


class Comparison(StrEnum):
    """Which untreated unit-periods may stand for what would have happened."""

    NEVER = "never-treated"
    NOT_YET = "not-yet-treated"


class Weighting(StrEnum):
    """What counts once where treatment dates vary: each student's row, or each unit's mean."""

    STUDENTS = "students"
    UNITS = "units"


class Kind(StrEnum):
    """Whether an outcome is a score on a scale or a yes (1) and no (0)."""

    SCORE = "score"
    BINARY = "binary"


Value = int | str


@dataclass(frozen=True)
class Published:
    """The state's published mean and standard deviation of one outcome in one grade and period."""

    grade: int
    period: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Outcome:
    """One thing measured. `low` and `high` are the scale's ends, in the units of the input.

    Held as whole numbers of 10 ** -decimals, so that every engine gives the same bits. With
    `published`, every value is standardised as (y - mean) / sd of its grade and period, and moments
    are in state standard deviations. A published table gives `column` as a mean (or share) and may
    name its `sd_column`.
    """

    id: str
    column: str
    kind: Kind
    primary: bool
    higher_is_better: bool
    decimals: int
    low: float
    high: float
    published: tuple[Published, ...]
    sd_column: str | None

    @property
    def scale(self) -> int:
        return int(10**self.decimals)


@dataclass(frozen=True)
class Treatment:
    """Which units were treated from which period on; it never switches off.

    `starts` maps a unit to its first treated period. `spillover` names untreated units that may
    have felt it (neighbours, feeders), None when nobody has looked; `selected_in` is the period
    whose results chose the units.
    """

    level: Level
    starts: dict[str, int]
    spillover: tuple[str, ...] | None
    selected_in: int | None


@dataclass(frozen=True)
class Condition:
    """Rows whose `column` is one of `values`: a subgroup, or a named exclusion with its reason."""

    id: str
    column: str
    values: tuple[Value, ...]
    reason: str = ""


@dataclass(frozen=True)
class Covariate:
    """A column with fixed levels; the first is the reference, the others become dummies."""

    column: str
    levels: tuple[Value, ...]


@dataclass(frozen=True)
class Columns:
    """What the input calls the things that a study needs.

    `student` is None and `count` is set for a published table, whose rows are groups of students.
    """

    school: str
    district: str
    period: str
    student: str | None
    count: str | None
    grade: str | None
    weight: str | None
    treated: str | None
    weight_decimals: int


@dataclass(frozen=True)
class Study:
    """A whole study. `digest` is the SHA-256 of its file with line ends as LF.

    `gaps` are pairs of subgroups whose difference in effect is asked for;
    `units` limits the study to named assignment units (empty: every unit in the records);
    `matched_on` are public columns for a matched design; `smallest_effect` is in standard
    deviations of the primary outcome.
    """

    id: str
    digest: str
    question: str
    prediction: str
    agreement: str
    design: Design
    minimum_cell: int
    smallest_effect: float
    periods: tuple[int, ...]
    baseline: int
    columns: Columns
    outcomes: tuple[Outcome, ...]
    treatment: Treatment
    comparison: Comparison
    weighting: Weighting
    units: tuple[str, ...]
    matched_on: tuple[str, ...]
    cluster: Level
    covariates: tuple[Covariate, ...]
    interactions: tuple[tuple[str, str], ...]
    subgroups: tuple[Condition, ...]
    exclusions: tuple[Condition, ...]
    gaps: tuple[tuple[str, str], ...]

    @property
    def primary(self) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.primary)

    @property
    def is_published(self) -> bool:
        """Whether its input is a published table and not student records."""
        return self.columns.student is None

    def design_columns(self) -> tuple[str, ...]:
        """The names of X's columns, in the order that every block of this study has them."""
        levels = {c.column: c.levels[1:] for c in self.covariates}
        dummies = [f"{column}={level}" for column, named in levels.items() for level in named]
        crossed = [
            f"{first}={a} x {second}={b}"
            for first, second in self.interactions
            for a, b in product(levels[first], levels[second])
        ]
        return (*(f"period={p}" for p in self.periods), *dummies, *crossed)


WHOLE = "all"
"""The subgroup that every study has: all rows that have the outcome."""
FIRST = "first enrolment"
"""The subgroup of all rows in which students count where they were first enrolled."""
