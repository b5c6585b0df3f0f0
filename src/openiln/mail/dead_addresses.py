"""An address at which no mail arrives: whoever wrote to it on someone's account is told."""

from datetime import datetime

from anymail.signals import RejectReason

from openiln.kernel import outbox
from openiln.mail.models import Message

UNDELIVERABLE = "mail.undeliverable"
"""The event: {"about": whose account it was on, "queued_at": ISO 8601 of the message}."""

DEAD = frozenset(
    {
        RejectReason.BOUNCED,
        RejectReason.INVALID,
        RejectReason.TIMED_OUT,
        RejectReason.UNSUBSCRIBED,
    }
)
"""What a provider says of an address, not of a message. Some call a full mailbox "bounced" too."""


def tell_of_dead_address(message: Message, *, at: datetime) -> None:
    """Publish that a message found no mailbox, in the transaction that marks it."""
    if message.about:
        payload = {"about": message.about, "queued_at": message.queued_at.isoformat()}
        outbox.publish(UNDELIVERABLE, payload, at=at)
