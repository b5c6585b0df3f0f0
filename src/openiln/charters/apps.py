"""Charters as a Django app."""

from django.apps import AppConfig


class ChartersConfig(AppConfig):
    """Django's name for the context."""

    name = "openiln.charters"
    label = "charters"
