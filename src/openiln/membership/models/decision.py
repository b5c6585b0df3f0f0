"""What a steward decided about a letter, and what was answered to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from openiln.kernel.models import Concern, Identified
from openiln.membership.models.letter import Letter


class Decision(Identified):
    """One decision, with the reason that the organisation reads whole. Never changed."""

    APPROVED, SENT_BACK, DECLINED = "approved", "sent-back", "declined"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    version = models.ForeignKey(
        "charters.Charter", models.PROTECT, to_field="public_id", related_name="+"
    )
    decided_at = models.DateTimeField()
    seat_id = models.CharField(max_length=40)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["decided_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=["approved", "sent-back", "declined"]),
                name="decision_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="approved") | ~Q(reason=""),
                name="decision_against_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.outcome}"

    @property
    def label(self) -> str:
        """The outcome in words."""
        labels = {"approved": "Approved", "sent-back": "Sent back", "declined": "Declined"}
        return labels[self.outcome]

    @property
    def reply(self) -> "Answer | None":
        """What the organisation answered when it sent the letter in again, if it did."""
        return getattr(self, "answer", None)


class Answer(Identified):
    """A word of the organisation to what was asked of it when its letter was sent back.

    It comes with the letter that is sent in again, and is never changed.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="answer")
    text = models.TextField(blank=True)
    attachment = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()
    seat_id = models.CharField(max_length=40)
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["answered_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(attachment__isnull=False), name="answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.decision}"

    def concern(self) -> Concern:
        return self.decision.letter.concern()
