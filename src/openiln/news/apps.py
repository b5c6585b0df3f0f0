"""News as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.news"
    label = "news"

    def ready(self) -> None:
        """Register who mails announcements, and the daily job."""
        import_module("openiln.news.tasks")
