"""How a stranger would call what accounts offers."""

import make
from openiln.accounts import actions, facade
from openiln.accounts.rules import Role
from tenancy import INSIDE, NOTHING, REFUSED, SEATLESS, Call, calls, meets

SEATLESS |= {
    "openiln.accounts.facade.role_named": "reads a word",
    "openiln.accounts.facade.register_served": "at the start of the program, by a context above",
}


@meets(REFUSED, "openiln.accounts.actions.grant_seat")
def _() -> Call:
    place = make.district().public_id
    words = {"role": Role.MENTOR, "address": "x@northland.example", "at": make.NOW}
    return lambda by: actions.grant_seat(place, **words, by=by)


@meets(REFUSED, "openiln.accounts.facade.grant_seat")
def _() -> Call:
    place = make.district().public_id
    words = {"role": Role.VIEWER, "address": "x@northland.example", "at": make.NOW}
    return lambda by: facade.grant_seat(place, **words, by=by)


@meets(REFUSED, "openiln.accounts.actions.claim_seats")
def _() -> Call:
    make.grant()
    return calls(actions.claim_seats, person=make.account(), at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.claim_seat")
def _() -> Call:
    return calls(actions.claim_seat, seat=make.grant(), person=make.account(), at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.name_person")
def _() -> Call:
    words = {"name": "Someone else", "telephone": "601-555-0100"}
    return calls(actions.name_person, person=make.account(), **words, at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.end_seat")
def _() -> Call:
    return calls(actions.end_seat, seat=make.seat(), reason="Out of spite", at=make.NOW)


@meets(REFUSED, "openiln.accounts.facade.end_seat")
def _() -> Call:
    seat_id = make.seat(Role.MENTOR).public_id
    return calls(facade.end_seat, seat_id=seat_id, reason="Out of spite", at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.resend_grant")
def _() -> Call:
    return calls(actions.resend_grant, seat=make.grant(), at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.seat_demo_person")
def _() -> Call:
    words = {"organisation_id": make.district().public_id, "role": Role.VIEWER, "at": make.NOW}
    return calls(actions.seat_demo_person, **words)


@meets(REFUSED, "openiln.accounts.facade.seat_demo_person")
def _() -> Call:
    words = {"organisation_id": make.district().public_id, "role": Role.VIEWER, "at": make.NOW}
    return calls(facade.seat_demo_person, **words)


@meets(REFUSED, "openiln.accounts.actions.erase_person")
def _() -> Call:
    return calls(actions.erase_person, address=make.account().email, at=make.NOW)


@meets(REFUSED, "openiln.accounts.facade.erase_person")
def _() -> Call:
    return calls(facade.erase_person, address=make.account().email, at=make.NOW)


@meets(REFUSED, "openiln.accounts.facade.export_person")
def _() -> Call:
    return calls(facade.export_person, address=make.account().email)


@meets(NOTHING, "openiln.accounts.facade.people_of")
def _() -> Call:
    place = make.seat().organisation_id
    return lambda seat: facade.people_of(place, seat)


@meets(NOTHING, "openiln.accounts.facade.people_of_all")
def _() -> Call:
    places = [make.seat().organisation_id]
    return lambda seat: facade.people_of_all(places, seat)


@meets(NOTHING, "openiln.accounts.facade.names_of")
def _() -> Call:
    seat = make.seat()
    seat.person.name = "Robin Reed"
    seat.person.save()
    return lambda by: facade.names_of([seat.public_id], by)


INSIDE["openiln.accounts.facade.own_addresses"] = "one's own: there is no word for another's"
