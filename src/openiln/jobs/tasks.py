"""The upkeep of the queue, and of the kernel below it."""

from datetime import datetime, timedelta

from django_tasks import task

from openiln.jobs import queue
from openiln.jobs.schedule import Every, declare
from openiln.kernel import limits, outbox

KEEP_FINISHED = timedelta(days=30)


@task
def forget_finished_jobs(*, at: datetime) -> None:
    """Keep the queue small: what was done over a month ago is in the audit, if it matters."""
    queue.forget_finished(at - KEEP_FINISHED)


@task
def forget_delivered_news(*, at: datetime) -> None:
    """Keep the outbox small: news that reached all who wait for it has done its work."""
    outbox.forget_delivered(at - KEEP_FINISHED)


@task
def forget_ended_limits(*, at: datetime) -> None:
    """Delete the counts of spans that are over."""
    limits.forget_ended(at)


declare(Every.DAY, forget_finished_jobs)
declare(Every.DAY, forget_delivered_news)
declare(Every.DAY, forget_ended_limits)
