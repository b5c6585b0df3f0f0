"""Digests of all that an installation has: that nothing changed, or that a copy is one."""

import hashlib
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

PASSING = {
    "django_session",
    "django_migrations",
    "sign_in_tries",
    "kernel_ratecount",
    "sqlite_sequence",
}
"""Tables that a refusal may touch: who is signed in, and how often something was tried."""


def of_database() -> str:
    """A digest of every row of every table but the passing ones: a refusal leaves it unchanged."""
    lasting = {t: d for t, d in of_tables(connection).items() if t not in PASSING}
    return hashlib.sha256(repr(lasting).encode()).hexdigest()


def of_tables(database: BaseDatabaseWrapper) -> dict[str, str]:
    """One digest for each table of a database, whatever the order of its rows."""
    digests = {}
    with database.cursor() as cursor:
        for table in sorted(database.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {database.ops.quote_name(table)}")  # noqa: S608 -- a table's own name
            rows = sorted(repr(row) for row in cursor.fetchall())
            digests[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def of_folder(folder: Path) -> dict[str, str]:
    """One digest for each file below a folder, by its name there; hidden files left out."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
