"""The record of what was done, and the news that is still to be delivered."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from openiln.kernel.ids import LENGTH, new_public_id
from openiln.kernel.records import Keep


@dataclass(frozen=True)
class Concern:
    """Whose affair a thing is: an organisation's (its public id), in a network (its id), or in all.

    Empty words mean nobody's in particular.
    """

    network_id: str = ""
    organisation_id: str = ""


class Identified(models.Model):
    """A stored thing that addresses, receipts and audit records can name."""

    public_id = models.CharField(
        max_length=LENGTH, unique=True, default=new_public_id, editable=False
    )

    class Meta:
        abstract = True

    def concern(self) -> Concern:
        """In whose history a record about this stands, beside that of whoever did it."""
        return Concern()


class AuditRecord(models.Model):
    """One thing that one seat did, in plain words. Never changed and never deleted.

    Database triggers refuse both (see triggers.py). There are no foreign keys: a record outlives
    what it speaks of. `about_kind` is a model's label ("charters.charter"), `about_id` its
    public id. No free text about students may stand in `sentence`. `organisation_id` is the public
    id of the organisation for which it was done; `of_organisation_id` of the one that it concerns,
    and `network_id` the network's, if it is of one network alone.
    """

    at = models.DateTimeField()
    by_id = models.CharField(max_length=40)
    by_label = models.CharField(max_length=200)
    organisation_id = models.CharField(max_length=40, blank=True)
    of_organisation_id = models.CharField(max_length=40, blank=True)
    network_id = models.CharField(max_length=60, blank=True)
    about_kind = models.CharField(max_length=80)
    about_id = models.CharField(max_length=80)
    sentence = models.TextField()
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["about_kind", "about_id"], name="audit_about"),
            models.Index(fields=["organisation_id", "at"], name="audit_organisation_at"),
            models.Index(fields=["of_organisation_id", "at"], name="audit_of_organisation_at"),
            models.Index(fields=["network_id", "at"], name="audit_network_at"),
        ]

    def __str__(self) -> str:
        return self.sentence


class OutboxEvent(models.Model):
    """News for the contexts above, written in the transaction of the action that made it."""

    keep: ClassVar = Keep.PASSING

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One event's way to one handler: due, done, or parked after too many failures."""

    keep: ClassVar = Keep.PASSING

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler"),
            models.CheckConstraint(
                condition=models.Q(delivered_at__isnull=True) | models.Q(due_at__isnull=True),
                name="delivery_done_is_not_due",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.event} to {self.handler}"

    @property
    def is_parked(self) -> bool:
        return self.due_at is None and self.delivered_at is None


class RateCount(models.Model):
    """How often one thing was tried in one span of time. See limits.py."""

    keep: ClassVar = Keep.PASSING

    key = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "began_at", "ends_at"], name="rate_count_once_per_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%d %H:%M}"
