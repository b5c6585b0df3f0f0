"""Search as a Django app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Django's name for search."""

    name = "openiln.search"
    label = "search"
