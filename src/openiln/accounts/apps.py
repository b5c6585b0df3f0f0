"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.accounts"
    label = "accounts"
