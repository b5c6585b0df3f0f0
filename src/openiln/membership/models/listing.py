"""The lists of members, as they are read."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from openiln.membership.models.membership import Membership

FACETS = ("network_id", "state", "locale", "member_since", "designation", "tier")
"""The fields of `Faceted`."""
_OF_TEXT = tuple(name for name in FACETS if name not in {"network_id", "member_since"})


class Faceted(models.Model):
    """What lists are narrowed by.

    `locale` is the first digit of the locale code, `designation` the status that is shown, "" for
    none.
    """

    network = models.ForeignKey(
        "charters.Network", models.PROTECT, to_field="slug", related_name="+", db_index=False
    )
    state = models.CharField(max_length=10)
    locale = models.CharField(max_length=1, blank=True)
    member_since = models.PositiveSmallIntegerField(null=True)
    designation = models.CharField(max_length=60, blank=True)
    tier = models.CharField(max_length=60)

    class Meta:
        abstract = True


class Cell(Faceted):
    """What some lines have together, to count them by. It stays when no line has it any more."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                *("network", *_OF_TEXT),
                Coalesce("member_since", 0),
                name="cell_is_one_for_each_set_of_values",
            )
        ]

    def __str__(self) -> str:
        return " ".join(str(getattr(self, name)) for name in FACETS)


class Listing(Faceted):
    """One line of a network's lists: what they show of a membership, and of the directory's facts.

    Nothing is recorded here alone: `actions.listing` makes each line from what it is drawn from,
    and can make all anew. One narrow table answers every question of a list from its indexes, for
    100,000 lines hardly slower than for a thousand. `size` is a band of enrolment.
    """

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="listing")
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    nces_id = models.CharField(max_length=12, blank=True)
    state_code = models.CharField(max_length=2, blank=True)
    size = models.CharField(max_length=1, blank=True)
    enrolment = models.PositiveIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_exemplar = models.BooleanField(default=False)
    member_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["network_id", "name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["cell", "network", "state"], name="listing_by_cell"),
            models.Index(fields=["network", "state", "name", "id"], name="listing_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.network_id}"
