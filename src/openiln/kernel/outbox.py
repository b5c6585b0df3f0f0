"""News that goes up: written with the action, delivered at least once, handled idempotently.

A context below publishes an event; a context above registers a handler for its name in `tasks.py`.
The worker delivers. A handler may be called twice for one event (its own commit may succeed and
ours fail), so it must do no harm the second time.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from openiln.kernel import audit
from openiln.kernel.attempts import MAX_ATTEMPTS, back_off
from openiln.kernel.errors import Refusal
from openiln.kernel.models import Delivery, OutboxEvent
from openiln.kernel.seat import Seat

Payload: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Payload, datetime], None]


ENDED = "The worker ended before the handler did."

_log = structlog.get_logger()
_handlers: dict[str, dict[str, Handler]] = {}


def handles(event_name: str) -> Callable[[Handler], Handler]:
    """Register a handler for the events of one name. Its own name is its module and function."""

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        _handlers.setdefault(event_name, {})[name] = handler
        return handler

    return register


def publish(name: str, payload: Payload, *, at: datetime) -> OutboxEvent:
    """Write the event and a delivery for each handler, in the transaction of the caller.

    Raises:
        RuntimeError: there is no transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is written in the transaction of its action.")
    event = OutboxEvent.objects.create(name=name, payload=payload, at=at)
    for handler in sorted(_handlers.get(name, {})):
        Delivery.objects.create(event=event, handler=handler, due_at=at)
    return event


def deliver_due(at: datetime) -> int:
    """Deliver every due delivery once; returns how many succeeded."""
    due = Delivery.objects.filter(due_at__lte=at).order_by("event_id", "handler")
    return sum(_deliver(delivery_id, at) for delivery_id in due.values_list("id", flat=True))


def _deliver(delivery_id: int, at: datetime) -> bool:
    """Count an attempt and make it.

    The count is committed first, with the time of the next attempt: a handler that kills its
    worker is waited for like one that fails, and parked in its turn.
    """
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True)
        delivery = due.filter(id=delivery_id, due_at__lte=at).first()
        if delivery is None:  # another worker has it
            return False
        delivery.attempts += 1
        is_last = delivery.attempts >= MAX_ATTEMPTS
        delivery.due_at = None if is_last else at + back_off(delivery.attempts)
        delivery.failure = ENDED
        delivery.save()
    return _attempt(delivery, at)


def _attempt(counted: Delivery, at: datetime) -> bool:
    """Call the handler and mark what came of it, in one transaction, unless another took over."""
    with transaction.atomic():
        held = Delivery.objects.select_for_update(of=("self",)).select_related("event")
        mine = held.filter(id=counted.pk, attempts=counted.attempts, delivered_at__isnull=True)
        delivery = mine.first()
        if delivery is None:
            return False
        handler = _handlers.get(delivery.event.name, {}).get(delivery.handler)
        delivery.failure = "No handler of this name is registered."
        if handler:
            delivery.failure = _try(handler, delivery)
        if not delivery.failure:
            delivery.delivered_at, delivery.due_at = at, None
        delivery.save()
        return not delivery.failure


def _try(handler: Handler, delivery: Delivery) -> str:
    """Call the handler in a savepoint of its own; return what failed, or nothing."""
    try:
        with transaction.atomic():
            handler(delivery.event.payload, delivery.event.at)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the news must wait and be seen
        _log.warning("outbox.handler_failed", handler=delivery.handler, error=type(error).__name__)
        return type(error).__name__
    return ""


def parked() -> list[Delivery]:
    """The deliveries that wait for a person, the oldest news first."""
    stopped = Delivery.objects.filter(due_at__isnull=True, delivered_at__isnull=True)
    return list(stopped.select_related("event").order_by("event_id", "handler"))


@transaction.atomic
def retry(delivery_id: int, *, by: Seat, at: datetime) -> None:
    """Have a parked delivery made again, with all its attempts before it.

    Raises:
        Refusal: no delivery of this id is parked.
    """
    delivery = Delivery.objects.select_for_update().filter(id=delivery_id).first()
    if delivery is None or not delivery.is_parked:
        raise Refusal(f"No news {delivery_id} is parked. `iln work --parked` lists what is.")
    delivery.attempts, delivery.due_at = 0, at
    delivery.save()
    thing = audit.Upkeep("kernel.delivery", str(delivery_id))
    audit.record(f"{by.label} had parked news delivered again.", by=by, at=at, about=thing)


def forget_delivered(before: datetime) -> int:
    """Delete events from before a moment that every handler has had; returns how many."""
    waiting = Delivery.objects.filter(event_id=OuterRef("id"), delivered_at__isnull=True)
    done = OutboxEvent.objects.filter(~Exists(waiting), at__lt=before)
    return done.delete()[1].get("kernel.OutboxEvent", 0)
