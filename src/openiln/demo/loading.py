"""Loads the demonstration: the rules that ship here, what is published, and Northland."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from openiln.charters import facade as charters
from openiln.demo import northland, published
from openiln.kernel.seat import Operator

NETWORKS = Path(__file__).resolve().parent.parent / "charters" / "networks"


@transaction.atomic
def load(at: datetime) -> tuple[str, ...]:
    """Load what is not there yet, all or nothing; returns what was done, in sentences.

    Raises:
        RuleViolation: what is there was loaded by an earlier version.
    """
    done = []
    for file in sorted(NETWORKS.glob("*.toml")):
        charters.load_charter(charters.read_text(file), by=Operator(), at=at)
        done.append(f"{file.name} is in force.")
    if published.load(at):
        done.append("Mississippi's founding districts and the national network's states are in.")
    if northland.seed(at):
        done.append("Northland has its agency, its districts and their people.")
    return tuple(done)
