"""Keeps the content of files in the state folder, each under its own sha256.

A content is written under a temporary name, flushed to the disk and renamed, so that a reader
finds it whole or not at all. Nothing is ever deleted in a transaction: a file whose row went away
is an orphan, and the daily sweep removes it once it has been one for a day.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings

from openiln.files.kinds import kind_of, safe_name
from openiln.files.models import StoredFile
from openiln.kernel.errors import BadInput, Refusal

MAX_BYTES = 20 * 1024 * 1024
"""The largest file that is taken: a scanned letter or a slide deck, not a film."""
ORPHANS_STAY = timedelta(days=1)
"""Longer than any transaction that has written a content and not yet its row."""

_log = structlog.get_logger()


class FileLost(Refusal):
    """A content is missing, or is no longer what was stored."""


def folder() -> Path:
    """Where the contents lie; made when it is first asked for."""
    place = Path(settings.ENVIRONMENT.state) / "files"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(sha256: str) -> Path:
    """Where the content of this hash lies, or would."""
    return folder() / sha256[:2] / sha256


def store_file(stream: BinaryIO, *, name: str, size: int, at: datetime) -> StoredFile:
    """Keep a file that someone gave; `size` is what the sender says, in bytes.

    Raises:
        BadInput: it is empty or too large (said before any of it is read, and checked again while
            reading), or of a kind that is not taken. Nothing was kept.
    """
    if size > MAX_BYTES:
        raise _too_large(name)
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _too_large(name)
    if not content:
        raise BadInput(f"{name} is empty. Choose the file again.")
    kind = kind_of(content, name)
    sha256 = hashlib.sha256(content).hexdigest()
    _write(sha256, content)
    return StoredFile.objects.create(
        sha256=sha256,
        size=len(content),
        kind=kind.value,
        name=safe_name(name, kind),
        stored_at=at,
    )


def read(stored: StoredFile) -> bytes:
    """The content of a file, proved to be what was stored.

    Raises:
        FileLost: it is missing or was altered.
    """
    try:
        content = path_of(stored.sha256).read_bytes()
    except FileNotFoundError:
        content = None
    if content is None or hashlib.sha256(content).hexdigest() != stored.sha256:
        what = "missing" if content is None else "altered"
        _log.error("files.lost", file=stored.public_id, what=what)
        raise FileLost(
            f"The stored file {stored.public_id} is {what}. Nothing else is touched. "
            "The operator can bring it back from a backup: iln restore."
        )
    return content


def lost_files() -> list[str]:
    """The public ids of stored files whose content is missing or altered: reads them all."""
    lost = []
    for stored in StoredFile.objects.order_by("id").iterator():
        try:
            read(stored)
        except FileLost:
            lost.append(stored.public_id)
    return lost


def sweep_orphans(at: datetime) -> int:
    """Remove contents that no row names and that are over a day old; returns how many."""
    swept = 0
    for path in sorted(folder().glob("??/*")):
        with _lock(fcntl.LOCK_EX):
            age = at.timestamp() - path.stat().st_mtime
            if age < ORPHANS_STAY.total_seconds():
                continue
            if not StoredFile.objects.filter(sha256=path.name).exists():
                path.unlink()
                swept += 1
    return swept


@contextmanager
def keeping_contents() -> Iterator[None]:
    """No content is removed while this is held; others may still be added."""
    with _lock(fcntl.LOCK_SH):
        yield


@contextmanager
def _lock(kind: int) -> Iterator[None]:
    """Across processes: a sweep meets neither a content that is just given again nor a backup."""
    with (folder() / ".lock").open("a") as lock:
        fcntl.flock(lock, kind)
        yield


def _write(sha256: str, content: bytes) -> None:
    """Put a content in place, also where it is already, so that its age begins anew.

    What a crash leaves half-written lies in the same folder and goes with the orphans.
    """
    place = path_of(sha256)
    place.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as temporary:
        temporary.write(content)
        temporary.flush()
        os.fsync(temporary.fileno())
    with keeping_contents():
        Path(temporary.name).replace(place)


def _too_large(name: str) -> BadInput:
    limit = MAX_BYTES // (1024 * 1024)
    return BadInput(f"{name} is larger than {limit} MB, the most that we take. Make it smaller.")
