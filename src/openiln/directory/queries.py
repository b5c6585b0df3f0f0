"""Every read of the directory."""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from openiln.directory.models import Organisation, OrganisationYear, Rating, Spelling
from openiln.directory.rules.kinds import AWAITING, Kind
from openiln.directory.rules.naming import Known, Names
from openiln.directory.rules.ratings import Measure, Outcome, check_one_measure
from openiln.kernel.seat import Seat

LATEST_FINAL = "latest-final"


def visible_to(_seat: Seat) -> QuerySet[Organisation]:
    """The directory is public: it holds what the states and the nation publish."""
    return Organisation.objects.order_by("state", "name", "id")


def with_words(found: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    """Those whose name has every word, in any letter case."""
    for word in words.split():
        found = found.filter(name__icontains=word)
    return found


def organisation_named(id_written: str) -> Organisation | None:
    """The organisation of a public id or of an NCES id."""
    named = Q(public_id=id_written) | Q(nces_id=id_written)
    return Organisation.objects.filter(named).first() if id_written else None


def rating_of_year(
    organisation: Organisation, year: int | str, measure: Measure | None = None
) -> Rating | None:
    """The rating of the program year that begins in `year`, the final one before a preliminary.

    "latest-final" is the last final rating with a letter or points: a year in which ratings were
    waived says nothing of anyone, and is passed over.

    Raises:
        RuleViolation: the year has two such ratings, of different measures, and none was named.
    """
    ratings = organisation.ratings.order_by("-year", "-is_final", "scale", "cut_set")
    if measure is not None:
        ratings = ratings.filter(scale=measure.scale, cut_set=measure.cut_set)
    if year == LATEST_FINAL:
        ratings = ratings.filter(is_final=True).exclude(outcome=Outcome.WAIVED)
    else:
        ratings = ratings.filter(year=year)
    foremost = list(ratings[:2])
    check_one_measure([(r.year, r.is_final, Measure(r.scale, r.cut_set)) for r in foremost])
    return foremost[0] if foremost else None


def spellings_awaiting() -> QuerySet[Spelling]:
    """The names of which nobody has said whose they are."""
    awaiting = Spelling.objects.filter(settled__in=AWAITING)
    return awaiting.order_by("source", "state", "name")


def names_of(state: str) -> Names:
    """The names of a state's districts, to resolve spellings with."""
    districts = Organisation.objects.filter(state=state, kind=Kind.DISTRICT).order_by("id")
    return Names(Known(*row) for row in districts.values_list("id", "name", "is_open"))


def districts_by_nces_id() -> dict[str, Organisation]:
    """Every district that the national files know."""
    known = Organisation.objects.filter(kind=Kind.DISTRICT).exclude(nces_id="").order_by("id")
    return {organisation.nces_id: organisation for organisation in known}


def facts_by_organisation(years: Iterable[int]) -> dict[tuple[int, int], OrganisationYear]:
    """What is known of these program years, by organisation and year."""
    facts = OrganisationYear.objects.filter(year__in=set(years)).order_by("id")
    return {(fact.organisation_id, fact.year): fact for fact in facts}


def years_known(seat: Seat, public_ids: Collection[str]) -> QuerySet[OrganisationYear]:
    """What is known of some organisations, the latest year of each first."""
    owners = visible_to(seat).filter(public_id__in=public_ids)
    found = OrganisationYear.objects.filter(organisation__in=owners.order_by())
    return found.select_related("organisation").order_by("organisation_id", "-year")


def ratings_by_measure(years: Iterable[int]) -> dict[tuple[object, ...], Rating]:
    """The ratings of these years by what must be unique."""
    ratings = Rating.objects.filter(year__in=set(years)).order_by("id")
    return {(r.organisation_id, r.year, r.scale, r.cut_set, r.is_final): r for r in ratings}


def lock_imports() -> None:
    """Let one import or addition at a time compare and write. On SQLite all transactions do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE directory_importrun IN SHARE ROW EXCLUSIVE MODE")


def lock_spelling(spelling: Spelling) -> Spelling:
    """The spelling as it stands now, held until the transaction ends."""
    return Spelling.objects.select_for_update(of=("self",)).get(pk=spelling.pk)
