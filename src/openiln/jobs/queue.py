"""The queue: django-tasks-db's table, with the lease, back-off and parking that it does not have.

Its own columns carry all three. `run_after` is when a job is due; `started_at` is when the running
attempt took its lease; `worker_ids` has one entry for each attempt; FAILED means parked. A job may
run twice (its worker may die after the work and before the mark), so it must do no harm the
second time. What a job was given, and what it says when it fails, is never logged.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from openiln.kernel import audit
from openiln.kernel.attempts import MAX_ATTEMPTS, back_off
from openiln.kernel.errors import Refusal
from openiln.kernel.seat import Seat

LEASE = timedelta(minutes=15)
"""An attempt that takes longer is taken for dead, and the job is given to another worker."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class ParkedJob:
    """A job that failed too often and waits for a person. `failure` is a class name."""

    id: str
    task: str
    failure: str
    attempts: int
    parked_at: datetime | None


def enqueue(task: Task[..., None], *, at: datetime, **arguments: object) -> str:
    """Queue a job, in the transaction of the caller where there is one; returns its id.

    The task is called with the arguments (JSON values) and `at`, the moment of the attempt.
    """
    return task.using(run_after=at).enqueue(**arguments).id


def claim(worker: str, *, at: datetime) -> DBTaskResult[..., None] | None:
    """Take the lease of the job that is due first, or say that none is."""
    due = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=at)
    if not due.exists():  # so that an idle worker never takes SQLite's one write lock
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is not None:
            job.status = TaskResultStatus.RUNNING
            job.started_at = at
            job.worker_ids = [*job.worker_ids, worker]
            job.save(update_fields=["status", "started_at", "worker_ids"])
        return job


def finish(job: DBTaskResult[..., None], *, at: datetime) -> None:
    """Mark a claimed job as done."""
    _close(job, status=TaskResultStatus.SUCCESSFUL, finished_at=at, exception_class_path="")


def fail(job: DBTaskResult[..., None], failure: str, *, at: datetime) -> None:
    """Give a claimed job back for a later attempt, or park it after the last."""
    attempts = len(job.worker_ids)
    _log.warning("jobs.failed", task=job.task_path, job=str(job.id), attempt=attempts, why=failure)
    if attempts >= MAX_ATTEMPTS:
        _log.error("jobs.parked", task=job.task_path, job=str(job.id))
        _close(job, status=TaskResultStatus.FAILED, finished_at=at, exception_class_path=failure)
    else:
        _close(
            job,
            status=TaskResultStatus.READY,
            run_after=at + back_off(attempts),
            exception_class_path=failure,
        )


def _close(job: DBTaskResult[..., None], **fields: Any) -> None:  # noqa: ANN401 -- model fields
    """Write the end of an attempt, unless its lease ran out and another has the job."""
    mine = DBTaskResult.objects.filter(
        pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at
    )
    if not mine.update(**fields):
        _log.warning("jobs.lease_lost", task=job.task_path, job=str(job.id))


def requeue_expired(at: datetime) -> int:
    """Take back every job whose lease has run out; returns how many."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    expired = list(running.filter(started_at__lte=at - LEASE))
    for job in expired:
        fail(job, "LeaseRanOut", at=at)
    return len(expired)


def parked() -> list[ParkedJob]:
    """The jobs that wait for a person, those parked longest first."""
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("finished_at")
    return [
        ParkedJob(str(j.id), j.task_path, j.exception_class_path, len(j.worker_ids), j.finished_at)
        for j in failed
    ]


@transaction.atomic
def retry(job_id: str, *, by: Seat, at: datetime) -> None:
    """Queue a parked job again, with all its attempts before it.

    Raises:
        Refusal: no job of this id is parked.
    """
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    if job_id not in {str(id_) for id_ in failed.values_list("id", flat=True)}:
        raise Refusal(f"No job {job_id} is parked. `iln work --parked` lists those that are.")
    failed.filter(id=job_id).update(
        status=TaskResultStatus.READY, run_after=at, worker_ids=[], finished_at=None
    )
    audit.record(
        f"{by.label} had a parked job run again.",
        by=by,
        at=at,
        about=audit.Upkeep("jobs.job", job_id),
    )


def forget_finished(before: datetime) -> int:
    """Delete the rows of jobs that were done before a moment; returns how many."""
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL)
    return done.filter(finished_at__lt=before).delete()[0]
