from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

import make
import trial_jobs
from at_once import at_once
from openiln.jobs import queue, schedule, worker
from openiln.jobs.schedule import Every
from openiln.jobs.tasks import KEEP_FINISHED
from openiln.kernel.models import Delivery, OutboxEvent

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


def test_news_that_all_have_had_is_forgotten_after_a_month_and_what_waits_is_kept():
    from openiln.jobs.tasks import forget_delivered_news

    schedule.declare(Every.DAY, forget_delivered_news)
    old, parked, half = make.delivery(), make.delivery(), make.delivery()
    Delivery.objects.filter(pk__in=[old.pk, half.pk]).update(due_at=None, delivered_at=make.NOW)
    Delivery.objects.filter(pk=parked.pk).update(due_at=None)
    Delivery.objects.create(event=half.event, handler="another", due_at=make.NOW)
    Delivery.objects.filter(handler="another").update(due_at=make.NOW + timedelta(days=99))
    unheard = make.outbox_event()
    for days in (29, 31):
        assert OutboxEvent.objects.filter(pk=old.event_id).exists()
        at = make.NOW + timedelta(days=days)
        worker.tick(at)
        worker.Worker("anna", lambda now=at: now).drain()
    kept = set(OutboxEvent.objects.values_list("pk", flat=True))
    assert kept == {parked.event_id, half.event_id}
    assert unheard.pk not in kept
