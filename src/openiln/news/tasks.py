"""Mails each public announcement to each follower once; forgets who never confirmed or is gone."""

from datetime import datetime

from django.db import transaction
from django_tasks import task

from openiln.jobs import queue
from openiln.jobs.schedule import Every, declare
from openiln.kernel.outbox import Payload, handles
from openiln.mail.dead_addresses import UNDELIVERABLE
from openiln.news import queries
from openiln.news.actions import following
from openiln.news.actions.announcing import PUBLISHED
from openiln.news.models import Announcement
from openiln.news.rules import Standing

BATCH = 100
"""Followers in one transaction, so that a long list never holds the database for long."""


@handles(PUBLISHED)
def begin_mailing(payload: Payload, at: datetime) -> None:
    """Queue the first batch, unless the announcement was given another day meanwhile."""
    found = Announcement.objects.get(public_id=payload["announcement"])
    if found.appears_at == datetime.fromisoformat(payload["appears_at"]):
        queue.enqueue(mail_batch, at=at, announcement_id=found.public_id, after=0)


@task
def mail_batch(announcement_id: str, after: int, *, at: datetime) -> None:
    """Queue the messages of one batch, and the next batch, in one transaction.

    A worker that dies in the middle leaves nothing of the batch, and the batch is taken again. One
    that dies at the end takes it again too: each message has its key and is never made twice.
    """
    with transaction.atomic():
        announcement = Announcement.objects.get(public_id=announcement_id)
        if not announcement.is_public or announcement.standing(at) is not Standing.PUBLISHED:
            return
        waiting = queries.followers(announcement.network_id).filter(pk__gt=after)
        batch = list(waiting.select_for_update().order_by("pk")[:BATCH])
        following.mail_announcement(announcement, batch, at=at)
        if len(batch) == BATCH:
            last = batch[-1].pk
            queue.enqueue(mail_batch, at=at, announcement_id=announcement_id, after=last)


@handles(UNDELIVERABLE)
def mail_no_more(payload: Payload, at: datetime) -> None:
    """End the mail to a follower at whose address none arrives; it may be about someone else."""
    mailed_at = datetime.fromisoformat(payload["queued_at"])
    following.suspend_following(payload["about"], mailed_at=mailed_at, at=at)


@task
def forget_unconfirmed(*, at: datetime) -> None:
    """Keep no address that nobody confirmed."""
    following.forget_unconfirmed(at)


declare(Every.DAY, forget_unconfirmed)
