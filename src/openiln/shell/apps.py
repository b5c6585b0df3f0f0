"""Shell as a Django app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Django's name for the shell."""

    name = "openiln.shell"
    label = "shell"
