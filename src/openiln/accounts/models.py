"""People, and the seats that they hold. What they may do comes from seats, never from a flag."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from openiln.accounts.rules import HeldSeat, Role
from openiln.kernel.models import Concern, Identified
from openiln.kernel.records import Keep


class People(BaseUserManager["Person"]):
    """Finds and makes people by e-mail address, whatever its letter case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(Identified, AbstractBaseUser):
    """Someone who can sign in. History belongs to seats; a person may leave and a seat stays.

    Whoever was erased (`erased_at`) leaves this row as a tombstone: without name or address, for
    the seats that they held.
    """

    keep: ClassVar = Keep.PERSON

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(is_active=False, name="", telephone=""),
                name="person_erased_has_no_name_and_cannot_sign_in",
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return "Someone erased"
        return self.name or self.email


class Seat(Identified):
    """A role in an organisation, given to an e-mail address and held by whoever claimed it.

    `person` is empty until the address has been proved at a sign-in. `granted_by` and `ended_by`
    are the public id and the label, at that time, of the seat that did it. A seat that has ended
    is never opened again: the same address is given a new one. `granted_to` is empty once the
    person was erased.
    """

    keep: ClassVar = Keep.PERSON

    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, to_field="public_id", related_name="+"
    )
    role = models.CharField(max_length=20)
    granted_to = models.EmailField()
    granted_at = models.DateTimeField()
    granted_by_id = models.CharField(max_length=40)
    granted_by_label = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="seats")
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.CharField(max_length=40, blank=True)
    ended_by_label = models.CharField(max_length=200, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["granted_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["granted_to", "organisation", "role"],
                condition=Q(ended_at__isnull=True),
                name="seat_open_once_per_address_and_role",
            ),
            models.CheckConstraint(
                condition=Q(granted_to=Lower("granted_to")), name="seat_address_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="seat_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True, claimed_at__isnull=True)
                | Q(person__isnull=False, claimed_at__isnull=False),
                name="seat_claimed_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(claimed_at__gte=F("granted_at")),
                name="seat_claimed_after_granted",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at")),
                name="seat_ended_after_granted",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(claimed_at__isnull=True)
                | Q(ended_at__gte=F("claimed_at")),
                name="seat_ended_after_claimed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by_id="", end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by_id="") & ~Q(end_reason="")),
                name="seat_ended_has_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_label}, {self.organisation}"

    def get_absolute_url(self) -> str:
        """The list of people in which it stands."""
        return reverse("accounts:people", args=[self.organisation_id])

    def concern(self) -> Concern:
        return Concern(organisation_id=self.organisation_id)

    @property
    def role_label(self) -> str:
        return Role(self.role).label

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def held(self) -> HeldSeat:
        """The seat as the value that acts. Its organisation should have been joined."""
        return HeldSeat(
            public_id=self.public_id,
            organisation_id=self.organisation_id,
            role=self.role,
            label=str(self),
            organisation_name=str(self.organisation),
            person_id=self.person.public_id if self.person else "",
        )
