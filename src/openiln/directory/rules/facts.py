"""What others may know of an organisation: values."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from openiln.directory.rules.places import Point

Value = TypeVar("Value")


@dataclass(frozen=True)
class OrganisationFact:
    """An organisation as the directory has it. `parent_id` is a public id, or empty."""

    id: str
    kind: str
    state: str
    nces_id: str
    name: str
    is_open: bool
    parent_id: str


@dataclass(frozen=True)
class YearFact:
    """What is known of an organisation in the program year that begins in `year`.

    `staff` is full-time equivalents, `poverty_share` from 0 to 1, `groups` counts by group. None
    and a missing group mean that no source says it, which is not zero.
    """

    organisation_id: str
    year: int
    enrolment: int | None
    staff: float | None
    locale: str
    latitude: float | None
    longitude: float | None
    poverty_share: float | None
    groups: dict[str, int]
    source: str


@dataclass(frozen=True)
class Known(Generic[Value]):
    """A fact, and the program year and the source that say it."""

    value: Value
    year: int
    source: str


@dataclass(frozen=True)
class LatestFacts:
    """Each fact of an organisation from the latest year of which it is known; None where never."""

    organisation: OrganisationFact
    enrolment: Known[int] | None
    staff: Known[float] | None
    locale: Known[str] | None
    poverty_share: Known[float] | None
    point: Known[Point] | None


@dataclass(frozen=True)
class SpellingInDoubt:
    """A name that waits for a person, and whose it may be: candidates, the likeliest first."""

    id: str
    source: str
    state: str
    name: str
    reason: str
    candidates: tuple[OrganisationFact, ...]
