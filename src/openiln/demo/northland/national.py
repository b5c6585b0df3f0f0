"""The invented national network; Northland is a member of it by its letter, as any state is."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from openiln.accounts.facade import HeldSeat, Role
from openiln.charters import facade as charters
from openiln.demo.northland import network, people
from openiln.demo.northland.working import Happening
from openiln.directory import facade as directory
from openiln.directory.facade import Kind
from openiln.kernel.seat import Operator
from openiln.membership import facade as membership
from openiln.membership.actions import decisions, drawing, joining, signing
from openiln.membership.models.membership import Membership

if TYPE_CHECKING:
    from collections.abc import Callable

ID = "invented-states"
FILE = Path(__file__).resolve().parents[1] / "invented-states.toml"
COUNCIL, NOWHERE = "Council of Invented States", "XX"
"""Who runs it, and the code that stands for no state."""

OTHERS = {"XE": ("Eastmark", 800), "XS": ("Southmark", 610)}
"""The other states, by codes that no state has, and how many days ago each asked to join."""

NORTHLAND_ASKED, TIER = 430, "member"


def found(began: date, year: int, at: datetime) -> HeldSeat:
    """Put its rules in force and seat who decides there; returns their seat."""
    network.load_rules(network.dated(charters.read_text(FILE), began), at)
    council = _add(Kind.PARTNER, COUNCIL, NOWHERE, year, at)
    membership.name_steward(ID, organisation_id=council, by=Operator(), at=at)
    staff = Role.STEWARD_STAFF
    return people.seat_at(
        council, staff, at, address="staff@council.example", name=f"{staff.label}, the Council"
    )


def happenings(contact: HeldSeat, staff: HeldSeat, year: int, at: datetime) -> list[Happening]:
    """How each state came in: it asks, writes, signs and sends in; the Council approves."""
    told = _came_in(State(contact), staff, at - timedelta(days=NORTHLAND_ASKED))
    for code, (name, days) in OTHERS.items():
        asked = at - timedelta(days=days)
        other = State()
        told.append((asked - timedelta(days=1), partial(other.arrive, code, name, year)))
        told += _came_in(other, staff, asked)
    return told


class State:
    """A state while its story is told: who speaks for it, and how it stands in the network."""

    def __init__(self, contact: HeldSeat | None = None) -> None:
        self.contact = contact
        self.membership: Membership | None = None

    def arrive(self, code: str, name: str, year: int, at: datetime) -> None:
        """Its agency is added, and its point of contact seated."""
        agency = _add(Kind.AGENCY, f"{name} Department of Education", code, year, at)
        role = Role.STATE_CONTACT
        address = f"{role.value}@{name.lower()}.example"
        self.contact = people.seat_at(
            agency, role, at, address=address, name=f"{role.label}, {name}"
        )

    @property
    def member(self) -> tuple[Membership, HeldSeat]:
        """How it stands, and who speaks for it.

        Raises:
            RuntimeError: it has not begun: the story is told in the wrong order.
        """
        if self.membership is None or self.contact is None:
            raise RuntimeError("This state has not asked to join.")
        return self.membership, self.contact

    def ask(self, at: datetime) -> None:
        assert self.contact is not None  # noqa: S101 -- it has arrived
        self.membership = joining.request_membership(
            ID, organisation_id=self.contact.organisation_id, tier=TIER, by=self.contact, at=at
        )

    def write(self, at: datetime) -> None:
        standing, by = self.member
        words = "Our districts visit each other already; we want to see how other states do it."
        drawing.write_statement(standing, statement=words, read=_text(standing), by=by, at=at)

    def sign(self, at: datetime) -> None:
        standing, by = self.member
        title = Role.STATE_CONTACT.label
        name = f"{title}, {standing.organisation}"
        signing.sign_letter(
            standing, signatory="chief", name=name, title=title, read=_text(standing), by=by, at=at
        )

    def send_in(self, at: datetime) -> None:
        standing, by = self.member
        drawing.submit_letter(standing, by=by, at=at)

    def be_approved(self, by: HeldSeat, at: datetime) -> None:
        standing, _ = self.member
        decisions.approve(standing, read=_text(standing), by=by, at=at)


def _came_in(state: State, staff: HeldSeat, asked: datetime) -> list[Happening]:
    steps: list[Callable[[datetime], object]] = [
        *(state.ask, state.write, state.sign, state.send_in),
        partial(state.be_approved, staff),
    ]
    return [(asked + timedelta(days=3 * place), step) for place, step in enumerate(steps)]


def _text(standing: Membership) -> str:
    return standing.letters.latest("number").sha256


def _add(kind: Kind, name: str, code: str, year: int, at: datetime) -> str:
    return directory.add_organisation(
        kind=kind, name=name, state=code, year=year, by=Operator(), at=at
    )
