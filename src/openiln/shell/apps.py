"""The shell as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Django's name for the shell."""

    name = "openiln.shell"
    label = "shell"

    def ready(self) -> None:
        """Register the checks, which can be imported only now."""
        import_module("openiln.shell.checks")
