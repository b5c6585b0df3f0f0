"""Database triggers that make a table append-only, on SQLite and on PostgreSQL.

They are laid anew after every migrate, because SQLite drops a table's triggers without a word when
a migration rebuilds the table. There is none on TRUNCATE, so that a test database can be emptied.
On SQLite, INSERT OR REPLACE goes round them unless `PRAGMA recursive_triggers` is on (settings).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = {"kernel_auditrecord"}


def protect(table: str) -> None:
    """Make a table of a context above append-only too; called once, by its AppConfig."""
    APPEND_ONLY.add(table)


_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION openiln_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
   USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION openiln_append_only()
"""
_VERBS = ("update", "delete")


def names() -> list[str]:
    """The names of all the triggers that must stand."""
    return [f"{table}_no_{verb}" for table in sorted(APPEND_ONLY) for verb in _VERBS]


def lay(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, whether or not it stood before."""
    lift(connection)
    is_postgresql = connection.vendor == "postgresql"
    pattern = _POSTGRESQL if is_postgresql else _SQLITE
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table, verb in _wanted(connection):
            cursor.execute(pattern.format(table=table, verb=verb))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away: for a test that must empty its tables."""
    on_table = " ON {table}" if connection.vendor == "postgresql" else ""
    pattern = "DROP TRIGGER IF EXISTS {table}_no_{verb}" + on_table
    with connection.cursor() as cursor:
        for table, verb in _wanted(connection):
            cursor.execute(pattern.format(table=table, verb=verb))


def _wanted(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Table and verb of each trigger whose table is there: none is after `migrate kernel zero`."""
    tables = set(connection.introspection.table_names())
    return [(table, verb) for table in sorted(APPEND_ONLY & tables) for verb in _VERBS]


def standing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that the database's own catalogue lists."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(row[0] for row in cursor.fetchall() if row[0] in names())
