"""Networks of invented states for tests of membership, as the charter files that found them."""

from pathlib import Path

import make
from openiln.charters.actions import load_charter
from openiln.charters.rules.charter import Charter
from openiln.charters.rules.checking import read_charter
from openiln.kernel.seat import Operator

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "openiln" / "charters" / "networks"

NORTHLAND = """
[network]
id = "northland-iln"
name = "Northland Innovation Lab Network"
steward = "the Northland Department of Education"
in_force_on = 2022-07-01
state = "NL"
time_zone = "America/Chicago"
fictional = true

[words]
steward = "NDE"
member = "district"

[[signatories]]
id = "superintendent"
name = "Superintendent"

[[signatories]]
id = "teachers"
name = "Teachers"
signs_as = "one-for-a-group"

[[signatories]]
id = "board"
name = "Local school board"
signs_as = "a-body-by-resolution"

[[tiers]]
id = "member"
name = "Member district"
routes = [
  {{ rating = ["A", "B"], of_year = "latest-final" }},
  {{ designation = "district-of-innovation" }},
  {{ invited_towards = "district-of-innovation" }},
  {{ exception = "recorded" }},
]
signatories = ["superintendent", "teachers", "board"]
approved_by = "{approved_by}"
may_register_interest = {interest}

[[clauses]]
id = "meetings"
said_by = "member"
text = "We take part in the quarterly meetings."

[[clauses]]
id = "sharing"
said_by = "member"
text = "We share what we learn."

[[clauses]]
id = "help"
said_by = "steward"
text = "We help you."

[[designations]]
id = "district-of-innovation"
name = "District of Innovation"
exemplar = true
text = "A model to others."
requires = {{ invited = true, membership_years = 1 }}
"""

EXEMPLAR = """
[[tiers]]
id = "exemplar"
name = "Exemplar district"
routes = [{ designation = "district-of-innovation" }, { exception = "recorded" }]
signatories = ["superintendent"]
approved_by = "signature-alone"
may_register_interest = false
"""

SECOND_STATUS = """
[[tiers]]
id = "lab"
name = "Lab district"
routes = [{ invited_towards = "lab-of-the-state" }]
signatories = ["superintendent"]
approved_by = "steward"

[[designations]]
id = "lab-of-the-state"
name = "Lab of the State"
text = "It tries what is new."
requires = { invited = true }

[[designations]]
id = "emerging"
name = "Emerging District"
text = "On its way."
requires = { invited = true }
"""

VOTING = """
[network]
id = "southmark-iln"
name = "Southmark Innovation Lab Network"
steward = "the Southmark Education Agency"
in_force_on = 2022-07-01
fictional = true

[[signatories]]
id = "superintendent"
name = "Superintendent"

[[signatories]]
id = "teachers"
name = "Teachers"
signs_as = "one-for-a-group"
vote = "teacher-vote"

[[votes]]
id = "teacher-vote"
name = "Vote of the teachers"
electorate = "Every teacher employed by the district."
denominator = "{denominator}"
threshold = "2/3"
passes = "{passes}"
secret = true
certified_by = "the district's clerk"
notice_days = 10
not_applicable = ["The district employs no teachers."]
{quorum}

[[tiers]]
id = "member"
name = "Member"
routes = [{{ open_to = "Any district of the state." }}]
signatories = ["superintendent", "teachers"]

[[clauses]]
id = "meetings"
said_by = "member"
text = "We come to the meetings."
"""


def northland_text(*, approved_by: str = "steward", interest: str = "true") -> str:
    return NORTHLAND.format(approved_by=approved_by, interest=interest)


def two_tiers_text() -> str:
    """Northland's, with a second kind of membership."""
    return northland_text() + EXEMPLAR


def two_statuses_text() -> str:
    """Northland's, with a kind of membership that prepares for another status, and a third one."""
    return northland_text() + SECOND_STATUS


def voting_text(
    *, denominator: str = "eligible", passes: str = "at-least", quorum: str = ""
) -> str:
    return VOTING.format(denominator=denominator, passes=passes, quorum=quorum)


def northland(**words: str) -> Charter:
    return read_charter(northland_text(**words))


def voting(**words: str) -> Charter:
    return read_charter(voting_text(**words))


def load_shipped(name: str) -> None:
    """Put a network that ships with the product in force."""
    load_charter((SHIPPED / f"{name}.toml").read_text(), by=Operator(), at=make.NOW)
