"""Files as a Django app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Django's name for stored files."""

    name = "openiln.files"
    label = "files"
