"""Northland, a state that does not exist: what the demonstration needs to be tried by its people.

Everything here is invented. What happens to the districts is left to whoever tries the system.
"""

import csv
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from openiln.accounts import facade as accounts
from openiln.accounts.facade import Role
from openiln.directory import facade as directory
from openiln.directory.facade import Kind
from openiln.kernel.seat import Operator
from openiln.membership import facade as membership

NETWORK = "northland-iln"
AGENCY = "Northland Department of Education"
YEAR = 2025
RATED = {  # district: letter of 2025-26
    "Birch County School District": "B",
    "Cedar Falls School District": "A",
    "Lake Harbor School District": "C",
    "Prairie Ridge School District": "A",
    "Stone Valley School District": "D",
    "Willow Creek School District": "B",
}
HOME = "Birch County School District"
OF_THE_AGENCY = (Role.STEWARD_STAFF, Role.STEWARD_REVIEWER, Role.STATE_CONTACT)
OF_THE_DISTRICT = (
    Role.SUPERINTENDENT,
    Role.DELEGATE,
    Role.BOARD_CLERK,
    Role.DISTRICT_LEAD,
    Role.SCHOOL_LEADER,
    Role.EDUCATOR,
    Role.MENTOR,
    Role.VIEWER,
)


@transaction.atomic
def seed(at: datetime) -> bool:
    """Add Northland's agency, districts, ratings and people; False where they are there already."""
    if membership.steward_of(NETWORK):
        return False
    by = Operator()
    agency = directory.add_organisation(
        kind=Kind.AGENCY, name=AGENCY, state="NL", year=YEAR, by=by, at=at
    )
    districts = {
        name: directory.add_organisation(
            kind=Kind.DISTRICT, name=name, state="NL", year=YEAR, by=by, at=at
        )
        for name in RATED
    }
    _rate(at)
    membership.name_steward(NETWORK, organisation_id=agency, by=by, at=at)
    for organisation, roles in ((agency, OF_THE_AGENCY), (districts[HOME], OF_THE_DISTRICT)):
        for role in roles:
            accounts.seat_demo_person(organisation, role=role, by=by, at=at)
    return True


def _rate(at: datetime) -> None:
    """Import the ratings as an operator would: from a file, by the districts' names."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "northland-ratings.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["name", "state", "year", "letter", "scale", "cut_set", "final"])
            rows.writerows(
                [name, "NL", f"{YEAR}-{YEAR - 1999}", letter, "1000", "invented", "yes"]
                for name, letter in RATED.items()
            )
        directory.import_file(path, source="NDE", by=Operator(), at=at)
