"""Members by a published source: the quickest way to a network that has some."""

from datetime import date

import make
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.membership import facade

DAY = date(2022, 9, 14)
SOURCE = "the release of 14 September 2022"
DOI = "district-of-innovation"


def founded(
    name: str,
    network_id: str = "northland-iln",
    *,
    kind: Kind = Kind.DISTRICT,
    state: str = "NL",
    nces_id: str = "",
    held: tuple[str, ...] = (),
    **facts: object,
) -> Organisation:
    """A member of a network that is there, with what the directory knows of it."""
    owner = make.organisation(name, kind=kind, state=state, nces_id=nces_id)
    if facts:
        make.organisation_year(owner, **facts)
    facade.record_founding_member(
        network_id,
        organisation_id=owner.public_id,
        tier="member",
        on=DAY,
        source=SOURCE,
        designations=held,
        by=Operator(),
        at=make.NOW,
    )
    return owner
