"""Organisations in networks: on their way in, members, and gone again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from openiln.kernel.models import Concern, Identified
from openiln.kernel.records import Keep
from openiln.membership.rules.states import CLOSED, State

HAS_BEEN_MEMBER = [State.MEMBER.value, State.ENDED.value]


class Steward(Identified):
    """The organisation that runs a network. Its staff decide, and can act for a district."""

    network = models.OneToOneField(
        "charters.Network", models.PROTECT, to_field="slug", related_name="+"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, to_field="public_id", related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.organisation} runs {self.network_id}"

    def concern(self) -> Concern:
        return Concern(self.network_id, self.organisation_id)


class Membership(Identified):
    """One organisation's way in one network, from its interest to its end.

    Who comes back after an end begins a new one. `route` is the explanation of the way in, as it
    was when the letter was drawn up; `exception`, into the tier `exception_tier`, and
    `invited_towards` are what the steward recorded to open a way. `told_of` are the ways, by their
    keys in `rules.routes`, that are open and of which its people were told. `member_on` and
    `ended_on` are days in the network's time zone.
    `source` is what names a member whose letter is not here, "the release of 14 March 2018": then
    `member_on` is the day by which, not on which, it was a member.
    """

    network = models.ForeignKey(
        "charters.Network", models.PROTECT, to_field="slug", related_name="+"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, to_field="public_id", related_name="+"
    )
    tier = models.CharField(max_length=60)
    state = models.CharField(max_length=10)
    state_since = models.DateTimeField()
    began_at = models.DateTimeField()
    route = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    exception = models.TextField(blank=True)
    exception_tier = models.CharField(max_length=60, blank=True)
    invited_towards = models.CharField(max_length=60, blank=True)
    told_of = models.JSONField(default=list)
    member_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["network_id", "began_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=~Q(state__in=[state.value for state in sorted(CLOSED)]),
                name="membership_one_open_in_a_network",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="membership_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HAS_BEEN_MEMBER, member_on__isnull=False)
                | (~Q(state__in=HAS_BEEN_MEMBER) & Q(member_on__isnull=True)),
                name="membership_member_since_a_day",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.ENDED.value, ended_on__isnull=False) & ~Q(end_reason=""))
                | (~Q(state=State.ENDED.value) & Q(ended_on__isnull=True, end_reason="")),
                name="membership_ended_has_day_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("member_on")),
                name="membership_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.WAITING.value, State.MEMBER.value]) | ~Q(route=""),
                name="membership_came_by_a_route",
            ),
            models.CheckConstraint(
                condition=Q(exception="", exception_tier="")
                | (~Q(exception="") & ~Q(exception_tier="")),
                name="membership_exception_is_into_a_tier",
            ),
            models.CheckConstraint(
                condition=Q(source="") | Q(member_on__isnull=False),
                name="membership_source_names_a_member",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network", "state", "state_since"], name="membership_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.network_id}"

    def get_absolute_url(self) -> str:
        return reverse("membership:membership", args=[self.network_id, self.public_id])

    def concern(self) -> Concern:
        return Concern(self.network_id, self.organisation_id)

    @property
    def standing_state(self) -> State:
        """The state as the rules know it."""
        return State(self.state)


class HeldDesignation(Identified):
    """A designation that an organisation holds in a network: since when, until when, says who.

    `until` is the last day; `end_reason` why it was written later, or mended. A record that was a
    mistake is taken back: it counts no longer, and stays with the reason.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="designations")
    designation = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=300)
    end_reason = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_label = models.CharField(max_length=200, blank=True)
    taken_back_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "designation"],
                condition=Q(until__isnull=True, taken_back_at__isnull=True),
                name="held_designation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="held_designation_ends_after_it_began",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="held_designation_has_a_source"),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(until__isnull=False),
                name="held_designation_end_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by_label="", taken_back_why="")
                | Q(taken_back_at__isnull=False)
                & ~Q(taken_back_by_label="")
                & ~Q(taken_back_why=""),
                name="held_designation_taken_back_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.designation} since {self.since}"

    def concern(self) -> Concern:
        return self.membership.concern()


class Participant(Identified):
    """A person of a member who takes part in a program year; the roster is these (MS-13).

    `year_starts` is the first day of the program year. `contact` is an e-mail address or nothing.
    """

    keep: ClassVar = Keep.PERSON

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="participants")
    year_starts = models.DateField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    contact = models.EmailField(blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "year_starts", "name", "contact"],
                condition=Q(removed_at__isnull=True),
                name="participant_stands_once_in_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(role=""), name="participant_has_name_and_role"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("added_at")),
                name="participant_removed_after_added",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"

    def concern(self) -> Concern:
        return self.membership.concern()
