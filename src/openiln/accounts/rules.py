"""The roles that a person can act in, who may give them, and the seat as a value. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does for the organisation that they act for."""

    STEWARD_STAFF = "steward-staff"
    STEWARD_REVIEWER = "steward-reviewer"
    STATE_CONTACT = "state-contact"
    SUPERINTENDENT = "superintendent"
    DELEGATE = "delegate"
    BOARD_CLERK = "board-clerk"
    DISTRICT_LEAD = "district-lead"
    SCHOOL_LEADER = "school-leader"
    EDUCATOR = "educator"
    MENTOR = "mentor"
    PARTNER = "partner"
    VIEWER = "viewer"

    @property
    def label(self) -> str:
        """What a page calls the role: no page says "steward"."""
        return LABELS[self]

    @property
    def purpose(self) -> str:
        """What someone in the role is there to do, in one line."""
        return PURPOSES[self]


LABELS = {
    Role.STEWARD_STAFF: "Network staff",
    Role.STEWARD_REVIEWER: "Network reviewer",
    Role.STATE_CONTACT: "State point of contact",
    Role.SUPERINTENDENT: "Superintendent",
    Role.DELEGATE: "Delegate of the superintendent",
    Role.BOARD_CLERK: "Board clerk",
    Role.DISTRICT_LEAD: "District lead",
    Role.SCHOOL_LEADER: "School leader",
    Role.EDUCATOR: "Teacher or administrator",
    Role.MENTOR: "Mentor or coach",
    Role.PARTNER: "Partner or facilitator",
    Role.VIEWER: "Viewer",
}
PURPOSES = {
    Role.STEWARD_STAFF: "Runs the network: approves, decides, schedules, gives access.",
    Role.STEWARD_REVIEWER: "Reviews what districts send in and advises; decides nothing.",
    Role.STATE_CONTACT: "Speaks for the state in the national network.",
    Role.SUPERINTENDENT: "Signs for the district and gives its people access.",
    Role.DELEGATE: "Prepares what the superintendent will sign.",
    Role.BOARD_CLERK: "Records what the local school board decided.",
    Role.DISTRICT_LEAD: "Does the district's work in the network from day to day.",
    Role.SCHOOL_LEADER: "Leads the work of one school.",
    Role.EDUCATOR: "Takes part: tries practices, is coached, signs for colleagues.",
    Role.MENTOR: "Supports others and records when they spoke.",
    Role.PARTNER: "Takes part from outside, in the groups that they are in.",
    Role.VIEWER: "Reads what the organisation sees, and changes nothing.",
}

# By the kind of organisation, as the directory names kinds. MS-22: a mentor may be a whole
# district; MS-60: partners, facilitators and experts take part; CC-13: one key contact per state.
ROLES_OF = {
    "agency": frozenset(
        {Role.STEWARD_STAFF, Role.STEWARD_REVIEWER, Role.STATE_CONTACT, Role.MENTOR, Role.VIEWER}
    ),
    "district": frozenset(
        {
            Role.SUPERINTENDENT,
            Role.DELEGATE,
            Role.BOARD_CLERK,
            Role.DISTRICT_LEAD,
            Role.SCHOOL_LEADER,
            Role.EDUCATOR,
            Role.MENTOR,
            Role.VIEWER,
        }
    ),
    "school": frozenset({Role.SCHOOL_LEADER, Role.EDUCATOR, Role.MENTOR, Role.VIEWER}),
    "partner": frozenset({Role.PARTNER, Role.MENTOR, Role.VIEWER}),
}
_RUNS_A_NETWORK = frozenset({Role.STEWARD_STAFF, Role.STEWARD_REVIEWER})


def roles_to_give(giver: str, *, kind: str, is_own: bool, is_served: bool) -> frozenset[Role]:
    """The roles that someone in the role `giver` may give in an organisation of a kind.

    `is_own`: it is the giver's own organisation. `is_served`: it is a member of a network that the
    giver's organisation runs. An agency never names the staff of another: the national network's
    agency serves a state's, and must not be able to take its network over.
    """
    here = ROLES_OF.get(kind, frozenset())
    if giver == Role.STEWARD_STAFF and is_own:
        return here
    if giver == Role.STEWARD_STAFF and is_served:
        return here - _RUNS_A_NETWORK
    if giver == Role.SUPERINTENDENT and is_own:
        return here - {Role.SUPERINTENDENT}
    return frozenset()


GIVERS = {Role.STEWARD_STAFF: "its network staff", Role.SUPERINTENDENT: "its superintendent"}
"""Whoever gives access in their own organisation, as a sentence names them."""


def givers_in(kind: str) -> str:
    """Whom to ask for access in an organisation of a kind, as a sentence names them."""
    here = ROLES_OF.get(kind, frozenset())
    own = [
        called
        for role, called in GIVERS.items()
        if role in here and roles_to_give(role, kind=kind, is_own=True, is_served=False)
    ]
    return ", or ".join([*own, "the staff of a network that it is in"])


@dataclass(frozen=True)
class HeldSeat:
    """A person acting for one organisation in one role: what every action takes as `by`.

    The ids are public ids; `role` is a word of Role.
    """

    public_id: str
    organisation_id: str
    role: str
    label: str
    organisation_name: str
    person_id: str

    @property
    def role_label(self) -> str:
        """What a page calls the role."""
        return Role(self.role).label


def same_address(address: str) -> str:
    """The one way in which we write an e-mail address: trimmed and in lower case."""
    return address.strip().lower()


DEMO_DOMAIN = "@people.northland.example"
"""RFC 2606 keeps .example for this: no mail to it can ever arrive."""


def demo_address(who: str) -> str:
    """The address of an invented person whom the sign-in page offers: by role, or another word."""
    return f"{who}{DEMO_DOMAIN}"
