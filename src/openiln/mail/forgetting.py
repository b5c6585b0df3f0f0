"""Messages are not kept for ever, and none is kept of whoever is erased."""

from datetime import datetime, timedelta

from openiln.kernel.records import Whom
from openiln.kernel.seat import Seat
from openiln.mail.models import Message

KEEP_MESSAGES = timedelta(days=400)
"""A program year and a month **[choice]**: by then nobody waits for an answer to one."""


def messages_to(whom: Whom) -> list[dict[str, str]]:
    """The messages to someone, the last first. Their text is in their own mailbox."""
    found = Message.objects.filter(to=whom.address)
    return [
        {"queued": m.queued_at.isoformat(), "state": m.state, "subject": m.subject} for m in found
    ]


def forget_messages_to(whom: Whom, by: Seat, at: datetime) -> int:  # noqa: ARG001 -- as every context
    """Delete the messages to someone; what is still queued is not sent."""
    return Message.objects.filter(to=whom.address).delete()[0]


def forget_old_messages(before: datetime) -> int:
    """Delete the messages that were queued before a moment; returns how many."""
    return Message.objects.filter(queued_at__lt=before).delete()[0]
