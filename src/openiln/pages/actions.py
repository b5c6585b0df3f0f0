"""What the staff of a network do about mail that did not arrive, and about what stopped."""

from datetime import datetime

from openiln.jobs import queue
from openiln.kernel import outbox
from openiln.kernel.errors import OutOfDate
from openiln.kernel.seat import Seat
from openiln.mail import undelivered
from openiln.pages.permissions import check_can_mend
from openiln.pages.queries.waiting import lost_mail


def send_message_again(network_id: str, *, message_id: str, by: Seat, at: datetime) -> None:
    """Send a message of the network's people once more, to the same address.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it is not among those that did not arrive, or would say nothing now.
    """
    check_can_mend(by, network_id)
    if not _lost(network_id, message_id, by).may_go_again:
        raise OutOfDate(
            "A sign-in code is of no use on another day. Ask the person to sign in again."
        )
    undelivered.send_again(message_id, by=by, at=at)


def set_message_aside(network_id: str, *, message_id: str, by: Seat, at: datetime) -> None:
    """Take a message of the network's people off the list: no more need be done.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it is not among those that did not arrive.
    """
    check_can_mend(by, network_id)
    _lost(network_id, message_id, by)
    undelivered.set_aside(message_id, by=by, at=at)


def retry_job(network_id: str, *, job_id: str, by: Seat, at: datetime) -> None:
    """Run a stopped job of the installation again.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        Refusal: no job of this id has stopped.
    """
    check_can_mend(by, network_id)
    queue.retry(job_id, by=by, at=at)


def retry_news(network_id: str, *, delivery_id: int, by: Seat, at: datetime) -> None:
    """Deliver stopped news of the installation again.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        Refusal: no news of this id has stopped.
    """
    check_can_mend(by, network_id)
    outbox.retry(delivery_id, by=by, at=at)


def _lost(network_id: str, message_id: str, by: Seat) -> undelivered.Undelivered:
    """The message, if it is one of those that this seat's network may see."""
    found = {message.id: message for message, _ in lost_mail(network_id, by)}
    if message_id not in found:
        raise OutOfDate(undelivered.NO_LONGER)
    return found[message_id]
