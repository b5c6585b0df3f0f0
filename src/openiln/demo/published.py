"""What is published of the real networks: who runs them, and which members their sources name.

Nothing else may stand on a real organisation: no rating, signature, decision, person or standing.
Kentucky's page names no member, so none is recorded.
"""

from datetime import date, datetime
from pathlib import Path

from openiln.directory import facade as directory
from openiln.directory.facade import Kind
from openiln.kernel.seat import Operator
from openiln.membership import facade as membership

DISTRICTS = Path(__file__).parent / "nces-2023-24-founding-districts-of-ms-iln.csv"
PUBLISHER = "the National Center for Education Statistics, Common Core of Data"
"""Ids and figures of 2023-24, each with its source. Starkville-Oktibbeha has no point there."""

YEAR = 2017
"""The sources speak of the program year 2017-18, and call the agencies as they were called then."""

RELEASE, RELEASED_ON = "the release of 14 March 2018", date(2018, 3, 14)
JOINED = {  # MS-04: the twelve that had joined
    "2803830": "Rankin County",
    "2803480": "Pascagoula-Gautier",
    "2803660": "Pontotoc County",
    "2801860": "Hinds County",
    "2801560": "George County",
    "2802250": "Jefferson Davis County",
    "2800189": "Starkville-Oktibbeha",
    "2803120": "New Albany",
    "2803450": "Oxford",
    "2802340": "Kosciusko",
    "2804110": "South Tippah",
    "2803060": "Neshoba County",
}
EXEMPLARS = {  # MS-05: the six Districts of Innovation; Baldwyn and Booneville are two districts
    "2800540": "Baldwyn",
    "2800820": "Booneville",
    "2801260": "Corinth",
    "2801680": "Grenada",
    "2801710": "Gulfport",
    "2804470": "Vicksburg-Warren",
}
DESIGNATION = "district-of-innovation"

PAGE = "the national network's page"
PAGE_READ_AS_OF = date(2018, 1, 1)
"""The page names no day; this is the first of the rules that ship with the product."""
COUNCIL = "Council of Chief State School Officers"
STATES = {  # CC-01: the eight that the page names, "and others"; and Mississippi, which takes part
    "AR": "Arkansas Department of Education",
    "CA": "California Department of Education",
    "CO": "Colorado Department of Education",
    "IA": "Iowa Department of Education",
    "KY": "Kentucky Department of Education",
    "MS": "Mississippi Department of Education",
    "NH": "New Hampshire Department of Education",
    "OH": "Ohio Department of Education",
    "VA": "Virginia Department of Education",
}


def load(at: datetime) -> bool:
    """Record what is published, once; False where it is recorded already."""
    if membership.steward_of("ccsso-iln"):
        return False
    agencies = {state: _agency(name, state, at) for state, name in STATES.items()}
    stewards = {
        "ccsso-iln": _agency(COUNCIL, "", at),
        "ms-iln": agencies["MS"],
        "kyiln": agencies["KY"],
    }
    for network_id, organisation_id in stewards.items():
        membership.name_steward(network_id, organisation_id=organisation_id, by=Operator(), at=at)
    for organisation_id in agencies.values():
        _record("ccsso-iln", organisation_id, PAGE_READ_AS_OF, PAGE, (), at)
    directory.import_file(DISTRICTS, source=PUBLISHER, by=Operator(), at=at)
    for nces_id in JOINED | EXEMPLARS:
        found = directory.organisation_by_nces_id(Operator(), nces_id)
        assert found is not None  # noqa: S101 -- the file has them all, and a test says so
        held = (DESIGNATION,) if nces_id in EXEMPLARS else ()
        _record("ms-iln", found.id, RELEASED_ON, RELEASE, held, at)
    return True


def _agency(name: str, state: str, at: datetime) -> str:
    return directory.add_organisation(
        kind=Kind.AGENCY, name=name, state=state, year=YEAR, by=Operator(), at=at
    )


def _record(
    network_id: str,
    organisation_id: str,
    on: date,
    source: str,
    held: tuple[str, ...],
    at: datetime,
) -> None:
    membership.record_founding_member(
        network_id,
        organisation_id=organisation_id,
        tier="member",
        on=on,
        source=source,
        designations=held,
        by=Operator(),
        at=at,
    )
