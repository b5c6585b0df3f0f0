"""The worker: runs jobs that are due, delivers the outbox, and ticks the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections

from openiln.jobs import queue, schedule
from openiln.kernel import outbox

TICK = timedelta(minutes=1)
PAUSE = 1.0
"""Seconds that an idle worker waits before it looks again."""

_log = structlog.get_logger()


class Worker:
    """One worker. `clock` tells the time; it is the edge's, so that a test can have its own."""

    def __init__(self, name: str, clock: Callable[[], datetime]) -> None:
        self.name = name
        self.clock = clock
        self._ticked_at: datetime | None = None

    def run(self, stop: Event) -> None:
        """Work until told to stop; the job in hand is finished first.

        A database that does not answer is waited for.
        """
        _log.info("jobs.worker_began", worker=self.name)
        while not stop.is_set():
            close_old_connections()
            try:
                is_idle = not self._work_a_round()
            except (OperationalError, InterfaceError) as error:
                _log.warning("jobs.database_does_not_answer", why=type(error).__name__)
                is_idle = True
            if is_idle:
                stop.wait(PAUSE)
        _log.info("jobs.worker_ended", worker=self.name)

    def drain(self) -> int:
        """Do all that is due now, and what that makes due; returns how many things were done."""
        total = 0
        while done := self._work_once():
            total += done
        return total

    def _work_a_round(self) -> int:
        now = self.clock()
        if self._ticked_at is None or now - self._ticked_at >= TICK:
            self._ticked_at = now
            tick(now)
        return self._work_once()

    def _work_once(self) -> int:
        """Deliver the news that is due and run one job; returns how many of both were done."""
        delivered = outbox.deliver_due(self.clock())
        job = queue.claim(self.name, at=self.clock())
        if job is None:
            return delivered
        try:
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"], at=job.started_at)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the job must wait and be seen
            queue.fail(job, type(error).__name__, at=self.clock())
        else:
            queue.finish(job, at=self.clock())
        return delivered + 1


def tick(at: datetime) -> list[str]:
    """Take back jobs whose lease ran out, and queue what is due by the hour or the day."""
    queue.requeue_expired(at)
    return schedule.tick(at)
