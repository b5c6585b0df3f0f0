"""Jobs as a Django app: finds every app's `tasks` module, so that jobs and handlers are known."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Django's name for the queue."""

    name = "openiln.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import every `tasks` module: handlers register and schedules are declared there."""
        autodiscover_modules("tasks")
