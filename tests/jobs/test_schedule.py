from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

import make
import trial_jobs
from at_once import at_once
from openiln.jobs import queue, schedule, worker
from openiln.jobs.schedule import Every
from openiln.jobs.tasks import KEEP_FINISHED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """Two declared jobs and none of the product's."""
    monkeypatch.setattr(schedule, "_declared", {})
    schedule.declare(Every.HOUR, trial_jobs.hourly)
    schedule.declare(Every.DAY, trial_jobs.daily)


def test_each_declared_job_is_queued_once_in_its_period_however_often_the_clock_ticks():
    assert schedule.tick(make.NOW) == ["trial_jobs.daily", "trial_jobs.hourly"]
    assert schedule.tick(make.NOW) == []
    assert schedule.tick(make.NOW + timedelta(minutes=59)) == []
    assert schedule.tick(make.NOW + timedelta(minutes=60)) == ["trial_jobs.hourly"]
    assert DBTaskResult.objects.count() == 3


def test_periods_in_which_nothing_ticked_are_not_made_up():
    schedule.tick(make.NOW)
    assert schedule.tick(make.NOW + timedelta(days=9)) == ["trial_jobs.daily", "trial_jobs.hourly"]
    assert DBTaskResult.objects.count() == 4


def test_a_clock_that_was_set_back_queues_nothing_again():
    schedule.tick(make.NOW)
    assert schedule.tick(make.NOW - timedelta(days=2)) == []


@pytest.mark.django_db(transaction=True)
def test_two_clocks_that_tick_at_once_queue_each_job_once():
    queued = at_once(lambda _: schedule.tick(make.NOW), 4)
    assert sorted(name for names in queued for name in names) == [
        "trial_jobs.daily",
        "trial_jobs.hourly",
    ]
    assert DBTaskResult.objects.count() == 2


@pytest.mark.parametrize(
    ("hour", "day"), [(10, 1), (11, 2), (23, 2)], ids=["before", "at", "after"]
)
def test_the_day_begins_before_work_does_in_the_united_states(hour, day):
    at = datetime(2026, 3, 2, hour, 30, tzinfo=UTC)
    assert Every.DAY.period_of(at) == datetime(2026, 3, day, 11, tzinfo=UTC)


def test_a_run_says_which_job_and_period_it_is_for():
    assert str(make.scheduled_run()) == "trial_jobs.hourly for 2026-03-02 15:00"


def test_jobs_done_over_a_month_ago_are_forgotten_each_day():
    from openiln.jobs.tasks import forget_finished_jobs

    schedule.declare(Every.DAY, forget_finished_jobs)
    queue.enqueue(trial_jobs.hourly, at=make.NOW)
    worker.Worker("anna", lambda: make.NOW).drain()
    later = make.NOW + KEEP_FINISHED + timedelta(minutes=1)
    worker.tick(later)
    worker.Worker("anna", lambda: later).drain()
    assert not DBTaskResult.objects.filter(finished_at__lte=make.NOW).exists()
    assert DBTaskResult.objects.filter(finished_at=later).count() == 3
