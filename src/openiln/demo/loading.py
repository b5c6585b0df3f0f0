"""Loads the demonstration: the rules that ship here, what is published, and what is invented."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from openiln.charters import facade as charters
from openiln.demo import published
from openiln.demo.northland import telling
from openiln.demo.northland.network import FILE as INVENTED
from openiln.kernel import triggers
from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Operator
from openiln.search import index
from openiln.search.models import Entry

NETWORKS = Path(__file__).resolve().parent.parent / "charters" / "networks"


@transaction.atomic
def load(at: datetime) -> tuple[str, ...]:
    """Load what is not there yet, all or nothing; returns what was done, in sentences.

    Raises:
        RuleViolation: what is there was loaded by an earlier version.
    """
    done = []
    for file in sorted(set(NETWORKS.glob("*.toml")) - {INVENTED}):
        charters.load_charter(charters.read_text(file), by=Operator(), at=at)
        done.append(f"{file.name} is in force.")
    if published.load(at):
        done.append("Mississippi's founding districts and the national network's states are in.")
    if telling.seed(at):
        done.append(
            "Northland has its network, its districts, their people and their story, and is in "
            "the network of invented states."
        )
    return tuple(done)


@transaction.atomic
def reset(at: datetime) -> tuple[str, ...]:
    """Give up everything, and load the demonstration anew: all or nothing. Nobody stays signed in.

    Raises:
        NotPermitted: this installation is no demonstration.
    """
    if not settings.ENVIRONMENT.demo:
        raise NotPermitted(
            "A reset gives up everything that is here, so only a demonstration is reset, and this "
            "installation is none: ILN_DEMO is not set. Nothing was touched."
        )
    for entry in Entry.objects.order_by("id"):  # SQLite's index must be told what it forgets
        index.remove(kind=entry.kind, public_id=entry.public_id)
    triggers.lift(connection)
    connection.check_constraints()  # PostgreSQL empties no table of which a check still waits
    call_command("flush", verbosity=0, interactive=False)  # its post_migrate lays them again
    return load(at)
