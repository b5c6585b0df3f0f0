"""Pages as a Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.pages"
    label = "pages"
