"""What others may know of a membership: values."""

from dataclasses import dataclass
from datetime import date, datetime

from openiln.membership.rules.states import Holder, State


@dataclass(frozen=True)
class MembershipFact:
    """How it stands between an organisation and a network. Ids are public ids.

    `member_on` is the day on which it became a member, `ended_on` the first on which it was none.
    `source` is what names a member whose letter is not here ("the release of 14 March 2018");
    then `member_on` is the day by which it was one.
    """

    id: str
    network_id: str
    organisation_id: str
    organisation: str
    tier: str
    state: State
    holder: Holder
    since: datetime
    route: str
    source: str
    member_on: date | None
    ended_on: date | None
    url: str


@dataclass(frozen=True)
class DesignationFact:
    """A designation that an organisation holds. `until` is its last day."""

    organisation_id: str
    organisation: str
    designation: str
    since: date
    until: date | None
    source: str


@dataclass(frozen=True)
class ParticipantFact:
    """A person on a member's roster of one program year."""

    id: str
    name: str
    role: str
    contact: str
