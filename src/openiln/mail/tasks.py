"""Send a queued message through the mail backend of this installation."""

from datetime import datetime
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

import structlog
from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django_tasks import task

from openiln.jobs.schedule import Every, declare
from openiln.kernel.attempts import MAX_ATTEMPTS
from openiln.mail.dead_addresses import tell_of_dead_address
from openiln.mail.forgetting import KEEP_MESSAGES, forget_old_messages
from openiln.mail.models import Message, State

PERMANENT = 500
"""The first code by which a mail server refuses for good."""
REFUSED_FOR_NOW = "refused_for_now"
"""What is kept of a refusal that may be none at another time."""

_log = structlog.get_logger()


@task
def send_message(message_id: str, *, at: datetime) -> None:
    """Send a message that waits to be sent, and was not forgotten meanwhile.

    Where the address is refused for good, or the last attempt fails, the message is given up: then
    it stands among those that did not arrive, and the job is done. Only there is it sent again.
    Should a worker die between the sending and the mark, the message goes again with the same
    Message-ID, by which mailboxes tell that they have it. What the backend says is not kept or
    logged beyond the name of the error: it may carry addresses.
    """
    message = Message.objects.filter(public_id=message_id).first()
    if message is None or message.state != State.QUEUED:
        return  # sent or given up already; or whom it was for has been erased
    message.attempts += 1
    try:
        message.provider_id = _send(message)
    except Exception as error:
        is_dead = _is_for_good(error)
        is_over = is_dead or message.attempts >= MAX_ATTEMPTS
        with transaction.atomic():
            _fail(message, error, State.FAILED if is_over else State.QUEUED)
            if is_dead:
                tell_of_dead_address(message, at=at)
        if not is_over:
            raise
    else:
        message.state, message.sent_at, message.failure = State.SENT, at, ""
        message.save()
        _log.info("mail.sent", message=message.public_id, template=message.template)


def _send(message: Message) -> str:
    """Hand the message over; returns what the provider calls it, or nothing."""
    host = urlsplit(settings.ENVIRONMENT.site_url).hostname
    own = {"Message-ID": f"<{message.public_id}@{host}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={**message.headers, **own},
    )
    mail.attach_alternative(message.html, "text/html")
    mail.send()
    status = getattr(mail, "anymail_status", None)
    return str(status.message_id or "") if status else ""


def _is_for_good(error: Exception) -> bool:
    """Whether every address was refused for good; a code of 4xx says "later" (RFC 5321, 4.2.1)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, AnymailRecipientsRefused)  # it knows the address to be invalid


def _fail(message: Message, error: Exception, state: State) -> None:
    is_for_now = isinstance(error, SMTPRecipientsRefused) and not _is_for_good(error)
    message.state = state
    message.failure = REFUSED_FOR_NOW if is_for_now else type(error).__name__
    message.save()
    _log.warning("mail.failed", message=message.public_id, why=message.failure)


@task
def forget_messages(*, at: datetime) -> None:
    """Delete messages for which nobody waits any more."""
    forget_old_messages(at - KEEP_MESSAGES)


declare(Every.DAY, forget_messages)
