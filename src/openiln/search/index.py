"""The one door to full text: put a thing in, take it out, find it.

What was found is a list of ids, taken once: a page that then counts facets and fetches rows goes
by the ids and does not search again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

from openiln.search.models import Entry
from openiln.search.words import asked, folded

AnyModel = TypeVar("AnyModel", bound=Model)

# A word in a title counts ten times one in a body: bm25's weights, and PostgreSQL's A (1.0) against
# its D (0.1), https://www.postgresql.org/docs/15/textsearch-controls.html
_FIND_SQLITE = """
SELECT e.kind, e.public_id, e.title FROM search_text t JOIN search_entry e ON e.id = t.rowid
WHERE search_text MATCH %s AND e.audience IN (SELECT value FROM json_each(%s))
AND (%s = '' OR e.kind = %s) ORDER BY bm25(search_text, 10.0, 1.0), e.id
"""
_FIND_POSTGRESQL = """
SELECT e.kind, e.public_id, e.title FROM search_entry e, to_tsquery('openiln', %s) q
WHERE e.text @@ q AND e.audience IN (SELECT jsonb_array_elements_text(%s::jsonb))
AND (%s = '' OR e.kind = %s) ORDER BY ts_rank(e.text, q) DESC, e.id
"""


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    kind: str
    public_id: str
    title: str


@transaction.atomic
def index(*, kind: str, public_id: str, title: str, body: str, audience: str) -> None:
    """Have a thing found by its words, in the caller's transaction; again replaces what was."""
    remove(kind=kind, public_id=public_id)
    entry = Entry.objects.create(
        kind=kind,
        public_id=public_id,
        audience=audience,
        title=title.replace("\0", "")[:300],  # which PostgreSQL does not store
        title_words=folded(title),
        body_words=folded(body),
    )
    if connection.vendor == "sqlite":
        _execute(
            "INSERT INTO search_text (rowid, title_words, body_words) VALUES (%s, %s, %s)",
            [entry.pk, entry.title_words, entry.body_words],
        )


@transaction.atomic
def remove(*, kind: str, public_id: str) -> None:
    """Have a thing found no longer; harmless where it never was."""
    for entry in Entry.objects.select_for_update().filter(kind=kind, public_id=public_id):
        if connection.vendor == "sqlite":  # FTS5 must be told what it forgets
            _execute(
                "INSERT INTO search_text (search_text, rowid, title_words, body_words) "
                "VALUES ('delete', %s, %s, %s)",
                [entry.pk, entry.title_words, entry.body_words],
            )
        entry.delete()


def search(question: str, *, audiences: Iterable[str], kind: str = "") -> list[Hit]:
    """What has every word of a question, the best first; nothing for a question without words.

    No question is an error: signs, operators and quotation marks are gaps between words.
    """
    terms = asked(question)
    if not terms:
        return []
    is_sqlite = connection.vendor == "sqlite"
    match = " ".join(f'"{t}"' for t in terms) if is_sqlite else " & ".join(terms)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND_SQLITE if is_sqlite else _FIND_POSTGRESQL,
            [match, json.dumps(sorted(set(audiences))), kind, kind],
        )
        return [Hit(*row) for row in cursor.fetchall()]


def among(rows: QuerySet[AnyModel], hits: Iterable[Hit]) -> QuerySet[AnyModel]:
    """The rows whose public id was found: one parameter, however many there are."""
    ids = json.dumps([hit.public_id for hit in hits])
    table = connection.ops.quote_name(rows.model._meta.db_table)  # noqa: SLF001 -- Django's public name for it
    each = (
        "SELECT value FROM json_each(%s)"
        if connection.vendor == "sqlite"
        else "SELECT jsonb_array_elements_text(%s::jsonb)"
    )
    condition = RawSQL(f"{table}.public_id IN ({each})", [ids], output_field=BooleanField())  # noqa: S611 -- our own table's name
    return rows.filter(condition)


def _execute(statement: str, values: list[int | str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
