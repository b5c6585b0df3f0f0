"""The people of Northland: named by their role and place, at addresses that end in .example."""

from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

from openiln.accounts import facade as accounts
from openiln.accounts.facade import HeldSeat, Role
from openiln.demo.northland.districts import SUFFIX
from openiln.kernel.seat import Operator
from openiln.membership.models.membership import Membership

WHO_SIGN = (Role.SUPERINTENDENT, Role.SCHOOL_LEADER, Role.EDUCATOR, Role.BOARD_CLERK)
BESIDE_THEM = (Role.DELEGATE, Role.DISTRICT_LEAD, Role.MENTOR, Role.VIEWER)
"""Who else acts for the one member where the sign-in page offers someone in every role."""

OF_THE_AGENCY = (Role.STEWARD_STAFF, Role.STEWARD_REVIEWER, Role.STATE_CONTACT)


@dataclass(frozen=True)
class Shown:
    """Someone whom the sign-in page offers: under which word, and called what."""

    who: str
    name: str

    @property
    def address(self) -> str:
        return accounts.demo_address(self.who)


@dataclass
class District:
    """A district while its story is told: its people by role, and how it stands in the network.

    `shown` are those of its people whom the sign-in page offers.
    """

    id: str
    name: str
    shown: dict[Role, Shown] = field(default_factory=dict)
    people: dict[Role, HeldSeat] = field(default_factory=dict)
    membership: Membership | None = None

    @property
    def short(self) -> str:
        return self.name.removesuffix(SUFFIX)

    @property
    def domain(self) -> str:
        return f"{self.short.lower().replace(' ', '-')}.northland.example"

    @property
    def head(self) -> HeldSeat:
        return self.people[Role.SUPERINTENDENT]

    @property
    def member(self) -> Membership:
        """How it stands, once it has begun.

        Raises:
            RuntimeError: it has not: the story is told in the wrong order.
        """
        if self.membership is None:
            raise RuntimeError(f"{self.name} has not begun to join.")
        return self.membership


def shown_as(role: Role) -> Shown:
    """The one whom the sign-in page offers in a role, named by the role."""
    return Shown(role.value, role.label)


def seat(district: District, role: Role, at: datetime) -> HeldSeat:
    """Seat someone of a district: whom the sign-in page offers, or someone at its own domain."""
    own = (f"{role.value}@{district.domain}", f"{role.label}, {district.short}")
    shown = district.shown.get(role)
    address, name = (shown.address, shown.name) if shown else own
    held = seat_at(district.id, role, at, address=address, name=name)
    district.people[role] = held
    return held


def seat_successor(district: District, role: Role, at: datetime) -> HeldSeat:
    """Seat who comes after someone of a district."""
    address, name = f"new.{role.value}@{district.domain}", f"New {role.label}, {district.short}"
    district.people[role] = seat_at(district.id, role, at, address=address, name=name)
    return district.people[role]


def seat_shown(organisation_id: str, role: Role, shown: Shown, at: datetime) -> HeldSeat:
    """Seat someone whom the sign-in page offers."""
    return seat_at(organisation_id, role, at, address=shown.address, name=shown.name)


def seat_at(organisation_id: str, role: Role, at: datetime, *, address: str, name: str) -> HeldSeat:
    """Seat an invented person; one who has a seat already gets another.

    Their number is one of those that are kept for stories: 555-0100 to 555-0199.
    """
    return accounts.seat_demo_person(
        organisation_id,
        role=role,
        address=address,
        name=name,
        telephone=f"555-01{crc32(address.encode()) % 100:02}",
        by=Operator(),
        at=at,
    )
