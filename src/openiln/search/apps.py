"""Search as a Django app: rebuilds SQLite's index after a migrate, from the rows it speaks of."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    """Django's name for search."""

    name = "openiln.search"
    label = "search"

    def ready(self) -> None:
        """Connect: a migration may have rebuilt the table of entries, or a test emptied it."""
        post_migrate.connect(_rebuild, sender=self, dispatch_uid="openiln-search-rebuild")


def _rebuild(*, using: str, **_: object) -> None:
    connection = connections[using]
    if connection.vendor == "sqlite" and "search_text" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_text (search_text) VALUES ('rebuild')")
