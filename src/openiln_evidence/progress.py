"""A progress bar for what takes longer than two seconds: on a terminal's standard error, or none.

What works says where it is with `at`; it does not know whether anybody looks.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

AFTER, EVERY = 2.0, 0.2
"""Seconds until a bar appears, and between two drawings of it."""
WIDTH = 24


@dataclass
class _Place:
    """Where the work is: a share from 0 to 1, None while it is not known, and what is done."""

    share: float | None = None
    doing: str = ""


_place = _Place()


def at(done: int, of: int, doing: str) -> None:
    """Say that `done` of `of` parts of a piece of work are done."""
    _place.share, _place.doing = done / of, doing


@contextmanager
def shown(
    name: str, terminal: TextIO, *, after: float | None = None, every: float = EVERY
) -> Iterator[None]:
    """Draw a bar on `terminal` while the block runs, and take it away when it ends.

    It appears `after` as many seconds, AFTER unless told.
    """
    _place.share, _place.doing = None, ""
    if not terminal.isatty():
        yield
        return
    ended = threading.Event()
    drawing = threading.Thread(
        target=_draw,
        args=(name, terminal, ended, AFTER if after is None else after, every),
        daemon=True,
    )
    drawing.start()
    try:
        yield
    finally:
        ended.set()
        drawing.join()


def _draw(name: str, terminal: TextIO, ended: threading.Event, after: float, every: float) -> None:
    began = time.monotonic()
    if ended.wait(after):
        return
    while True:
        terminal.write(
            f"\r{line(name, _place.share, _place.doing, time.monotonic() - began)}\x1b[K"
        )
        terminal.flush()
        if ended.wait(every):
            break
    terminal.write("\r\x1b[K")
    terminal.flush()


def line(name: str, share: float | None, doing: str, seconds: float) -> str:
    """The bar as text."""
    if share is None:
        return f"{name}: {seconds:.0f} s"
    full = round(share * WIDTH)
    return f"{name}: [{'#' * full}{'.' * (WIDTH - full)}] {share:.0%} {doing}, {seconds:.0f} s"
