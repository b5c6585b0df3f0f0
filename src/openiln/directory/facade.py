"""What others may know of the directory, and ask of it: values, never models."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from pathlib import Path

from openiln.directory import queries
from openiln.directory.actions import organisations, spellings
from openiln.directory.actions.bulk import Progress, in_silence
from openiln.directory.actions.files import import_reading
from openiln.directory.actions.runs import Imported
from openiln.directory.models import Organisation, OrganisationYear, Spelling
from openiln.directory.permissions import check_can_change
from openiln.directory.rules import ratings
from openiln.directory.rules.facts import (
    Known,
    LatestFacts,
    OrganisationFact,
    SpellingInDoubt,
    Value,
    YearFact,
)
from openiln.directory.rules.kinds import Kind, lost_zeros, year_name, year_under_way
from openiln.directory.rules.naming import MOVED, Resolution
from openiln.directory.rules.places import (
    LOCALE_KINDS,
    SIZES,
    Point,
    locale_name,
    miles_between,
    size_of,
)
from openiln.directory.rules.ratings import Measure, Outcome, RatingFact
from openiln.directory.sources.decisions import read_decisions
from openiln.directory.sources.files import read_file
from openiln.kernel.errors import BadInput
from openiln.kernel.seat import Seat

__all__ = [
    "LOCALE_KINDS",
    "MOST_FOUND",
    "SIZES",
    "Imported",
    "Kind",
    "Known",
    "LatestFacts",
    "OrganisationFact",
    "Point",
    "RatingFact",
    "SpellingInDoubt",
    "YearFact",
    "add_organisation",
    "decide_spellings",
    "facts_of_year",
    "import_file",
    "latest_facts",
    "locale_name",
    "lost_zeros",
    "miles_between",
    "organisation",
    "organisation_by_nces_id",
    "points_gained",
    "rating_of_year",
    "search",
    "size_of",
    "spellings_in_doubt",
    "year_name",
]

MOST_FOUND = 50


def organisation(seat: Seat, public_id: str) -> OrganisationFact | None:
    """The organisation of this public id."""
    found = queries.visible_to(seat).select_related("parent").filter(public_id=public_id).first()
    return None if found is None else _fact(found)


def organisation_by_nces_id(seat: Seat, nces_id: str) -> OrganisationFact | None:
    """The organisation of this NCES id, which is text with its leading zeros."""
    visible = queries.visible_to(seat).select_related("parent").exclude(nces_id="")
    found = visible.filter(nces_id=nces_id).first()
    return None if found is None else _fact(found)


def search(
    seat: Seat, words: str, *, state: str = "", kind: Kind | None = None
) -> list[OrganisationFact]:
    """Organisations whose names have every word: the first 50 by state and name."""
    found = queries.with_words(queries.visible_to(seat).select_related("parent"), words)
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    return [_fact(each) for each in found[:MOST_FOUND]]


def facts_of_year(seat: Seat, public_id: str, year: int) -> YearFact | None:
    """What is known of an organisation in the program year that begins in `year`."""
    owner = queries.visible_to(seat).filter(public_id=public_id).first()
    found = None if owner is None else owner.years.filter(year=year).first()
    if found is None:
        return None
    return YearFact(
        organisation_id=public_id,
        year=found.year,
        enrolment=found.enrolment,
        staff=found.staff,
        locale=found.locale,
        latitude=found.latitude,
        longitude=found.longitude,
        poverty_share=found.poverty_share,
        groups=dict(found.groups),
        source=found.source,
    )


def latest_facts(seat: Seat, public_ids: Collection[str]) -> dict[str, LatestFacts]:
    """What is known last of each of some organisations, by public id: for a few thousand at once.

    An organisation of which nothing is known is there, with its name.
    """
    owners = queries.visible_to(seat).select_related("parent").filter(public_id__in=public_ids)
    years: dict[str, list[OrganisationYear]] = {}
    for fact in queries.years_known(seat, public_ids):
        years.setdefault(fact.organisation.public_id, []).append(fact)
    return {o.public_id: _latest(_fact(o), years.get(o.public_id, [])) for o in owners}


def _latest(owner: OrganisationFact, years: list[OrganisationYear]) -> LatestFacts:
    def last(read: Callable[[OrganisationYear], Value | None]) -> Known[Value] | None:
        known = ((read(year), year) for year in years)
        return next((Known(v, y.year, y.source) for v, y in known if v is not None), None)

    return LatestFacts(
        organisation=owner,
        enrolment=last(lambda year: year.enrolment),
        staff=last(lambda year: year.staff),
        locale=last(lambda year: year.locale or None),
        poverty_share=last(lambda year: year.poverty_share),
        point=last(_point),
    )


def _point(year: OrganisationYear) -> Point | None:
    if year.latitude is None or year.longitude is None:
        return None
    return year.latitude, year.longitude


def rating_of_year(
    seat: Seat, public_id: str, year: int | str, measure: Measure | None = None
) -> RatingFact | None:
    """The rating of a year, or of "latest-final". See queries.rating_of_year.

    Raises:
        RuleViolation: two ratings of different measures answer, and none was named.
    """
    owner = queries.visible_to(seat).filter(public_id=public_id).first()
    found = None if owner is None else queries.rating_of_year(owner, year, measure)
    if found is None:
        return None
    return RatingFact(
        organisation_id=public_id,
        year=found.year,
        measure=Measure(found.scale, found.cut_set),
        outcome=Outcome(found.outcome),
        letter=found.letter,
        points=found.points,
        is_final=found.is_final,
        source=found.source,
    )


def points_gained(earlier: RatingFact, later: RatingFact) -> int | None:
    """By how many points a rating rose. See rules.ratings.points_gained.

    Raises:
        RuleViolation: the ratings are of different scales or cut-sets.
    """
    return ratings.points_gained(earlier, later)


def add_organisation(
    *,
    kind: Kind,
    name: str,
    state: str,
    by: Seat,
    at: datetime,
    year: int | None = None,
    nces_id: str = "",
    parent_id: str = "",
) -> str:
    """Record an organisation that no file brings, as it is in a school year; returns its public id.

    Without a year it is the one under way.

    Raises:
        BadInput: the name, the state or an id is none.
        NotPermitted: the seat may not.
        RuleViolation: the directory has one of this kind, state and name.
    """
    parent = queries.organisation_named(parent_id)
    if parent_id and parent is None:
        raise BadInput(f"There is no organisation {parent_id} to belong to. Check the id.")
    return organisations.add_organisation(
        kind=kind,
        name=name,
        state=state,
        year=year_under_way(at.date()) if year is None else year,
        nces_id=nces_id,
        by=by,
        at=at,
        parent=parent,
    ).public_id


def import_file(
    path: Path,
    *,
    by: Seat,
    at: datetime,
    encoding: str = "utf-8",
    state: str = "",
    source: str = "",
    is_dry_run: bool = False,
    on_progress: Progress = in_silence,
) -> Imported:
    """Read a file of any kind that the directory knows and take over what is new in it.

    `state` and `source` (such as "MDE") are needed where names stand for organisations.

    Raises:
        BadInput: the file cannot be read, or a word that it needs was not given.
        NotPermitted: the seat may not import.
    """
    check_can_change(by)
    return import_reading(
        read_file(path, encoding=encoding),
        state=state,
        source=source,
        by=by,
        at=at,
        is_dry_run=is_dry_run,
        on_progress=on_progress,
    )


def decide_spellings(path: Path, *, by: Seat, at: datetime) -> int:
    """Take over a filled-in review list; returns how many spellings it decides.

    Raises:
        BadInput: the file cannot be read, or names what there is not. Nothing was kept.
        NotPermitted: the seat may not decide.
    """
    check_can_change(by)
    return spellings.decide_spellings(read_decisions(path), by=by, at=at)


def spellings_in_doubt() -> list[SpellingInDoubt]:
    """The names that wait for a person, with the candidates of today."""
    names_of = cache(queries.names_of)
    found = [(s, names_of(s.state).resolve(s.name)) for s in queries.spellings_awaiting()]
    keys = {known.organisation_id for _, resolution in found for known in resolution.candidates}
    owners = Organisation.objects.select_related("parent").in_bulk(keys)
    return [_in_doubt(spelling, resolution, owners) for spelling, resolution in found]


def count_in_doubt() -> int:
    """How many names wait for a person; no candidate is looked for."""
    return queries.spellings_awaiting().count()


def _in_doubt(
    spelling: Spelling, found: Resolution, owners: dict[int, Organisation]
) -> SpellingInDoubt:
    return SpellingInDoubt(
        spelling.public_id,
        spelling.source,
        spelling.state,
        spelling.name,
        MOVED if spelling.reason == MOVED else found.reason,
        tuple(_fact(owners[known.organisation_id]) for known in found.candidates),
    )


def _fact(found: Organisation) -> OrganisationFact:
    return OrganisationFact(
        id=found.public_id,
        kind=found.kind,
        state=found.state,
        nces_id=found.nces_id,
        name=found.name,
        is_open=found.is_open,
        parent_id=found.parent.public_id if found.parent else "",
    )
