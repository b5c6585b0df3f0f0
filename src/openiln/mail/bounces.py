"""What the mail provider tells us afterwards: a message that did not arrive is marked so."""

import structlog
from anymail.signals import AnymailTrackingEvent, EventType
from django.db import transaction

from openiln.mail.models import Message, State

UNDELIVERED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}

_log = structlog.get_logger()


@transaction.atomic
def hear(*, event: AnymailTrackingEvent, **_: object) -> None:
    """Mark the message of an event as bounced. Hearing it twice changes nothing.

    Only the provider's code is kept ("bounced", "blocked"); its free text may quote the message.
    """
    if event.event_type not in UNDELIVERED or not event.message_id:
        return
    sent = Message.objects.select_for_update().filter(provider_id=event.message_id)
    for message in sent.filter(state=State.SENT):
        message.state = State.BOUNCED
        message.failure = str(event.reject_reason or event.event_type)[:100]
        message.save()
        _log.warning("mail.bounced", message=message.public_id, why=message.failure)
