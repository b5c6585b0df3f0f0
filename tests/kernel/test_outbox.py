import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import child
import make
import trial_jobs  # noqa: F401 -- registers its handler
from openiln.kernel import attempts, outbox
from openiln.kernel.models import Delivery, OutboxEvent


@pytest.fixture
def heard():
    """A handler that remembers, and fails for a payload that says so."""
    said = []

    @outbox.handles("test.news")
    def remember(payload, at):
        said.append((payload, at))
        if payload.get("fails"):
            raise ValueError("a name that must not be logged")

    yield said
    outbox._handlers.pop("test.news")


def published(payload=None):
    with transaction.atomic():
        return outbox.publish("test.news", payload or {}, at=make.NOW)


@pytest.mark.django_db
def test_news_reaches_its_handler_once(heard):
    published({"what": 1})
    assert outbox.deliver_due(make.NOW) == 1
    assert outbox.deliver_due(make.NOW + timedelta(days=9)) == 0
    assert heard == [({"what": 1}, make.NOW)]
    assert not Delivery.objects.get().is_parked


@pytest.mark.django_db(transaction=True)
def test_news_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction of its action"):
        outbox.publish("test.news", {}, at=make.NOW)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_a_handler_that_fails_is_tried_later_each_time_and_then_parked(heard):
    published({"fails": True})
    at = make.NOW
    for attempt in range(1, attempts.MAX_ATTEMPTS + 1):
        assert outbox.deliver_due(at) == 0
        assert len(heard) == attempt
        assert outbox.deliver_due(at + timedelta(seconds=299)) == 0
        assert len(heard) == attempt, "it waits at least five minutes"
        at += attempts.back_off(attempt)
    parked = Delivery.objects.get()
    assert parked.is_parked
    assert parked.failure == "ValueError"


@pytest.mark.django_db
def test_a_failing_handler_leaves_nothing_half_written_and_holds_up_no_other():
    @outbox.handles("test.pair")
    def a_writes_and_fails(_payload, _at):
        make.person("half@northland.example")
        raise RuntimeError

    @outbox.handles("test.pair")
    def b_writes(_payload, _at):
        make.person("whole@northland.example")

    with transaction.atomic():
        outbox.publish("test.pair", {}, at=make.NOW)
    assert outbox.deliver_due(make.NOW) == 1
    outbox._handlers.pop("test.pair")
    assert [p.email for p in make.Person.objects.all()] == ["whole@northland.example"]


def delivered_by_a_worker_that_dies(at):
    program = (
        "import django; django.setup()\n"
        "from datetime import datetime\n"
        "import trial_jobs\n"
        "from openiln.kernel import outbox\n"
        f"outbox.deliver_due(datetime.fromisoformat('{at.isoformat()}'))"
    )
    words = [sys.executable, "-c", program]
    return subprocess.run(words, env=child.environment(TRIAL_DIES="1"), check=False).returncode


@pytest.mark.django_db(transaction=True)
def test_a_handler_whose_worker_was_killed_runs_again_later_and_does_no_harm():
    with transaction.atomic():
        outbox.publish("trial.kills", {"email": "a@northland.example"}, at=make.NOW)
    assert delivered_by_a_worker_that_dies(make.NOW) == 9
    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.failure) == (1, outbox.ENDED)
    assert not make.Person.objects.exists()
    assert outbox.deliver_due(make.NOW) == 0, "it is waited for, and holds up no other"
    assert outbox.deliver_due(make.NOW + attempts.back_off(1)) == 1
    assert make.Person.objects.count() == 1
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.failure, delivery.due_at) == (2, "", None)


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_kills_its_worker_each_time_is_parked():
    with transaction.atomic():
        outbox.publish("trial.kills", {"email": "a@northland.example"}, at=make.NOW)
    Delivery.objects.update(attempts=attempts.MAX_ATTEMPTS - 1)
    assert delivered_by_a_worker_that_dies(make.NOW) == 9
    assert Delivery.objects.get().is_parked


@pytest.mark.django_db
def test_news_that_reaches_its_handler_twice_is_handled_twice(heard):
    published()
    outbox.deliver_due(make.NOW)
    Delivery.objects.update(delivered_at=None, due_at=make.NOW)  # as if the mark were lost
    assert outbox.deliver_due(make.NOW) == 1
    assert len(heard) == 2


@pytest.mark.django_db
def test_an_attempt_that_another_worker_has_made_meanwhile_is_left_alone(heard):
    published()
    slow = Delivery.objects.get()
    slow.attempts = 1
    assert outbox.deliver_due(make.NOW) == 1
    assert not outbox._attempt(slow, make.NOW)
    assert len(heard) == 1


@pytest.mark.django_db
def test_a_handler_that_is_gone_is_named_and_not_lost(heard):
    published()
    outbox._handlers["test.news"].clear()
    assert outbox.deliver_due(make.NOW) == 0
    assert Delivery.objects.get().failure == "No handler of this name is registered."


@pytest.mark.django_db
def test_a_delivery_that_another_worker_took_is_left_alone(heard):
    published()
    delivery = Delivery.objects.get()
    assert outbox._deliver(delivery.pk, make.NOW)
    assert not outbox._deliver(delivery.pk, make.NOW)
    assert len(heard) == 1


@pytest.mark.django_db
def test_an_event_has_one_delivery_for_each_handler():
    first = make.delivery()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(event=first.event, handler=first.handler, due_at=make.NOW)
    assert str(first) == "charters.loaded at 2026-03-02 15:00 to somewhere.handler"


@pytest.mark.django_db
def test_what_is_delivered_is_not_due():
    delivery = make.delivery()
    delivery.delivered_at = make.NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery.save()
