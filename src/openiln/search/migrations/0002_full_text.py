"""Lays the full-text index: an FTS5 table that reads its text from ours, or a tsvector and GIN.

On PostgreSQL a configuration of our own has English stems and no stop words, as FTS5's porter has
none, so that the same question finds the same things on both.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    "CREATE VIRTUAL TABLE search_text USING fts5(title_words, body_words, "
    "content='search_entry', content_rowid='id', tokenize='porter unicode61')",
]
POSTGRESQL = [
    "CREATE TEXT SEARCH DICTIONARY openiln_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION openiln (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION openiln ALTER MAPPING FOR asciiword, word WITH openiln_stem",
    "ALTER TABLE search_entry ADD COLUMN text tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('openiln', title_words), 'A') || "
    "setweight(to_tsvector('openiln', body_words), 'D')) STORED",
    "CREATE INDEX search_entry_text ON search_entry USING gin (text)",
]
UNDO_SQLITE = ["DROP TABLE search_text"]
UNDO_POSTGRESQL = [
    "ALTER TABLE search_entry DROP COLUMN text",
    "DROP TEXT SEARCH CONFIGURATION openiln",
    "DROP TEXT SEARCH DICTIONARY openiln_stem",
]


def lay(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(statement)


def lift(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in UNDO_POSTGRESQL if is_postgresql else UNDO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_entries")]
    operations = [migrations.RunPython(lay, lift)]
