"""Database triggers that make a table append-only, on SQLite and on PostgreSQL.

They are laid anew after every migrate, because SQLite drops a table's triggers without a word when
a migration rebuilds the table. There is none on TRUNCATE, so that a test database can be emptied.
On SQLite, INSERT OR REPLACE goes round them unless `PRAGMA recursive_triggers` is on (settings).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("kernel_auditrecord",)

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
    return [f"{table}_no_{verb}" for table in APPEND_ONLY for verb in _VERBS]


def lay(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, whether or not it stood before."""
    lift(connection)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        pattern = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
        for table in APPEND_ONLY:
            if table in tables:
                for verb in _VERBS:
                    cursor.execute(pattern.format(table=table, verb=verb))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away: for a test that must empty its tables."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for verb in _VERBS:
                if connection.vendor != "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
                elif table in tables:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")


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
