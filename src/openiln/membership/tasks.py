"""What the clock asks of memberships."""

from datetime import datetime

from django_tasks import task

from openiln.jobs.schedule import Every, declare
from openiln.membership.actions.following import tell_interested


@task
def tell_who_follows(*, at: datetime) -> None:
    """Tell whoever follows a network that a way in has opened."""
    tell_interested(at)


declare(Every.DAY, tell_who_follows)
