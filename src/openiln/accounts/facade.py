"""What other contexts may know and do about people and their access: values, never models."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from openiln.accounts import actions, permissions, queries
from openiln.accounts.models import Seat
from openiln.accounts.rules import HeldSeat, Role, demo_address, same_address
from openiln.kernel import seat as kernel
from openiln.kernel.errors import NotPermitted, RuleViolation

__all__ = [
    "HeldSeat",
    "Role",
    "SeatRecord",
    "demo_address",
    "end_seat",
    "erase_person",
    "export_person",
    "grant_seat",
    "names_of",
    "own_addresses",
    "people_of",
    "people_of_all",
    "register_served",
    "role_named",
    "seat_demo_person",
]


@dataclass(frozen=True)
class SeatRecord:
    """How it stands with one seat.

    `person` is what to call them, empty until someone has signed in; `name` is what they said they
    are called and `telephone` their number, if they did.
    """

    held: HeldSeat
    person: str
    name: str
    address: str
    granted_at: datetime
    granted_by: str
    claimed_at: datetime | None
    ended_at: datetime | None
    telephone: str


def role_named(word: str) -> Role:
    """The role of this word.

    Raises:
        RuleViolation: there is none.
    """
    try:
        return Role(word)
    except ValueError as error:
        raise RuleViolation(
            f"There is no role {word!r}. Write one of: {', '.join(Role)}."
        ) from error


def grant_seat(
    organisation_id: str, *, role: Role, address: str, by: kernel.Seat, at: datetime
) -> HeldSeat:
    """Give an e-mail address a role in an organisation. See actions.grant_seat."""
    seat = actions.grant_seat(organisation_id, role=role, address=address, by=by, at=at)
    return seat.held()


def end_seat(seat_id: str, *, reason: str, by: kernel.Seat, at: datetime) -> None:
    """End access, named by its public id. See actions.end_seat.

    Raises:
        NotPermitted: also where the seat may not even see it, or there is none.
    """
    actions.end_seat(_visible(seat_id, by), reason=reason, by=by, at=at)


def seat_demo_person(
    organisation_id: str,
    *,
    role: Role,
    address: str = "",
    name: str = "",
    telephone: str = "",
    by: kernel.Seat,
    at: datetime,
) -> HeldSeat:
    """Seat an invented person in a demonstration. See actions.seat_demo_person."""
    return actions.seat_demo_person(
        organisation_id, role=role, address=address, name=name, telephone=telephone, by=by, at=at
    ).held()


def export_person(address: str, *, by: kernel.Seat) -> dict[str, object]:
    """All that is kept about whoever has an e-mail address, as JSON can say it.

    Raises:
        NotPermitted: someone else asks than the person or the operator.
    """
    address = same_address(address)
    person = queries.person_at(address)
    permissions.check_can_export(by, person)
    return queries.record_of(address, person)


def erase_person(address: str, *, by: kernel.Seat, at: datetime) -> int:
    """Take away who someone was; returns how many rows changed. See actions.erase_person."""
    return actions.erase_person(address, by=by, at=at)


def people_of(organisation_id: str, seat: kernel.Seat) -> list[SeatRecord]:
    """Who acts, was invited to act, or has acted for an organisation; nobody to a stranger."""
    return [_record(found) for found in queries.people_of(organisation_id, seat)]


def people_of_all(organisation_ids: Collection[str], seat: kernel.Seat) -> list[SeatRecord]:
    """The same of several organisations, by organisation: of those that the seat may see."""
    return [_record(found) for found in queries.people_of_all(organisation_ids, seat)]


def names_of(seat_ids: Collection[str], seat: kernel.Seat) -> dict[str, str]:
    """What the people in some seats say they are called, by seat. See queries.names_of."""
    return queries.names_of(seat_ids, seat)


def own_addresses(seat: kernel.Seat) -> set[str]:
    """Every address to which whoever holds a seat was given one, this one or another."""
    return queries.own_addresses(seat)


def register_served(served: permissions.Served) -> permissions.Served:
    """Let a context above say which organisations a seat's agency serves, and which whole."""
    return permissions.register_served(served)


def _visible(seat_id: str, by: kernel.Seat) -> Seat:
    found = queries.visible_to(by).filter(public_id=seat_id).first()
    if found is None:
        raise NotPermitted("You may not see who this is. Choose from the list of people.")
    return found


def _record(seat: Seat) -> SeatRecord:
    return SeatRecord(
        held=seat.held(),
        person=str(seat.person or ""),
        name=seat.person.name if seat.person else "",
        address=seat.granted_to,
        granted_at=seat.granted_at,
        granted_by=seat.granted_by_label,
        claimed_at=seat.claimed_at,
        ended_at=seat.ended_at,
        telephone=seat.person.telephone if seat.person else "",
    )
