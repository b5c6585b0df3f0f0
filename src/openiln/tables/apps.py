"""Tables as a Django app: it has templates."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Django's name for declared lists."""

    name = "openiln.tables"
    label = "tables"
