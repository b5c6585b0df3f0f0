"""Organisations, what is known of them in a program year, and the names that sources give them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact, GreaterThan

from openiln.directory.rules.kinds import (
    DECIDED,
    IN_A_STATE,
    LOCALES,
    NCES_ID_DIGITS,
    RESOLVED,
    Kind,
    Settled,
    year_name,
)
from openiln.directory.rules.ratings import Outcome
from openiln.kernel.models import Concern, Identified

CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def consists_of(field: str, characters: str) -> Q:
    """The text has no other characters than these. SQL's trim() says it on both databases."""
    rest = Func(F(field), Value(characters), function="TRIM", output_field=models.CharField())
    return Q(Exact(rest, Value("")))


def has_length(field: str, length: int) -> Q:
    """The text has so many characters."""
    return Q(Exact(Length(F(field)), length))


class Organisation(Identified):
    """An agency, a district, a school or a partner.

    `nces_id` is text: a district's has seven digits, a school's twelve, and many begin with 0. It
    is empty where the National Center for Education Statistics knows the organisation by none.
    `as_of_year` is the program year that `name` and `is_open` speak of: a file of an earlier year
    does not change them.
    """

    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=2, blank=True)
    nces_id = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    is_open = models.BooleanField(default=True)
    as_of_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["state", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nces_id"], condition=~Q(nces_id=""), name="organisation_one_nces_id"
            ),
            models.UniqueConstraint(
                fields=["kind", "state", "name"],
                condition=Q(nces_id=""),
                name="organisation_stands_once_by_name",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="organisation_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(nces_id="")
                | (Q(kind=Kind.DISTRICT) & has_length("nces_id", NCES_ID_DIGITS[Kind.DISTRICT]))
                | (Q(kind=Kind.SCHOOL) & has_length("nces_id", NCES_ID_DIGITS[Kind.SCHOOL])),
                name="organisation_nces_id_is_whole",
            ),
            models.CheckConstraint(
                condition=consists_of("nces_id", DIGITS), name="organisation_nces_id_is_digits"
            ),
            models.CheckConstraint(
                condition=(Q(state="") & ~Q(kind__in=IN_A_STATE))
                | (has_length("state", 2) & consists_of("state", CAPITALS)),
                name="organisation_state_is_two_capitals",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="organisation_is_not_its_own_parent",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "kind", "name"], name="organisation_by_state"),
        ]

    def __str__(self) -> str:
        return self.name

    def concern(self) -> Concern:
        return Concern(organisation_id=self.public_id)


class OrganisationYear(models.Model):
    """What is known of an organisation in the program year that begins in `year`.

    `staff` is full-time equivalents. `poverty_share` is between 0 and 1. `groups` maps a student
    group's word to its count; a suppressed count is absent. Nothing here is ever a guess: what a
    source leaves empty stays null.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="years", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    enrolment = models.PositiveIntegerField(null=True)
    staff = models.FloatField(null=True)
    locale = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    poverty_share = models.FloatField(null=True)
    groups = models.JSONField(default=dict)
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["organisation_id", "-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year"], name="organisation_year_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=True) | Q(staff__gte=0),
                name="organisation_year_staff_is_a_count",
            ),
            models.CheckConstraint(
                condition=Q(locale__in=["", *LOCALES]),
                name="organisation_year_locale_is_known",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,  # a check that comes to NULL would pass
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="organisation_year_place_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(poverty_share__isnull=True) | Q(poverty_share__range=(0, 1)),
                name="organisation_year_poverty_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {year_name(self.year)}"


class Rating(models.Model):
    """What a state's accountability system said of an organisation in a year.

    A preliminary rating and the final one stand side by side. `cut_set` names where the letters
    were cut; see rules/ratings.py for what may be compared.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="ratings", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    scale = models.CharField(max_length=60)
    cut_set = models.CharField(max_length=60)
    outcome = models.CharField(max_length=6)
    letter = models.CharField(max_length=10, blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    is_final = models.BooleanField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["organisation_id", "-year", "-is_final"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "scale", "cut_set", "is_final"],
                name="rating_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[o.value for o in Outcome]), name="rating_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.WAIVED, letter="", points__isnull=True)
                | (~Q(outcome=Outcome.WAIVED) & (~Q(letter="") | Q(points__isnull=False))),
                name="rating_says_something_unless_waived",
            ),
            models.CheckConstraint(
                condition=~Q(scale="") & ~Q(cut_set=""), name="rating_names_its_scale_and_cut_set"
            ),
        ]

    def __str__(self) -> str:
        said = self.letter or self.points or self.outcome
        return f"{self.organisation} in {year_name(self.year)}: {said}"


class Spelling(Identified):
    """A name as a source writes it, and whose it is.

    `reason` says in a sentence why it was settled so, or what stands in the way.
    """

    source = models.CharField(max_length=60)
    state = models.CharField(max_length=2)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="spellings"
    )
    settled = models.CharField(max_length=9)
    reason = models.CharField(max_length=300)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["source", "state", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "state", "name"], name="spelling_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(settled__in=[s.value for s in Settled]),
                name="spelling_settled_is_known",
            ),
            models.CheckConstraint(
                condition=Q(settled__in=RESOLVED, organisation__isnull=False)
                | (~Q(settled__in=RESOLVED) & Q(organisation__isnull=True)),
                name="spelling_is_somebodys_when_resolved",
            ),
            models.CheckConstraint(
                condition=(Q(settled__in=DECIDED) & ~Q(decided_by="") & Q(decided_at__isnull=False))
                | (~Q(settled__in=DECIDED) & Q(decided_by="", decided_at__isnull=True)),
                name="spelling_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.source}, {self.state})"


class ImportRun(Identified):
    """One import that changed something: which file, and how many rows of it did what.

    `spellings` counts the names that were recorded beside the rows.
    """

    layout = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    spellings = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-imported_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=has_length("sha256", 64), name="import_run_names_its_file"
            ),
            models.CheckConstraint(
                condition=Q(GreaterThan(F("created") + F("changed") + F("spellings"), 0)),
                name="import_run_changed_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    Exact(F("created") + F("changed") + F("unchanged") + F("refused"), F("rows"))
                ),
                name="import_run_accounts_for_every_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} on {self.imported_at:%Y-%m-%d %H:%M}"
