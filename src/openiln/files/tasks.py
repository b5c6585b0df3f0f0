"""The upkeep of stored files."""

from datetime import datetime

from django_tasks import task

from openiln.files import store
from openiln.jobs.schedule import Every, declare


@task
def sweep_orphaned_files(*, at: datetime) -> None:
    """Remove contents whose rows are gone."""
    store.sweep_orphans(at)


declare(Every.DAY, sweep_orphaned_files)
