"""Every write of followers. A mailed link is the permission; no record names an address."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from openiln.kernel import audit
from openiln.kernel.errors import OutOfDate
from openiln.kernel.records import Whom
from openiln.kernel.seat import Operator, Seat, Visitor
from openiln.mail.post import forget_messages, queue_message
from openiln.news import queries
from openiln.news.models import Announcement, Follower
from openiln.news.rules import COUNTED_FOR, LINK_LASTS, check_followable, check_link


@transaction.atomic
def ask_to_follow(network_id: str, *, address: str, at: datetime) -> None:
    """Mail the address a link by which it confirms, or word that it follows already.

    Returns nothing, so that whoever asked learns nothing of the address. A link that was mailed
    before and is not yet confirmed lasts longer, and stays the same.

    Raises:
        RuleViolation: there is no such network, or its rules keep news for its own people.
    """
    charter = queries.rules_of(network_id, at)
    check_followable(charter)
    found, _ = Follower.objects.select_for_update().get_or_create(
        network_id=network_id,
        address=address.strip().lower(),
        defaults={"asked_at": at, "expires_at": at + LINK_LASTS},
    )
    is_confirmed = found.confirmed_at is not None
    if not is_confirmed:
        found.asked_at, found.expires_at, found.came_back_at = at, at + LINK_LASTS, None
        found.save()
    path = found.leave_path if is_confirmed else found.confirm_path
    queue_message(
        to=found.address,
        template="news/mail/following" if is_confirmed else "news/mail/confirm",
        context={"charter": charter, "link": _whole(path), "days": LINK_LASTS.days},
        key=f"follow {found.public_id} {at.isoformat()}",
        at=at,
        about=found.public_id,
    )
    _record("asked to follow", found, at=at)


@transaction.atomic
def confirm_following(network_id: str, token: str, *, at: datetime) -> Follower:
    """Confirm with a mailed link. Doing so twice changes nothing.

    Raises:
        OutOfDate: the link has expired, or following was ended by it.
    """
    found = queries.lock_follower(network_id, token)
    if found is None:
        raise OutOfDate("This link has ended. Ask once more, and a new one is mailed.")
    if found.confirmed_at is None:
        check_link(found.expires_at, at)
        found.confirmed_at, found.expires_at, found.came_back_at = at, None, None
        found.save()
        _record("confirmed to follow", found, at=at)
    return found


@transaction.atomic
def end_following(network_id: str, token: str, *, at: datetime) -> None:
    """Stop following with a mailed link: the address is deleted, and so is each mail to it.

    Doing so twice changes nothing.
    """
    found = queries.lock_follower(network_id, token)
    if found is not None:
        _record("stopped following", found, at=at)
        _forget(found)


@transaction.atomic
def suspend_following(public_id: str, *, mailed_at: datetime, at: datetime) -> None:
    """Mail a follower no more to whom mail came back; it is counted for a while, then forgotten.

    Whoever does not follow, or has confirmed since that mail was written, stays as they are.
    """
    found = queries.lock_confirmed(public_id, mailed_at)
    if found is not None:
        found.confirmed_at, found.came_back_at, found.expires_at = None, at, at + COUNTED_FOR
        found.save()
        said = f"Mail to an address that followed the news of {found.network_id} came back."
        audit.record(said, by=Operator(), at=at, about=found)


@transaction.atomic
def erase_followers(whom: Whom, by: Seat, at: datetime) -> int:
    """Delete someone's address from every network that they follow; returns how many.

    Called inside an action that was permitted.
    """
    found = list(Follower.objects.select_for_update().filter(address=whom.address))
    for one in found:
        said = f"{by.label} took an address from the followers of {one.network_id}."
        audit.record(said, by=by, at=at, about=one)
        _forget(one)
    return len(found)


def forget_unconfirmed(at: datetime) -> int:
    """Delete each address that nobody confirmed in time, and the mail to it; returns how many."""
    late = queries.unconfirmed(at).values_list("pk", flat=True)
    return sum(_forget_if_unconfirmed(pk, at) for pk in list(late))


@transaction.atomic
def mail_announcement(
    announcement: Announcement, followers: Sequence[Follower], *, at: datetime
) -> None:
    """Queue an announcement for each of some followers: once, however often this is called."""
    charter = queries.rules_of(announcement.network_id, at)
    link = _whole(announcement.get_absolute_url())
    for follower in followers:
        leave = _whole(follower.leave_path)
        queue_message(
            to=follower.address,
            template="news/mail/announcement",
            context={
                "charter": charter,
                "announcement": announcement,
                "link": link,
                "leave": leave,
            },
            key=f"news {announcement.public_id} {follower.public_id}",
            at=at,
            headers={
                "List-Unsubscribe": f"<{leave}>",  # RFC 2369, 3.2
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058, 3.1
            },
            about=follower.public_id,
        )


@transaction.atomic
def _forget_if_unconfirmed(pk: int, at: datetime) -> bool:
    """Look again under a lock: the address may have been confirmed, or asked anew, meanwhile."""
    found = queries.unconfirmed(at).select_for_update().filter(pk=pk).first()
    if found is None:
        return False
    _forget(found)
    return True


def _forget(follower: Follower) -> None:
    forget_messages(follower.public_id)
    follower.delete()


def _whole(path: str) -> str:
    return f"{settings.ENVIRONMENT.site_url}{path}"


def _record(verb: str, follower: Follower, *, at: datetime) -> None:
    said = f"Someone {verb} the news of {follower.network_id}."
    audit.record(said, by=Visitor(), at=at, about=follower)
