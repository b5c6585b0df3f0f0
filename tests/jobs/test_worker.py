from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError, transaction

import make
import trial_jobs
from openiln.accounts.models import Person
from openiln.cli.main import main
from openiln.jobs import queue, worker
from openiln.jobs.models import ScheduledRun
from openiln.kernel import clock, outbox


@pytest.fixture
def heard():
    said = []

    @outbox.handles("test.news")
    def remember(payload, at):
        said.append(payload)
        queue.enqueue(trial_jobs.add_person, at=at, email="a@northland.example")

    yield said
    outbox._handlers.pop("test.news")


@pytest.mark.django_db
def test_the_worker_delivers_news_and_does_the_jobs_that_news_makes(heard):
    with transaction.atomic():
        outbox.publish("test.news", {"what": 1}, at=make.NOW)
    assert worker.Worker("anna", lambda: make.NOW).drain() == 2
    assert heard == [{"what": 1}]
    assert Person.objects.count() == 1


class Times:
    """A clock that moves on by itself, and ends the work after some readings."""

    def __init__(self, stop, readings, step=timedelta(seconds=20)):
        self.stop, self.readings, self.step, self.at = stop, readings, step, make.NOW

    def __call__(self):
        self.readings -= 1
        if not self.readings:
            self.stop.set()
        self.at += self.step
        return self.at


@pytest.mark.django_db(transaction=True)
def test_a_worker_ticks_each_minute_and_ends_when_it_is_told_to(caplog):
    stop = Event()
    worker.Worker("anna", Times(stop, 1)).run(stop)
    first = ScheduledRun.objects.count()
    assert first >= 1
    ScheduledRun.objects.all().delete()
    stop = Event()
    anna = worker.Worker("anna", Times(stop, 3))
    anna._ticked_at = make.NOW
    anna.run(stop)
    assert not ScheduledRun.objects.exists(), "a minute has not passed"
    assert "jobs.worker_ended" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_waited_for(caplog):
    stop = Event()

    def failing():
        stop.set()
        raise OperationalError("server closed the connection")

    worker.Worker("anna", failing).run(stop)
    assert "jobs.database_does_not_answer" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_iln_work_ends_cleanly_when_it_is_asked_to():
    queue.enqueue(trial_jobs.end_this_process, at=make.NOW)
    assert main(["work"]) == 0
    assert queue.parked() == []


@pytest.mark.django_db
def test_iln_work_once_says_how_much_it_did(capsys):
    queue.enqueue(trial_jobs.hourly, at=make.NOW)
    assert main(["work", "--once"]) == 0
    assert capsys.readouterr().out == "Done: 1.\n"


@pytest.mark.django_db
def test_iln_work_lists_parked_jobs_and_queues_one_again(capsys):
    assert main(["work", "--parked"]) == 0
    assert capsys.readouterr().out == "Nothing is parked.\n"
    job = make.parked_job()
    assert main(["work", "--parked"]) == 0
    said = capsys.readouterr().out
    assert said == f"{job}  trial_jobs.hourly  ValueError after 8 attempts, 2026-03-02 15:00 UTC\n"
    assert main(["work", "--retry", job]) == 0
    assert main(["work", "--retry", job]) == 1
    assert "No job" in capsys.readouterr().err
    assert queue.claim("anna", at=clock.now()) is not None


@pytest.mark.django_db
def test_iln_work_lists_parked_news_and_has_it_delivered_again(capsys, heard):
    news = make.delivery()
    assert main(["work", "--retry", f"news-{news.pk}"]) == 1, "it is due and not parked"
    assert main(["work", "--retry", "news-0"]) == 1
    assert "No news 0 is parked" in capsys.readouterr().err
    assert main(["work", "--retry", "news-x"]) == 1
    assert "No job news-x is parked" in capsys.readouterr().err
    news.attempts, news.due_at, news.failure = 8, None, "ValueError"
    news.save()
    assert main(["work", "--parked"]) == 0
    assert capsys.readouterr().out == (
        f"news-{news.pk}  somewhere.handler  ValueError after 8 attempts, "
        "news charters.loaded at 2026-03-02 15:00 UTC\n"
    )
    assert main(["work", "--retry", f"news-{news.pk}"]) == 0
    news.refresh_from_db()
    assert (news.attempts, news.is_parked) == (0, False)
    assert main(["work", "--parked"]) == 0
    assert capsys.readouterr().out == "Queued again.\nNothing is parked.\n"


@pytest.mark.django_db
def test_iln_tick_says_what_it_queued_and_does_so_once(capsys):
    assert main(["tick"]) == 0
    assert "Queued openiln.jobs.tasks.forget_finished_jobs.\n" in capsys.readouterr().out
    assert main(["tick"]) == 0
    assert capsys.readouterr().out == ""
