"""Every message is a row, so that anyone who waits for an answer can see whether it was sent."""

from typing import ClassVar

from django.db import models

from openiln.kernel.models import Concern, Identified
from openiln.kernel.records import Keep


class State(models.TextChoices):
    """Where a message is. A bounce is a message that was sent and did not arrive."""

    QUEUED = "queued"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"


class Message(Identified):
    """One message to one address, as it was or will be sent. No student data may stand in one.

    `key` says what it is for ("reminder letter-2026 avery@northland.example"): a second message of
    the same key is never made. `failure` is the name of an error or a provider's code.
    `provider_id` is what the provider calls it, by which a bounce is told. `headers` go with it
    beside our own; `about` is the public id of the one on whose account it was written, if it must
    be forgotten with them. `organisation_id` and `network_id` say whose affair it is of, so that
    those may see that it did not arrive; a sign-in code is nobody's. `set_aside_at` is when someone
    said that no more need be done about that.
    """

    keep: ClassVar = Keep.PASSING

    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=100)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=100, blank=True)
    provider_id = models.CharField(max_length=200, blank=True, db_index=True)
    headers = models.JSONField(default=dict)
    about = models.CharField(max_length=40, blank=True, db_index=True)
    network_id = models.CharField(max_length=60, blank=True)
    organisation_id = models.CharField(max_length=40, blank=True)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-queued_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[State.SENT, State.BOUNCED], sent_at__isnull=False)
                | models.Q(state__in=[State.QUEUED, State.FAILED], sent_at__isnull=True),
                name="message_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(set_aside_at__isnull=True)
                | models.Q(state__in=[State.BOUNCED, State.FAILED]),
                name="message_set_aside_did_not_arrive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.public_id}"

    def concern(self) -> Concern:
        return Concern(self.network_id, self.organisation_id)
