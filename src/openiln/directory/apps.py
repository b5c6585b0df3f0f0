"""The directory as a Django app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.directory"
    label = "directory"
