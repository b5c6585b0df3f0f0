"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the event handlers."""
        import openiln.accounts.tasks  # noqa: F401, PLC0415 -- once the models are there
