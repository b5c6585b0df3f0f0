"""Mail that did not arrive: whose affair it is of sees it, and sends it again or sets it aside."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from openiln.jobs import queue
from openiln.kernel import audit
from openiln.kernel.errors import OutOfDate
from openiln.kernel.seat import Seat
from openiln.mail.models import Message, State
from openiln.mail.tasks import send_message

LOST = [State.BOUNCED.value, State.FAILED.value]
NO_LONGER = (
    "This message is no longer among those that did not arrive: somebody has sent it again "
    "or set it aside. Nothing was done twice."
)


@dataclass(frozen=True)
class Undelivered:
    """A message that did not arrive. `failure` is a provider's code or the name of an error.

    `may_go_again`: it says the same on any day. A sign-in code does not.
    """

    id: str
    to: str
    subject: str
    has_bounced: bool
    failure: str
    organisation_id: str
    since: datetime
    may_go_again: bool


def undelivered(network_id: str, *, of: Collection[str], to: Collection[str]) -> list[Undelivered]:
    """What did not arrive and was not set aside, the oldest first.

    It is of the network; or of no network, and about one of the organisations `of` (public ids);
    or nobody's affair, such as a sign-in code, and to one of the addresses `to`.
    """
    about = Q(network_id="", organisation_id__in=of)
    nobodys = Q(network_id="", organisation_id="", about="", to__in=to)
    lost = Message.objects.filter(state__in=LOST, set_aside_at__isnull=True)
    found = lost.filter(Q(network_id=network_id) | about | nobodys)
    return [
        Undelivered(
            id=message.public_id,
            to=message.to,
            subject=message.subject,
            has_bounced=message.state == State.BOUNCED,
            failure=message.failure,
            organisation_id=message.organisation_id,
            since=message.sent_at or message.queued_at,
            may_go_again=bool(message.organisation_id),
        )
        for message in found.order_by("queued_at", "id")
    ]


@transaction.atomic
def send_again(message_id: str, *, by: Seat, at: datetime) -> None:
    """Send what did not arrive to the same address once more.

    Raises:
        OutOfDate: it is under way again, has arrived, or was set aside.
    """
    message = _lock(message_id)
    message.state, message.attempts, message.sent_at = State.QUEUED, 0, None
    message.save()
    queue.enqueue(send_message, at=at, message_id=message.public_id)
    said = f"{by.label} had a message sent again that had not arrived."
    audit.record(said, by=by, at=at, about=message)


@transaction.atomic
def set_aside(message_id: str, *, by: Seat, at: datetime) -> None:
    """Say that nothing more need be done about a message that did not arrive.

    Raises:
        OutOfDate: it is under way again, has arrived, or was set aside before.
    """
    message = _lock(message_id)
    message.set_aside_at = at
    message.save()
    said = f"{by.label} set a message aside that had not arrived."
    audit.record(said, by=by, at=at, about=message)


def _lock(message_id: str) -> Message:
    lost = Message.objects.select_for_update().filter(state__in=LOST, set_aside_at__isnull=True)
    message = lost.filter(public_id=message_id).first()
    if message is None:
        raise OutOfDate(NO_LONGER)
    return message
