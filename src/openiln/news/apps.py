"""News as a Django app."""

from importlib import import_module

from django.apps import AppConfig

from openiln.kernel import records


class NewsConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.news"
    label = "news"

    def ready(self) -> None:
        """Register who mails announcements, the daily job, and what is kept of people."""
        import_module("openiln.news.tasks")
        following = import_module("openiln.news.actions.following")
        queries = import_module("openiln.news.queries")
        records.register("news", queries.records_of, following.erase_followers)
