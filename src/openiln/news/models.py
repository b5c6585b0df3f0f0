"""What a network tells, what was mended in it, and who asked to be told."""

import secrets
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from openiln.kernel.models import Concern, Identified
from openiln.kernel.records import Keep
from openiln.news.rules import LONGEST_TITLE, Audience, Standing, fingerprint, standing


class Announcement(Identified):
    """One piece of news of a network. It is read from `appears_at` on; a draft has none.

    `text` is plain paragraphs with an empty line between two. One that was taken back keeps its
    words for the network's staff; others read only that it was, when, and why.
    """

    network = models.ForeignKey(
        "charters.Network", models.PROTECT, to_field="slug", related_name="+"
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField()
    audience = models.CharField(max_length=10)
    drafted_at = models.DateTimeField()
    appears_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_because = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-appears_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(audience__in=[a.value for a in Audience]),
                name="announcement_audience_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="announcement_has_title_and_text"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_because="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_because="")),
                name="announcement_taken_back_has_its_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "-appears_at"], name="announcement_newest")
        ]

    def __str__(self) -> str:
        return self.title

    def concern(self) -> Concern:
        return Concern(network_id=self.network_id)

    def get_absolute_url(self) -> str:
        return reverse("news:announcement", args=[self.network_id, self.public_id])

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC

    @property
    def fingerprint(self) -> str:
        """What a form carries of the words that it was opened on."""
        return fingerprint(self.title, self.text, self.audience)

    def standing(self, at: datetime) -> Standing:
        """Where it is at a moment."""
        return standing(appears_at=self.appears_at, taken_back_at=self.taken_back_at, at=at)


class Correction(Identified):
    """What was mended in an announcement after it had appeared. The note stays for all readers.

    What it said before is kept for the network's staff.
    """

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="corrections")
    note = models.TextField()
    at = models.DateTimeField()
    title_before = models.CharField(max_length=LONGEST_TITLE)
    text_before = models.TextField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(note=""), name="correction_has_its_note"),
        ]

    def __str__(self) -> str:
        return f"Correction of {self.announcement_id}"

    def concern(self) -> Concern:
        return self.announcement.concern()


def new_token() -> str:
    """256 bits that cannot be guessed."""
    return secrets.token_urlsafe(32)


class Follower(Identified):
    """An e-mail address that asked for a network's public news. Deleted when it asks no more.

    `token` is what mailed links carry: whoever has it reads mail at this address, and can confirm
    and end the following, no more. It is kept as it is, because every mail needs it again. Until
    the address is confirmed it `expires_at` a moment. When mail to it came back it is confirmed no
    more, is counted until it expires, and may ask or confirm anew.
    """

    keep: ClassVar = Keep.PERSON

    network = models.ForeignKey(
        "charters.Network", models.PROTECT, to_field="slug", related_name="+"
    )
    address = models.EmailField()
    token = models.CharField(max_length=50, unique=True, default=new_token)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    came_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "address"], name="follower_once_in_a_network"
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="follower_address_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, expires_at__isnull=False)
                | Q(confirmed_at__isnull=False, expires_at__isnull=True),
                name="follower_is_confirmed_or_expires",
            ),
            models.CheckConstraint(
                condition=Q(came_back_at__isnull=True) | Q(confirmed_at__isnull=True),
                name="follower_whose_mail_came_back_is_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"A follower of {self.network_id}"

    def concern(self) -> Concern:
        return Concern(network_id=self.network_id)

    @property
    def confirm_path(self) -> str:
        return reverse("news:confirm", args=[self.network_id, self.token])

    @property
    def leave_path(self) -> str:
        return reverse("news:leave", args=[self.network_id, self.token])
