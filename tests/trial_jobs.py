"""Jobs for tests of the queue: at the top of a module, where a worker's process can find them."""

import os
import signal
import sys

from django_tasks import task

from openiln.accounts.models import Person
from openiln.kernel import outbox

SECRET = "what a person typed"


@task
def add_person(email, *, at):
    """Do no harm when run twice. Waits in the middle where a test asks for it."""
    if os.environ.get("TRIAL_WAITS"):
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        sys.stdin.read()
    Person.objects.get_or_create(email=email, defaults={"joined_at": at})


@task
def fail(secret, *, at):
    """Fail, with words that no log may carry."""
    raise ValueError(secret)


@task
def end_this_process(*, at):
    """Ask the process to end, as an operator would."""
    os.kill(os.getpid(), signal.SIGTERM)


@task
def hourly(*, at):
    """Do nothing."""


@task
def daily(*, at):
    """Do nothing."""


@outbox.handles("trial.kills")
def write_and_end_this_process(payload, at):
    """Write, and die before the mark where a test asks for it."""
    Person.objects.get_or_create(email=payload["email"], defaults={"joined_at": at})
    if os.environ.get("TRIAL_DIES"):
        os._exit(9)
