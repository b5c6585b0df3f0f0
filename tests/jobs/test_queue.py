import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

import child
import make
import trial_jobs
from openiln.accounts.models import Person
from openiln.jobs import queue, worker
from openiln.kernel import attempts
from openiln.kernel.errors import Refusal
from openiln.kernel.seat import Operator

LATER = make.NOW + queue.LEASE


def a_worker(at=make.NOW, name="anna"):
    return worker.Worker(name, lambda: at)


@pytest.mark.django_db
def test_a_job_is_done_once():
    queue.enqueue(trial_jobs.add_person, at=make.NOW, email="a@northland.example")
    assert a_worker().drain() == 1
    assert a_worker(LATER).drain() == 0
    person = Person.objects.get()
    assert (person.email, person.joined_at) == ("a@northland.example", make.NOW)


@pytest.mark.django_db
def test_a_job_waits_for_its_time():
    queue.enqueue(trial_jobs.add_person, at=LATER, email="a@northland.example")
    assert a_worker().drain() == 0
    assert a_worker(LATER).drain() == 1


@pytest.mark.django_db
def test_a_job_of_an_undone_action_is_never_run():
    with transaction.atomic():
        queue.enqueue(trial_jobs.add_person, at=make.NOW, email="a@northland.example")
        transaction.set_rollback(True)
    assert a_worker().drain() == 0


@pytest.mark.django_db
def test_a_job_in_hand_is_not_given_to_a_second_worker():
    queue.enqueue(trial_jobs.hourly, at=make.NOW)
    assert queue.claim("anna", at=make.NOW) is not None
    assert queue.claim("ben", at=make.NOW) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer, who waits")
def test_a_job_that_another_is_just_claiming_is_passed_over():
    queue.enqueue(trial_jobs.hourly, at=make.NOW)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM django_tasks_database_dbtaskresult FOR UPDATE")
            assert queue.claim("anna", at=make.NOW) is None
            cursor.execute("ROLLBACK")  # closing alone lets go when the server notices
    finally:
        other.close()
    assert queue.claim("anna", at=make.NOW) is not None


@pytest.mark.django_db
def test_a_job_that_fails_is_tried_later_each_time_and_then_parked_and_listed(caplog):
    job = queue.enqueue(trial_jobs.fail, at=make.NOW, secret=trial_jobs.SECRET)
    at = make.NOW
    for attempt in range(1, attempts.MAX_ATTEMPTS + 1):
        assert queue.parked() == []
        assert a_worker(at).drain() == 1
        assert a_worker(at + timedelta(seconds=299)).drain() == 0, "it waits five minutes or more"
        at += attempts.back_off(attempt)
    assert a_worker(at + timedelta(days=9)).drain() == 0
    [parked] = queue.parked()
    assert (parked.id, parked.task, parked.failure) == (job, "trial_jobs.fail", "ValueError")
    assert parked.attempts == attempts.MAX_ATTEMPTS
    assert "ValueError" in caplog.text
    assert trial_jobs.SECRET not in caplog.text, "no log line carries what a job was given"


@pytest.mark.django_db
def test_a_parked_job_can_be_queued_again_and_another_cannot():
    job = queue.enqueue(trial_jobs.add_person, at=make.NOW, email="a@northland.example")
    with pytest.raises(Refusal, match=f"No job {job} is parked"):
        queue.retry(job, by=Operator(), at=make.NOW)
    DBTaskResult.objects.update(status="FAILED", finished_at=make.NOW)
    queue.retry(job, by=Operator(), at=make.NOW)
    assert a_worker().drain() == 1
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_a_job_whose_code_is_gone_fails_by_name_and_is_not_lost():
    queue.enqueue(trial_jobs.hourly, at=make.NOW)
    DBTaskResult.objects.update(task_path="openiln.nowhere.gone")
    assert a_worker().drain() == 1
    row = DBTaskResult.objects.get()
    assert (row.status, row.exception_class_path) == ("READY", "ModuleNotFoundError")


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_does_not_mark_the_other_workers_job(caplog):
    queue.enqueue(trial_jobs.hourly, at=make.NOW)
    slow = queue.claim("anna", at=make.NOW)
    assert queue.requeue_expired(LATER - timedelta(seconds=1)) == 0
    assert queue.requeue_expired(LATER) == 1
    other = queue.claim("ben", at=LATER + attempts.back_off(1))
    queue.finish(slow, at=LATER + attempts.back_off(1))
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert "jobs.lease_lost" in caplog.text
    queue.finish(other, at=LATER + attempts.back_off(1))
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_is_parked():
    queue.enqueue(trial_jobs.hourly, at=make.NOW)
    at = make.NOW
    for attempt in range(1, attempts.MAX_ATTEMPTS + 1):
        assert queue.claim("anna", at=at) is not None
        queue.requeue_expired(at + queue.LEASE)
        at += queue.LEASE + attempts.back_off(attempt)
    assert [job.failure for job in queue.parked()] == ["LeaseRanOut"]


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_in_the_middle_is_done_by_the_next():
    from openiln.kernel import clock

    queue.enqueue(trial_jobs.add_person, at=make.NOW, email="a@northland.example")
    killed = subprocess.Popen(
        [sys.executable, "-m", "openiln.cli.main", "work", "--once"],
        env=child.environment(TRIAL_WAITS="1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with killed:
        assert killed.stdout.readline() == "begun\n"
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=30)
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert not Person.objects.exists()
    later = clock.now() + queue.LEASE
    assert a_worker(later, "ben").drain() == 0, "until the clock ticks, the lease holds"
    worker.tick(later)
    assert a_worker(later + attempts.back_off(1), "ben").drain() >= 1
    assert Person.objects.count() == 1
    assert DBTaskResult.objects.get(task_path="trial_jobs.add_person").status == "SUCCESSFUL"


@pytest.mark.django_db
def test_a_job_that_runs_twice_does_no_harm():
    queue.enqueue(trial_jobs.add_person, at=make.NOW, email="a@northland.example")
    assert a_worker().drain() == 1
    DBTaskResult.objects.update(status="READY")  # as if the worker had died before the mark
    assert a_worker().drain() == 1
    assert Person.objects.count() == 1
