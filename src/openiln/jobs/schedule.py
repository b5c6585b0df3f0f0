"""The clock's list: jobs that run once in each hour or each day, whoever ticks and how often.

A context declares a job in its `tasks` module. What is stored is the last period that a job was
queued for, so ticking twice queues once; periods missed while nothing ticked are not made up.
"""

from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django_tasks.base import Task

from openiln.jobs import queue
from openiln.jobs.models import ScheduledRun

DAY_BEGINS = timedelta(hours=11)
"""Daily jobs are due at 11:00 UTC: before work begins from the Atlantic to the Pacific coast."""


class Every(Enum):
    """How often a declared job runs."""

    HOUR = "hour"
    DAY = "day"

    def period_of(self, at: datetime) -> datetime:
        """When the period that a moment lies in began."""
        if self is Every.HOUR:
            return at.replace(minute=0, second=0, microsecond=0)
        shifted = at - DAY_BEGINS
        return shifted.replace(hour=0, minute=0, second=0, microsecond=0) + DAY_BEGINS


_declared: dict[str, tuple[Every, Task[..., None]]] = {}


def declare(every: Every, task: Task[..., None]) -> None:
    """Have a job run once in each period. It is called with `at` alone."""
    _declared[task.module_path] = (every, task)


def tick(at: datetime) -> list[str]:
    """Queue every declared job whose period has come; returns their names."""
    return [name for name in sorted(_declared) if _queue_if_due(name, at)]


def _queue_if_due(name: str, at: datetime) -> bool:
    every, task = _declared[name]
    period = every.period_of(at)
    with transaction.atomic():
        run, is_new = ScheduledRun.objects.select_for_update().get_or_create(
            task=name, defaults={"period_began_at": period}
        )
        if not is_new and run.period_began_at >= period:
            return False
        run.period_began_at = period
        run.save()
        queue.enqueue(task, at=at)
        return True
