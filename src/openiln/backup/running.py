"""Tells whether the site runs: `iln serve` and `iln work` hold a lock that a restore wants alone.

It is the system's own lock on a file of the state folder, which both databases have. It goes with
whoever held it, however that ended, and a program that inherited it holds it on.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openiln.kernel.errors import Refusal

LOCK = ".running"


@contextmanager
def running(state: Path) -> Iterator[int]:
    """Be one of those that run the site; gives the lock, for a program that is to inherit it.

    Raises:
        Refusal: a restore is under way.
    """
    with _held(
        state, fcntl.LOCK_SH, "A restore is under way. Wait for its end, and begin again."
    ) as lock:
        yield lock


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Let nobody run the site meanwhile.

    Raises:
        Refusal: somebody does, even if idle.
    """
    with _held(
        state,
        fcntl.LOCK_EX,
        f"The site of {state} runs. Stop iln serve and iln work, then restore. "
        "Nothing was changed.",
    ):
        yield


@contextmanager
def _held(state: Path, kind: int, otherwise: str) -> Iterator[int]:
    lock = os.open(state / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(otherwise) from error
        yield lock
    finally:
        os.close(lock)
