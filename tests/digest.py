"""A digest of the whole database: a refused action must leave it unchanged."""

import hashlib

from django.db import connection

PASSING = {"django_session", "django_migrations", "sign_in_tries", "sqlite_sequence"}
"""Tables that a refusal may touch: who is signed in, and how often something was tried."""


def of_database() -> str:
    """A digest of every row of every table but the passing ones, in a fixed order."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - PASSING):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- a table's own name
            rows = sorted(repr(row) for row in cursor.fetchall())
            whole.update(f"{table}{rows}".encode())
    return whole.hexdigest()


"""Digests of all that an installation has: to prove that nothing changed, or that a copy is one."""

import hashlib
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper


def digest_of_tables(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """One digest for each table of a database, whatever the order of its rows."""
    quote = connection.ops.quote_name
    digests = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {quote(table)}")  # noqa: S608 -- from the catalogue
            rows = sorted(repr(row) for row in cursor.fetchall())
            digests[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def digest_of_database(connection: BaseDatabaseWrapper) -> str:
    """One digest of every row of every table."""
    return hashlib.sha256(repr(digest_of_tables(connection)).encode()).hexdigest()


def digest_of_folder(folder: Path) -> dict[str, str]:
    """One digest for each file below a folder, by its name there; hidden files left out."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
