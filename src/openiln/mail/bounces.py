"""What the mail provider tells us afterwards: a message that did not arrive is marked so."""

from datetime import datetime, timedelta

import structlog
from anymail.signals import AnymailTrackingEvent, EventType
from django.db import transaction
from django_tasks import task

from openiln.jobs import queue
from openiln.kernel import clock
from openiln.mail.dead_addresses import DEAD, tell_of_dead_address
from openiln.mail.models import Message, State

UNDELIVERED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}

_log = structlog.get_logger()


LOOK_AGAIN = timedelta(minutes=5)
"""A provider may tell of a bounce before we have stored what it calls the message."""


def hear(*, event: AnymailTrackingEvent, **_: object) -> None:
    """Mark the message of an event as bounced. Hearing it twice changes nothing.

    Only the provider's code is kept ("bounced", "blocked"); its free text may quote the message.
    """
    if event.event_type not in UNDELIVERED or not event.message_id:
        return
    why = str(event.reject_reason or event.event_type)[:100]
    if Message.objects.filter(provider_id=event.message_id).exists():
        mark_bounced(event.message_id, why, at=clock.now())
    else:
        later = clock.now() + LOOK_AGAIN
        queue.enqueue(look_again, at=later, provider_id=event.message_id, why=why)


@task
def look_again(provider_id: str, why: str, *, at: datetime) -> None:
    """Mark a message that was not known when its bounce was told; other people's are let go."""
    mark_bounced(provider_id, why, at=at)


@transaction.atomic
def mark_bounced(provider_id: str, why: str, *, at: datetime) -> None:
    """Mark a sent message as bounced, and tell of a dead address. Twice changes nothing."""
    sent = Message.objects.select_for_update().filter(provider_id=provider_id)
    for message in sent.filter(state=State.SENT):
        message.state, message.failure = State.BOUNCED, why
        message.save()
        if why in DEAD:
            tell_of_dead_address(message, at=at)
        _log.warning("mail.bounced", message=message.public_id, why=why)
