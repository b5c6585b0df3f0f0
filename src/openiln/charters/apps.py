"""Charters as a Django app."""

from django.apps import AppConfig

from openiln.kernel import triggers


class ChartersConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.charters"
    label = "charters"

    def ready(self) -> None:
        """Rules in force are never edited and never deleted: the database refuses both."""
        triggers.protect("charters_charter")
