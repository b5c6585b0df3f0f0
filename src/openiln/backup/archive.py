"""One archive of everything: the database, the stored files, and a manifest that proves them.

A tar with `manifest.json`, the database's copy and `files/`. A restore reads and proves the whole
archive before it touches anything.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from openiln.backup import database as databases
from openiln.backup.database import Database
from openiln.backup.running import alone
from openiln.files import store
from openiln.kernel.errors import Refusal

FORMAT = 1
COPY = "database"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `sha256` has one entry for each other member."""

    format: int
    version: str
    made_at: str
    database: str
    migrations: list[str]
    sha256: Mapping[str, str]


def back_up(to: Path, *, database: Database, at: datetime) -> Manifest:
    """Write an archive, under a temporary name until it is whole; readable by its owner alone.

    Stored files are copied after the database, and none is removed meanwhile, so that every row of
    the copy has its content.

    Raises:
        Refusal: there is a file of that name already, its folder cannot be written to, or the
            database cannot be copied.
    """
    if not os.access(to.parent, os.W_OK):
        raise Refusal(f"{to.parent} is no folder that can be written to. Nothing was written.")
    if to.exists():
        raise Refusal(f"{to} is there already. Choose another name; nothing was written.")
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as work:
        copy, archive = Path(work) / COPY, Path(work) / "archive"
        with store.keeping_contents():
            databases.save(database, copy)
            members = {COPY: copy, **_contents(store.folder())}
            manifest = Manifest(
                format=FORMAT,
                version=version("openiln"),
                made_at=at.isoformat(),
                database=databases.vendor_of(database),
                migrations=databases.migrations(database),
                sha256={name: _sha256(path) for name, path in members.items()},
            )
            (Path(work) / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
            archive.touch(mode=0o600)
            with tarfile.open(archive, "w") as tar:
                tar.add(Path(work) / MANIFEST, MANIFEST)
                for name, path in members.items():
                    tar.add(path, name, recursive=False)
        _flush(archive)
        archive.replace(to)
        _flush(to.parent)
    return manifest


def restore(source: Path, *, database: Database, is_replacing: bool = False) -> Manifest:
    """Put an archive's database and files in place; nothing is touched before all is proved.

    Stored files that the archive does not have stay, as orphans, until the sweep.

    Raises:
        Refusal: the site runs; the archive is damaged, altered, or of a later version; there is
            something already, and nobody said to replace it; or the database cannot be replaced.
    """
    state = store.folder()
    with (
        alone(state.parent),
        tempfile.TemporaryDirectory(dir=state.parent, prefix=".restore-") as work,
    ):
        manifest = _unpack(source, Path(work))
        _check_fits(manifest, database)
        is_free = databases.is_empty(database) and not _contents(state)
        if not (is_free or is_replacing):
            raise Refusal(
                "There is a database or a stored file here already, and a restore would replace "
                "it. Say --replace to do so. Nothing was changed."
            )
        copy = databases.readied(database, Path(work) / COPY)
        for name, path in _contents(Path(work) / "files").items():
            place = state.parent / name
            place.parent.mkdir(parents=True, exist_ok=True)
            _flush(path)
            path.replace(place)
            _flush(place.parent)
        databases.load(database, copy)
    return manifest


def _contents(folder: Path) -> dict[str, Path]:
    """The stored contents below a folder, by the names they have in an archive."""
    found = (path for path in sorted(folder.glob("??/*")) if path.name[:2] == path.parent.name)
    return {f"files/{path.parent.name}/{path.name}": path for path in found}


def _flush(place: Path) -> None:
    """See that a file's content, or the names in a folder, are on the disk."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_parts(tar: tarfile.TarFile, work: Path) -> None:
    """Write the plain files of an archive below a folder; anything else is none of ours.

    `extractall(filter="data")` would do, but Python 3.11 has it only since 3.11.4.
    """
    for member in tar:
        place = (work / member.name).resolve()
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not place.is_relative_to(work):
            raise ValueError(member.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with content, place.open("wb") as file:
            shutil.copyfileobj(content, file)


def _unpack(source: Path, work: Path) -> Manifest:
    """Unpack an archive beside the state, and prove that it is what its manifest says."""
    try:
        with closing(tarfile.open(source)) as tar:
            _write_parts(tar, work.resolve())
        manifest = Manifest(**json.loads((work / MANIFEST).read_text()))
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise Refusal(
            f"{source} is no backup of OpenILN, or is damaged ({type(error).__name__}). "
            "Nothing was changed."
        ) from error
    found = {str(p.relative_to(work)): p for p in sorted(work.rglob("*")) if p.is_file()}
    del found[MANIFEST]
    wrong = set(found) ^ set(manifest.sha256)
    wrong |= {n for n in set(found) - wrong if _sha256(found[n]) != manifest.sha256[n]}
    if wrong:
        raise Refusal(
            f"{source} was altered: {min(wrong)} is not what its manifest says. "
            "Nothing was changed. Use another backup."
        )
    return manifest


def _check_fits(manifest: Manifest, database: Database) -> None:
    """Refuse what this version or this database cannot take."""
    if manifest.database != databases.vendor_of(database):
        raise Refusal(
            f"The backup is of {manifest.database} and this installation uses "
            f"{databases.vendor_of(database)}. Set ILN_DATABASE to a database of the backup's kind."
        )
    known = {f"{app} {name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = sorted(set(manifest.migrations) - known)
    if manifest.format > FORMAT or newer:
        raise Refusal(
            f"The backup is of OpenILN {manifest.version}, which is later than this one "
            f"({version('openiln')}). Install that version or a later one. Nothing was changed."
        )
