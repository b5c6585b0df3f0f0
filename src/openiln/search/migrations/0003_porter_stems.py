"""Gives PostgreSQL the stems that FTS5's porter has, and stems anew what it holds.

Its English stems are those of a later algorithm, which finds "fairly" for "fair"; Porter's of 1980
does not. https://snowballstem.org/algorithms/porter/stemmer.html
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STEM_BY = "ALTER TEXT SEARCH DICTIONARY openiln_stem (Language = {})"
STEM_ANEW = [
    "ALTER TABLE search_entry DROP COLUMN text",  # and its index
    "ALTER TABLE search_entry ADD COLUMN text tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('openiln', title_words), 'A') || "
    "setweight(to_tsvector('openiln', body_words), 'D')) STORED",
    "CREATE INDEX search_entry_text ON search_entry USING gin (text)",
]


def _stem_by(language: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in [STEM_BY.format(language), *STEM_ANEW]:
            schema_editor.execute(statement)


def by_porter(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _stem_by("porter", schema_editor)


def by_english(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _stem_by("english", schema_editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]
    operations = [migrations.RunPython(by_porter, by_english)]
