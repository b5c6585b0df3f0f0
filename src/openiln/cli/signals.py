"""Ctrl-C and SIGTERM as an event that a program waits for, so that it ends in its own time."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def ending_on_signals(over: Event) -> Iterator[list[int]]:
    """Set the event when we are told to stop; gives the list of the signals that came.

    The event is set from a thread: a handler that set it itself could meet its lock held by the
    very wait that it interrupted.
    """
    told: list[int] = []

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        Thread(target=over.set).start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)
