"""What went wrong of late in the demonstration, so that its staff have something to mend.

The failures are real ones: the worker tries a job and a piece of news that nothing stands behind,
as often as it tries any other.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from openiln.demo.northland.working import Happening, deliver
from openiln.jobs import queue
from openiln.kernel import outbox
from openiln.kernel.attempts import MAX_ATTEMPTS, back_off
from openiln.mail import bounces
from openiln.mail.models import Message
from openiln.news.actions.announcing import PUBLISHED
from openiln.news.tasks import mail_batch

NOTHING = "not-there"
"""The public id of no announcement."""


def come_back(address: str) -> Callable[[datetime], None]:
    """The provider tells that the last message to an address found no mailbox."""

    def deed(at: datetime) -> None:
        message = Message.objects.filter(to=address).latest("id")
        message.provider_id = f"demonstration-{message.public_id}"
        message.save()
        _silently(lambda: bounces.mark_bounced(message.provider_id, "bounced", at=at))

    return deed


@transaction.atomic
def begin_to_fail(at: datetime) -> None:
    """A job and a piece of news speak of an announcement that is not there."""
    queue.enqueue(mail_batch, at=at, announcement_id=NOTHING, after=0)
    outbox.publish(PUBLISHED, {"announcement": NOTHING, "appears_at": at.isoformat()}, at=at)
    _try(at)


def _try(at: datetime) -> None:
    _silently(lambda: deliver(at))


def _silently(act: Callable[[], object]) -> None:
    """What is meant to fail does not alarm whoever loads the demonstration."""
    disabled = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        act()
    finally:
        logging.disable(disabled)


def happenings(invited: str, at: datetime) -> list[Happening]:
    """A message that came back, and what was tried until it stopped."""
    moment = at - timedelta(days=1, hours=12)
    found: list[Happening] = [
        (at - timedelta(days=3), come_back(invited)),
        (moment, begin_to_fail),
    ]
    for attempt in range(1, MAX_ATTEMPTS):
        moment += back_off(attempt)
        found.append((moment, _try))
    return found
