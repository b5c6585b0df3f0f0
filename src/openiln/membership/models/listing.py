"""The lists of members, as they are read."""

from typing import ClassVar

from django.db import models

from openiln.membership.models.membership import Membership


class Listing(models.Model):
    """One line of a network's lists: what they show of a membership, and of the directory's facts.

    Nothing is recorded here alone: `actions.listing` makes each line from what it is drawn from,
    and can make all anew. One narrow table answers every question of a list from its index, as
    quickly for 100,000 lines as for a thousand. `locale` is the first digit of the locale code,
    `size` a band of enrolment, `designation` the status that is shown, "" for none.
    """

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="listing")
    network = models.ForeignKey(
        "charters.Network", models.PROTECT, to_field="slug", related_name="+", db_index=False
    )
    state = models.CharField(max_length=10)
    tier = models.CharField(max_length=60)
    organisation_id = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    nces_id = models.CharField(max_length=12, blank=True)
    state_code = models.CharField(max_length=2, blank=True)
    locale = models.CharField(max_length=1, blank=True)
    size = models.CharField(max_length=1, blank=True)
    enrolment = models.PositiveIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    designation = models.CharField(max_length=60, blank=True)
    is_exemplar = models.BooleanField(default=False)
    member_on = models.DateField(null=True)
    member_since = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["network_id", "name", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["network", "state", "locale", "member_since", "designation", "tier"],
                name="listing_by_facets",
            ),
            models.Index(fields=["network", "state", "name", "id"], name="listing_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.network_id}"
