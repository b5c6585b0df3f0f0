"""Every read of memberships."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from openiln.kernel.seat import Seat, is_operator
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import networks_run_by
from openiln.membership.rules.states import ALLOWED, CLOSED, State, Step

OPEN = ~Q(state__in=[state.value for state in sorted(CLOSED)])


def visible_to(seat: Seat) -> QuerySet[Membership]:
    """One's own organisation's, and those of the networks that one's organisation runs."""
    found = Membership.objects.select_related("organisation", "network")
    if is_operator(seat):
        return found
    own = Q(organisation_id=seat.organisation_id) & ~Q(organisation_id="")
    return found.filter(own | Q(network_id__in=networks_run_by(seat)))


def one_visible(membership_id: str, seat: Seat) -> Membership | None:
    """The one of a public id, if the seat may see it."""
    return visible_to(seat).filter(public_id=membership_id).first()


def open_membership(network_id: str, organisation_id: str) -> Membership | None:
    """The one that is under way or stands."""
    found = Membership.objects.filter(OPEN, network_id=network_id, organisation_id=organisation_id)
    return found.select_related("organisation", "network").first()


def lock(membership: Membership) -> Membership:
    """The membership as it is now, and nobody else's until the transaction ends."""
    locked = Membership.objects.select_for_update(of=("self",))
    return locked.select_related("organisation", "network").get(pk=membership.pk)


def lock_all(network_id: str, organisation_id: str) -> list[Membership]:
    """Every membership of an organisation in a network, closed ones too, and nobody else's now."""
    locked = Membership.objects.select_for_update(of=("self",))
    found = locked.filter(network_id=network_id, organisation_id=organisation_id)
    return list(found.select_related("organisation", "network").order_by("id"))


def waiting(network_id: str, seat: Seat) -> QuerySet[Membership]:
    """What is under way in a network, what waits for its staff first, the oldest first."""
    found = visible_to(seat).filter(OPEN, network_id=network_id).exclude(state=State.MEMBER)
    return found.order_by("state_since", "id")


def in_preparation() -> list[Membership]:
    """Those whose letter can still be changed, in any network: for the clock."""
    open_to_change = sorted(state.value for state in ALLOWED[Step.CHANGE])
    found = Membership.objects.filter(state__in=open_to_change, letters__accepted_at__isnull=True)
    return list(found.select_related("organisation", "network").distinct().order_by("id"))


def interested() -> QuerySet[Membership]:
    """Whoever follows a network, in any network: for the clock."""
    found = Membership.objects.filter(state=State.INTERESTED).order_by("id")
    return found.select_related("organisation", "network")


def networks_of(seat: Seat) -> list[str]:
    """The ids of the networks that a seat's organisation runs, then of those it belongs to."""
    run = networks_run_by(seat)
    own = Membership.objects.filter(OPEN, organisation_id=seat.organisation_id)
    belongs = own.order_by("state_since", "id").values_list("network__slug", flat=True)
    return list(dict.fromkeys([*run, *belongs]))


def members(network_id: str, on: date) -> QuerySet[Membership]:
    """The members of a network on a day: public (MS-58)."""
    return (
        Membership.objects.filter(network_id=network_id, member_on__lte=on)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
        .select_related("organisation", "network")
        .order_by("organisation__name", "id")
    )


def sources(network_id: str) -> dict[str, int]:
    """The published sources that name members who have no letter here, and how many: public."""
    found = Membership.objects.filter(network_id=network_id, state=State.MEMBER).exclude(source="")
    named = found.exclude(letters__accepted_at__isnull=False).order_by("source")
    return dict(named.values_list("source").annotate(members=Count("id")))


def spells(network_id: str, organisation_id: str) -> QuerySet[Membership]:
    """The memberships of an organisation that stand or have ended, the last first: public."""
    found = Membership.objects.filter(network_id=network_id, organisation_id=organisation_id)
    came = found.filter(member_on__isnull=False).select_related("organisation", "network")
    return came.order_by("-member_on", "-id")


def organisations_served(seat: Seat) -> dict[str, bool]:
    """Organisations under way or members in the networks that the seat's agency runs.

    True where they have sent in a letter of their own, or are members.
    """
    run = networks_run_by(seat)
    if not run:
        return {}
    found = Membership.objects.filter(OPEN, network_id__in=run)
    return {
        str(organisation_id): state not in {State.INTERESTED, State.DRAFTING}
        for organisation_id, state in found.order_by("state").values_list(
            "organisation_id", "state"
        )
    }
