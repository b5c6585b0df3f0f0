"""What the clock and the news of the directory ask of memberships."""

from datetime import datetime

from django_tasks import task

from openiln.jobs import queue
from openiln.jobs.schedule import Every, declare
from openiln.kernel.outbox import Payload, handles
from openiln.membership.actions import todays_rules
from openiln.membership.actions.following import tell_interested
from openiln.membership.actions.listing import list_all
from openiln.membership.queries import memberships


@task
def tell_who_follows(*, at: datetime) -> None:
    """Tell whoever follows a network that a way in has opened."""
    tell_interested(at)


declare(Every.DAY, tell_who_follows)


@task
def renew_lists(*, at: datetime) -> None:
    """A status begins or ends with a day, and new rules may name others."""
    list_all(at)


declare(Every.HOUR, renew_lists)


@task
def follow_rules(*, at: datetime) -> None:
    """New rules may ask another signature or vote for the same text."""
    for membership in memberships.in_preparation():
        todays_rules.follow_rules(membership, at=at)


declare(Every.HOUR, follow_rules)


@handles("directory.imported")
def renew_lists_by_import(_: Payload, at: datetime) -> None:
    """The directory knows more, or otherwise, of the members.

    A delivery is one transaction, and would hold SQLite's one write lock for every line: a job
    takes a batch at a time.
    """
    queue.enqueue(renew_lists, at=at)
