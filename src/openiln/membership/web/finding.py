"""Finds by name who may be a member of a network."""

from openiln.charters.facade import Charter, MemberKind
from openiln.directory import facade as directory
from openiln.directory.facade import Kind, OrganisationFact
from openiln.kernel.seat import Operator, Seat
from openiln.membership import facade

_KINDS = {
    MemberKind.DISTRICT: Kind.DISTRICT,
    MemberKind.SCHOOL: Kind.SCHOOL,
    MemberKind.STATE: Kind.AGENCY,
}


def organisations_called(words: str, charter: Charter, seat: Seat) -> list[OrganisationFact]:
    """Organisations of the kind and, but for states, of the state of a network's members."""
    kind = _KINDS[charter.network.member_kind]
    state = "" if kind is Kind.AGENCY else _state_of(charter)
    return directory.search(seat, words, state=state, kind=kind)


def _state_of(charter: Charter) -> str:
    """The state of a network; where its rules name none, that of the agency that runs it."""
    if charter.network.state:
        return charter.network.state
    agency = directory.organisation(Operator(), facade.steward_of(charter.network.id))
    return agency.state if agency else ""
