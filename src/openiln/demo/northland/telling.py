"""Tells Northland's story in the order of time, with the time passed in, anchored to one moment."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from openiln.accounts.facade import HeldSeat, Role
from openiln.demo.northland import districts, national, network, news, people, troubles
from openiln.demo.northland.deeds import Deed, Staff
from openiln.demo.northland.people import District
from openiln.demo.northland.story import stories
from openiln.demo.northland.working import Happening, deliver
from openiln.membership import facade as membership

HOME, JOINING = "Birch County", "Hallowbrook"
"""The member and the joining district whose people the sign-in page offers."""


def seed(at: datetime) -> bool:
    """Tell it, up to `at`; False where it was told already."""
    if membership.steward_of(network.ID):
        return False
    (began, earlier), (changed, shipped) = network.rules(at)
    beginning = datetime.combine(began, time(12), UTC)
    network.load_rules(earlier, beginning)
    year = districts.year_of(began)
    agency = network.add_agency(year, beginning)
    partner = network.add_partner(year, beginning)
    seats = _seat_agency(agency, partner, beginning)
    staff = Staff(seats[Role.STEWARD_STAFF])
    council = national.found(began, year, beginning)
    districts.import_facts(year, growth=1.03, at=beginning)
    known = {d.short: d for d in map(_district, districts.read_table())}
    _show(known)
    happenings = [
        (datetime.combine(changed, time(12), UTC) - timedelta(days=60), _load(shipped)),
        *_publications(at, beginning),
        *_told(known, staff, at),
        *national.happenings(seats[Role.STATE_CONTACT], council, year, at),
        *news.happenings(staff.by, at),
        *troubles.happenings(f"new.teacher@{known[HOME].domain}", at),
    ]
    for moment, happen in sorted(happenings, key=lambda happening: happening[0]):
        happen(moment)
        deliver(moment)
    _seat_several(known, partner, at)
    return True


def _district(row: dict[str, str]) -> District:
    fact = districts.found(row)
    return District(fact.id, fact.name)


def _show(known: dict[str, District]) -> None:
    """Say whom of the districts' people the sign-in page offers."""
    known[HOME].shown = {role: people.shown_as(role) for role in Role}
    of_a_member = people.Shown(Role.SUPERINTENDENT.value, "Superintendent of a member")
    known[HOME].shown[Role.SUPERINTENDENT] = of_a_member
    known[JOINING].shown = {
        Role.SUPERINTENDENT: people.Shown(
            "superintendent-joining", "Superintendent of a district that is joining"
        )
    }


def _load(text: str) -> Callable[[datetime], object]:
    return lambda moment: network.load_rules(text, moment)


def _publications(at: datetime, beginning: datetime) -> list[Happening]:
    """The ratings as they came out, year by year, and the figures of the last two years."""
    today = at.date()
    happenings: list[Happening] = []
    letters = [row["letters"] for row in districts.read_table()]
    for place, year in enumerate(districts.rated_years(today)):
        given = [of_district[place] for of_district in letters]
        out = datetime.combine(districts.published_on(year), time(6), UTC)
        happenings.append((max(out, beginning), _rate(year, given)))
    this_year = districts.year_of(today)
    happenings += [
        (at - timedelta(days=2), _state(this_year - 1, 1.01)),
        (at - timedelta(days=1), _state(this_year, 1.0)),
    ]
    return happenings


def _rate(year: int, letters: list[str]) -> Callable[[datetime], object]:
    return lambda moment: districts.import_ratings(year, letters, at=moment)


def _state(year: int, growth: float) -> Callable[[datetime], object]:
    return lambda moment: districts.import_facts(year, growth=growth, at=moment)


def _told(known: dict[str, District], staff: Staff, at: datetime) -> list[Happening]:
    """Every deed with its moment; those of one district on one day follow each other by minutes."""
    happenings: list[Happening] = []
    for name, story in stories(staff).items():
        for minute, (days, deed) in enumerate(story):
            moment = at - timedelta(days=days) + timedelta(minutes=minute - len(story))
            happenings.append((moment, _done(known[name], deed)))
    return happenings


def _done(district: District, deed: Deed) -> Callable[[datetime], object]:
    return lambda moment: deed(district, moment)


def _seat_agency(agency: str, partner: str, at: datetime) -> dict[Role, HeldSeat]:
    """Seat the partner's people and the agency's; returns those of the agency."""
    people.seat_shown(partner, Role.PARTNER, people.shown_as(Role.PARTNER), at)
    return {
        role: people.seat_shown(agency, role, people.shown_as(role), at)
        for role in people.OF_THE_AGENCY
    }


def _seat_several(known: dict[str, District], partner: str, at: datetime) -> None:
    """Seat people who act for more than one organisation."""
    both = people.Shown("two-roles", "Someone with two roles")
    people.seat_shown(known["Amberwick"].id, Role.EDUCATOR, both, at)
    people.seat_shown(known[HOME].id, Role.MENTOR, both, at)
    for short, place, role in (
        ("Emberlyn", known["Fallowmere"].id, Role.MENTOR),
        ("Copperlea", partner, Role.MENTOR),
    ):
        head = Role.SUPERINTENDENT
        address = f"{head.value}@{known[short].domain}"
        people.seat_at(place, role, at, address=address, name=f"{head.label}, {short}")
