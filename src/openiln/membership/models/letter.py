"""Letters of commitment: texts, signatures, votes, receipts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from openiln.kernel.models import Concern, Identified
from openiln.kernel.records import Keep
from openiln.membership.models.membership import Membership
from openiln.membership.rules.signatures import How


class Letter(Identified):
    """One version of a letter: the exact text, under the network's rules of `version`.

    A text is never edited; other words are another letter with the next number. `accepted_at` is
    when the network took it: the letter by which a member is bound.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="letters")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(
        "charters.Charter", models.PROTECT, to_field="public_id", related_name="+"
    )
    statement = models.TextField(blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["membership_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "number"], name="letter_numbers_are_its_own"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="letter_has_a_text"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="letter_is_named_by_a_sha256"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("written_at")),
                name="letter_accepted_after_written",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of the letter of {self.membership.organisation}"

    def concern(self) -> Concern:
        return self.membership.concern()


class Signature(Identified):
    """One signatory's name and title under one text. What was signed is never changed.

    `seat_id` is the seat that signed, or the link by which it was signed, or the seat that
    recorded what was signed on paper; `by_label` is what it was called then. On paper, `signed_on`
    is the day on the paper, and a scan or a reference to the minutes proves it. `known_as` is the
    seat that whoever signed on paper or by a link was given later, where someone has said so.

    A record of a signature on paper may be taken back while the letter is in hand: it was wrong,
    and another may take its place.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="signatures")
    signatory = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    how = models.CharField(max_length=10)
    seat_id = models.CharField(max_length=40)
    by_label = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    signed_on = models.DateField()
    scan = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    minutes_reference = models.CharField(max_length=200, blank=True)
    known_as = models.CharField(max_length=40, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_label = models.CharField(max_length=200, blank=True)
    taken_back_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["letter_id", "recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "signatory"],
                condition=Q(taken_back_at__isnull=True),
                name="signature_once_per_signatory",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(title=""), name="signature_has_name_and_title"
            ),
            models.CheckConstraint(
                condition=~Q(seat_id="") & ~Q(by_label=""), name="signature_says_who_gave_it"
            ),
            models.CheckConstraint(
                condition=Q(how__in=[How.SIGNED_IN.value, How.LINK.value], scan__isnull=True)
                & Q(minutes_reference="")
                | (Q(how=How.PAPER.value) & (Q(scan__isnull=False) | ~Q(minutes_reference=""))),
                name="signature_on_paper_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(known_as="") | ~Q(how=How.SIGNED_IN.value),
                name="signature_signed_in_is_known_by_its_seat",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by_label="", taken_back_why="")
                | Q(taken_back_at__isnull=False, how=How.PAPER.value)
                & ~Q(taken_back_by_label="")
                & ~Q(taken_back_why=""),
                name="signature_taken_back_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"

    def concern(self) -> Concern:
        return self.letter.concern()

    @property
    def how_label(self) -> str:
        """By which way; signed in, also in whose role: one person may sign as several."""
        label = How(self.how).label
        return f"{label} as {self.by_label}" if self.how == How.SIGNED_IN else label


class SigningLink(Identified):
    """A mailed link by which one person signs one text without an account.

    Only a hash of its token is kept here; the mail that carries it is forgotten once it is spent
    or dead. It is spent by a POST alone: mail scanners follow links.
    `sends` counts this one and those whose place it took. `dead_at` is set when a newer one took
    its place, or whom it was mailed to was erased.
    """

    keep: ClassVar = Keep.PERSON

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="links")
    signatory = models.CharField(max_length=60)
    address = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    sends = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["letter_id", "sent_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "signatory"],
                condition=Q(spent_at__isnull=True, dead_at__isnull=True),
                name="signing_link_one_alive_per_signatory",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="signing_link_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(spent_at__isnull=True) | Q(dead_at__isnull=True),
                name="signing_link_is_spent_or_dead",
            ),
        ]

    def __str__(self) -> str:
        return f"link for {self.signatory} to {self.address}"

    def concern(self) -> Concern:
        return self.letter.concern()


class Ballot(Identified):
    """A vote that the network's rules ask, as it was counted; or why it did not apply."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="ballots")
    vote = models.CharField(max_length=60)
    is_settled = models.BooleanField()
    verdict = models.CharField(max_length=300)
    eligible = models.PositiveIntegerField(null=True)
    present = models.PositiveIntegerField(null=True)
    cast = models.PositiveIntegerField(null=True)
    yes = models.PositiveIntegerField(null=True)
    held_on = models.DateField(null=True)
    noticed_on = models.DateField(null=True)
    was_secret = models.BooleanField(default=False)
    certified_by = models.CharField(max_length=120, blank=True)
    not_applicable = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["letter_id", "recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "vote"],
                condition=Q(is_settled=True),
                name="ballot_settled_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    eligible__isnull=True,
                    present__isnull=True,
                    cast__isnull=True,
                    yes__isnull=True,
                    held_on__isnull=True,
                    is_settled=True,
                )
                & ~Q(not_applicable="")
                | Q(
                    eligible__isnull=False,
                    present__isnull=False,
                    cast__isnull=False,
                    yes__isnull=False,
                    held_on__isnull=False,
                    not_applicable="",
                ),
                name="ballot_is_counted_or_does_not_apply",
            ),
            models.CheckConstraint(
                condition=Q(eligible__isnull=True)
                | Q(yes__lte=F("cast"), cast__lte=F("present"), present__lte=F("eligible")),
                name="ballot_counts_lie_within_each_other",
            ),
        ]

    def __str__(self) -> str:
        return self.verdict

    def concern(self) -> Concern:
        return self.letter.concern()


class Reaffirmation(Identified):
    """A superintendent who came later has read the letter, and stands behind it too."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="reaffirmations")
    seat_id = models.CharField(max_length=40)
    by_label = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["letter_id", "at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "seat_id"], name="reaffirmation_once_per_seat"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(title=""), name="reaffirmation_has_name_and_title"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"

    def concern(self) -> Concern:
        return self.letter.concern()


class Receipt(Identified):
    """Proof, with a number, of what became of a letter. Its PDF is made when asked."""

    network = models.ForeignKey(
        "charters.Network", models.PROTECT, to_field="slug", related_name="+"
    )
    serial = models.PositiveIntegerField()
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="receipts")
    event = models.CharField(max_length=10)
    issued_at = models.DateTimeField()
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    SENT_IN, APPROVED, RENEWED = "sent-in", "approved", "renewed"

    class Meta:
        ordering: ClassVar = ["network_id", "serial"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "serial"], name="receipt_has_its_number"),
            models.CheckConstraint(
                condition=Q(event__in=["sent-in", "approved", "renewed"]),
                name="receipt_event_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network_id.upper()}-{self.serial:05d}"

    def get_absolute_url(self) -> str:
        return reverse("membership:receipt", args=[self.network_id, self.public_id])

    @property
    def what(self) -> str:
        """What became of the letter, in words."""
        return {self.SENT_IN: "Sent in", self.APPROVED: "Approved"}.get(self.event, "Renewed")
