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
