"""Every read of news and of followers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from openiln.charters import facade as charters
from openiln.charters.facade import Charter
from openiln.kernel.errors import RuleViolation
from openiln.kernel.records import Whom
from openiln.kernel.seat import Operator, Seat
from openiln.membership import facade as membership
from openiln.news.models import Announcement, Follower
from openiln.news.rules import Audience


def visible_to(seat: Seat, at: datetime) -> QuerySet[Announcement]:
    """What has appeared for the seat by a moment, and all of the networks that its agency runs.

    One that was taken back after it had appeared is among them: its page says so. Members alone
    read what is for members; the agency that runs the network reads it too.
    """
    run = membership.networks_run_by(seat)
    appeared = Q(appears_at__lte=at) & (
        Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("appears_at"))
    )
    for_seat = Q(audience=Audience.PUBLIC) | Q(network_id__in=_joined(seat))
    return Announcement.objects.filter(Q(network_id__in=run) | (appeared & for_seat))


def _joined(seat: Seat) -> list[str]:
    """The networks that the seat's organisation is a member of."""
    if not seat.organisation_id:
        return []
    known = membership.memberships_of(seat.organisation_id, seat)
    return [m.network_id for m in known if m.member_on is not None and m.ended_on is None]


def published(network_id: str, seat: Seat, at: datetime) -> QuerySet[Announcement]:
    """A network's announcements that the seat can read in full at a moment, the newest first."""
    found = visible_to(seat, at).filter(network_id=network_id, taken_back_at__isnull=True)
    return found.filter(appears_at__lte=at)


def in_hand(network_id: str, seat: Seat, at: datetime) -> QuerySet[Announcement]:
    """Drafts, the newest first, after what waits for its day; nothing to a stranger."""
    found = visible_to(seat, at).filter(network_id=network_id, taken_back_at__isnull=True)
    waits = Q(appears_at__isnull=True) | Q(appears_at__gt=at)
    return found.filter(waits).order_by(F("appears_at").asc(nulls_last=True), "-id")


def lock(announcement: Announcement) -> Announcement:
    """The announcement as it is now, and nobody else's until the transaction ends."""
    return Announcement.objects.select_for_update().get(pk=announcement.pk)


def rules_of(network_id: str, at: datetime) -> Charter:
    """A network's rules at a moment, by its own time zone.

    Raises:
        RuleViolation: there is no such network, or it has no rules yet.
    """
    found = charters.network_today(Operator(), network_id, at)
    if found is None:
        raise RuleViolation(
            f"There is no network “{network_id}” with rules in force. Choose one from the list."
        )
    return found.charter


def local_day(charter: Charter, at: datetime) -> date:
    """The day of a moment where the network is."""
    return at.astimezone(ZoneInfo(charter.network.time_zone)).date()


def follower_of(network_id: str, token: str) -> Follower | None:
    """Who has a mailed link; nobody where following has ended or never began."""
    return Follower.objects.filter(network_id=network_id, token=token).first()


def lock_follower(network_id: str, token: str) -> Follower | None:
    """The same, as it is now, and nobody else's until the transaction ends."""
    found = Follower.objects.select_for_update()
    return found.filter(network_id=network_id, token=token).first()


def followers(network_id: str) -> QuerySet[Follower]:
    """Whoever follows a network with a confirmed address, in the order in which they asked."""
    return Follower.objects.filter(network_id=network_id, confirmed_at__isnull=False)


def came_back(network_id: str) -> QuerySet[Follower]:
    """Whoever followed a network until mail to them came back, of late."""
    return Follower.objects.filter(network_id=network_id, came_back_at__isnull=False)


def lock_confirmed(public_id: str, before: datetime) -> Follower | None:
    """A follower who had confirmed by a moment, and nobody else's until the transaction ends."""
    found = Follower.objects.select_for_update()
    return found.filter(public_id=public_id, confirmed_at__lte=before).first()


def unconfirmed(at: datetime) -> QuerySet[Follower]:
    """Addresses that nobody confirmed in time."""
    return Follower.objects.filter(expires_at__lte=at)


def records_of(whom: Whom) -> list[dict[str, str]]:
    """What news keeps about someone: the networks that they follow, or have asked to."""
    found = Follower.objects.filter(address=whom.address)
    return [{"follows": one.network_id, "asked at": one.asked_at.isoformat()} for one in found]
