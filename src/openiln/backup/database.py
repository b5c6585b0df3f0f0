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
_PLAIN = ("--no-owner", "--no-privileges")


def vendor_of(database: Database) -> str:
    """Which kind of database it is: "sqlite" or "postgresql"."""
    return "sqlite" if "sqlite" in database["ENGINE"] else "postgresql"


def save(database: Database, to: Path) -> None:
    """Copy the database as it is at one moment.

    SQLite's backup interface and pg_dump both read one snapshot, so that writers neither wait nor
    tear the copy.

    Raises:
        Refusal: the program pg_dump is absent, or fails.
    """
    if vendor_of(database) == "sqlite":
        with (
            closing(sqlite3.connect(database["NAME"])) as source,
            closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)
    else:
        _run(
            database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}"
        )


def load(database: Database, source: Path) -> None:
    """Put a copy in the place of the database: all of it or nothing.

    Raises:
        Refusal: the program pg_restore is absent, or fails.
    """
    if vendor_of(database) == "sqlite":
        place = Path(database["NAME"])
        for rest in ("-wal", "-shm"):
            Path(f"{place}{rest}").unlink(missing_ok=True)
        source.replace(place)
    else:
        _empty(database)
        one = ("--single-transaction", "--exit-on-error", f"--dbname={database['NAME']}")
        _run(database, "pg_restore", *_PLAIN, *one, str(source))


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


def _empty(database: Database) -> None:
    with closing(_connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _run(database: Database, program: str, *words: str) -> None:
    if shutil.which(program) is None:
        raise Refusal(
            f"{program} is not on the PATH. Install PostgreSQL's client programs, of the server's "
            "version or later, and try again. Nothing was changed."
        )
    env = {
        **os.environ,
        "PGHOST": str(database["HOST"] or ""),
        "PGPORT": str(database["PORT"] or ""),
        "PGUSER": str(database["USER"] or ""),
        "PGPASSWORD": str(database["PASSWORD"] or ""),
        "PGDATABASE": str(database["NAME"]),
    }
    done = subprocess.run([program, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"{program} failed: {done.stderr.strip().splitlines()[0]}")
