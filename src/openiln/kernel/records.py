"""How long stored things are kept, and what is kept about one person.

Every model says its class (`keep`). A context that keeps something about people registers how it is
exported and erased; `accounts` asks all of them, in one transaction. Whoever is erased leaves a
tombstone: that a seat did what it did is the organisation's record, and stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openiln.kernel.seat import Seat


class Keep(StrEnum):
    """A retention class.

    RECORD stays as long as the installation: what was promised, decided, done or published.
    PERSON stays so too, but whom it is about is taken out when that person is erased.
    PASSING stays until it has done its work, and at most thirteen months.
    """

    RECORD = "record"
    PERSON = "person"
    PASSING = "passing"


@dataclass(frozen=True)
class Whom:
    """Someone about whom something is kept: an e-mail address, and public ids of their seats."""

    address: str
    seat_ids: frozenset[str] = frozenset()


def keep_of(model: type) -> Keep:
    """The retention class of a model; one that says none is part of the record."""
    found: Keep = getattr(model, "keep", Keep.RECORD)
    return found


Export = Callable[[Whom], list[dict[str, str]]]
Erase = Callable[[Whom, Seat, datetime], int]

_holders: dict[str, tuple[Export, Erase]] = {}


def register(name: str, export: Export, erase: Erase) -> None:
    """Let a context say what it keeps about someone, and how it takes them out of it.

    `erase` returns how many rows it changed, and records each in the audit where it is no message.
    """
    _holders[name] = (export, erase)


def export(whom: Whom) -> dict[str, list[dict[str, str]]]:
    """What every context keeps about someone, by the context's name."""
    return {name: export_of(whom) for name, (export_of, _) in sorted(_holders.items())}


def erase(whom: Whom, *, by: Seat, at: datetime) -> int:
    """Take someone out of what every context keeps; returns how many rows were changed."""
    return sum(erase_in(whom, by, at) for _, (_, erase_in) in sorted(_holders.items()))
