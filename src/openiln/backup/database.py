"""Copies the whole database to one file and back, whole even while others write."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from openiln.kernel.errors import Refusal

Database: TypeAlias = Mapping[str, Any]
"""An entry of Django's DATABASES."""
_PATIENCE = 20
"""Seconds that a restore waits for whoever holds the database."""
_PLAIN = ("--no-owner", "--no-privileges")


def vendor_of(database: Database) -> str:
    """Which kind of database it is: "sqlite" or "postgresql"."""
    return "sqlite" if "sqlite" in database["ENGINE"] else "postgresql"


def save(database: Database, to: Path) -> None:
    """Copy the database as it is at one moment.

    SQLite's backup interface and pg_dump both read one snapshot, so that writers neither wait nor
    tear the copy.

    Raises:
        Refusal: there is no database, or the program pg_dump is absent or fails.
    """
    if vendor_of(database) == "sqlite":
        if not Path(database["NAME"]).exists():
            raise Refusal(f"There is no database {database['NAME']}. Check ILN_STATE.")
        with (
            closing(sqlite3.connect(database["NAME"])) as source,
            closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)
    else:
        _run(database, "pg_dump", "--format=custom", *_PLAIN, f"--file={to}")


def readied(database: Database, copy: Path) -> Path:
    """A copy in the form that `load` takes, proved readable; the database is not touched.

    For PostgreSQL a file of SQL beside the copy, several times its size.

    Raises:
        Refusal: a program of PostgreSQL is absent, or cannot read the copy.
    """
    if vendor_of(database) == "sqlite":
        return copy
    _check_is_there("psql")
    script = copy.with_suffix(".sql")
    _run(database, "pg_restore", *_PLAIN, f"--file={script}", str(copy))
    return script


def load(database: Database, source: Path) -> None:
    """Put what `readied` gave in the place of the database: all of it or nothing.

    Raises:
        Refusal: it cannot be done, or something holds the database; the database is as it was.
    """
    if vendor_of(database) == "sqlite":
        _load_sqlite(Path(database["NAME"]), source)
    else:
        words = ["--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public"]
        one = ("--single-transaction", "--set=ON_ERROR_STOP=1", "--no-psqlrc", "--quiet")
        _run(database, "psql", *one, *words, f"--file={source}", "--output=/dev/null")


def _load_sqlite(place: Path, source: Path) -> None:
    """Write the copy over the database as one transaction of SQLite's own.

    So its journal is honoured, a crash leaves the old or the new whole, and the two files may lie
    on different disks.
    """
    try:
        with (
            closing(sqlite3.connect(source)) as copy,
            closing(sqlite3.connect(place, timeout=_PATIENCE)) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            target.execute("BEGIN EXCLUSIVE")  # waits for writers, which a backup does not
            target.execute("ROLLBACK")
            copy.backup(target)
    except sqlite3.Error as error:
        raise Refusal(
            f"The database {place} cannot be replaced: {error}. It is as it was. Stop iln serve "
            "and iln work; where it is damaged, move it and what begins with its name away."
        ) from error


def is_empty(database: Database) -> bool:
    """Whether the database has no table."""
    if vendor_of(database) == "sqlite" and not Path(database["NAME"]).exists():
        return True
    with closing(_connect(database)) as connection:
        return not connection.introspection.table_names()


def migrations(database: Database) -> list[str]:
    """The migrations that the database has had, "app name" each, sorted."""
    with closing(_connect(database)) as connection:
        applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app} {name}" for app, name in applied)


def _connect(database: Database) -> BaseDatabaseWrapper:
    """A connection of its own, so that no transaction around us is in the way."""
    return ConnectionHandler({"default": dict(database)})["default"]


def address_for_programs(database: Database) -> dict[str, str]:
    """The database's address as PostgreSQL's own programs read it; none of it is in their words.

    What the address says after its question mark (a socket's folder, how to trust the server) holds
    for them too: sslmode is PGSSLMODE.
    """
    asked = {f"PG{name.upper()}": str(said) for name, said in database.get("OPTIONS", {}).items()}
    return {
        "PGHOST": str(database["HOST"] or ""),
        "PGPORT": str(database["PORT"] or ""),
        "PGUSER": str(database["USER"] or ""),
        "PGPASSWORD": str(database["PASSWORD"] or ""),
        "PGDATABASE": str(database["NAME"]),
        **asked,
        "PGOPTIONS": f"-c client_min_messages=error -c lock_timeout={_PATIENCE}s",
    }


def _check_is_there(program: str) -> None:
    if shutil.which(program) is None:
        raise Refusal(
            f"{program} is not on the PATH. Install PostgreSQL's client programs, of the server's "
            "version or later, and try again. Nothing was changed."
        )


def _run(database: Database, program: str, *words: str) -> None:
    _check_is_there(program)
    env = os.environ | address_for_programs(database)
    done = subprocess.run([program, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise Refusal(f"{program} failed: {said[0]}. The database is as it was.")
