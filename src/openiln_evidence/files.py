"""Writes files whole or not at all: to a temporary sibling first, then one rename.

No folder is made on the way to a place: a misspelt path is refused, and leaves no tree behind.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openiln_evidence.errors import RefusedError


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` at `path`, or leave what was there. Raises RefusedError."""
    with whole_file(path) as fresh:
        fresh.write_bytes(content)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary sibling of `path`, which takes its place when the block ends well."""
    check_parent(path)
    with disk_errors(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        try:
            yield Path(name)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)  # an interruption may come when it has moved
            raise


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty temporary sibling of `path`, which takes its place when the block ends well.

    Raises RefusedError when `path` exists: a package is never written over another.
    """
    check_new(path)
    with disk_errors(path):
        fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            yield fresh
            fresh.chmod(0o755)
            fresh.rename(path)
        except BaseException:
            shutil.rmtree(fresh)
            raise


def make_folder(path: Path) -> None:
    """A folder at `path`, where it is not there yet. Raises RefusedError."""
    check_parent(path)
    with disk_errors(path):
        path.mkdir(exist_ok=True)


def check_parent(path: Path) -> None:
    """Raises RefusedError when the folder that `path` would lie in is not there."""
    if not path.absolute().parent.exists():
        raise RefusedError(
            f"output: {path} cannot be written, as there is no folder {path.parent}; make that "
            "folder first, or correct the path"
        )


def check_new(path: Path) -> None:
    """Raises RefusedError when something is at `path`, or has no folder to lie in."""
    check_parent(path)
    if path.exists():
        raise RefusedError(f"output: {path} exists already; name another place, or remove it")


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn a full disk or a folder that may not be written into a refusal."""
    try:
        yield
    except OSError as error:
        full = error.errno == errno.ENOSPC
        why = "the disk is full" if full else error.strerror or type(error).__name__
        raise RefusedError(f"output: {path} could not be written: {why}") from None
