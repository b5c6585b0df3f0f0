"""The queue's own upkeep."""

from datetime import datetime, timedelta

from django_tasks import task

from openiln.jobs import queue
from openiln.jobs.schedule import Every, declare

KEEP_FINISHED = timedelta(days=30)


@task
def forget_finished_jobs(*, at: datetime) -> None:
    """Keep the queue small: what was done over a month ago is in the audit, if it matters."""
    queue.forget_finished(at - KEEP_FINISHED)


declare(Every.DAY, forget_finished_jobs)
