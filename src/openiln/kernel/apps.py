"""The kernel as a Django app: lays the append-only triggers after every migrate."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from openiln.kernel import triggers


class KernelConfig(AppConfig):
    """Django's name for the kernel."""

    name = "openiln.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Connect without a sender: any app's migration may have rebuilt a table."""
        post_migrate.connect(_lay_triggers, dispatch_uid="openiln-append-only")


def _lay_triggers(*, using: str, **_: object) -> None:
    triggers.lay(connections[using])
