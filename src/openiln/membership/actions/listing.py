"""Keeps the lists of members as what they are drawn from says. Nothing is decided here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from openiln.charters import facade as charters
from openiln.charters.facade import Charter
from openiln.directory import facade as directory
from openiln.directory.facade import LatestFacts
from openiln.kernel.seat import Operator
from openiln.membership.models.listing import FACETS, Cell, Faceted, Listing
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, listing
from openiln.membership.rules.listing import Held, shown_status

BATCH = 2_000
DRAWN = (
    *FACETS,
    *("organisation_id", "name", "nces_id", "state_code"),
    *("size", "enrolment", "latitude", "longitude", "is_exemplar", "member_on"),
)


def list_membership(membership: Membership, *, at: datetime) -> None:
    """Bring the line of a membership that is locked up to date."""
    charter = in_force.network(membership.network_id, at).charter
    _write([membership], {membership.network_id: charter}, at)


def list_all(at: datetime) -> int:
    """Bring every line up to date; returns how many were written. A line that is right stays."""
    rules = {n.id: n.charter for n in charters.networks_today(Operator(), at)}
    known = Membership.objects.filter(network_id__in=rules).order_by("id")
    keys = list(known.values_list("pk", flat=True))
    written = 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            locked = known.select_for_update().filter(pk__in=keys[start : start + BATCH])
            written += _write(list(locked), rules, at)
    return written


def _write(memberships: Sequence[Membership], rules: Mapping[str, Charter], at: datetime) -> int:
    held = listing.held_by(memberships)
    facts = directory.latest_facts(Operator(), {m.organisation_id for m in memberships})
    standing = {line.membership_id: line for line in listing.listings_of(memberships)}
    drawn = [
        _line(m, facts[m.organisation_id], rules[m.network_id], held.get(m.pk, ()), at)
        for m in memberships
    ]
    wrong = [line for line in drawn if _differs(line, standing.get(line.membership_id))]
    if not wrong:
        return 0
    put_in_cells(wrong)
    Listing.objects.bulk_create(
        wrong,
        update_conflicts=True,
        unique_fields=["membership"],
        update_fields=["cell", "network", *DRAWN[1:]],
    )
    return len(wrong)


def put_in_cells(lines: Sequence[Listing]) -> None:
    """Give each line the cell in which it is counted, made where it is the first."""
    known = listing.cells_in({line.network_id for line in lines})
    new = {_place(line) for line in lines} - {_place(cell) for cell in known}
    Cell.objects.bulk_create(
        [Cell(**dict(zip(FACETS, place, strict=True))) for place in sorted(new, key=str)],
        ignore_conflicts=True,  # another may have made it since
    )
    keys = {_place(cell): cell.pk for cell in known.all()}
    for line in lines:
        line.cell_id = keys[_place(line)]


def _place(faceted: Faceted) -> tuple[object, ...]:
    return tuple(getattr(faceted, name) for name in FACETS)


def _differs(line: Listing, standing: Listing | None) -> bool:
    if standing is None or _place(standing.cell) != _place(line):
        return True
    return any(getattr(line, n) != getattr(standing, n) for n in DRAWN)


def _line(
    membership: Membership, known: LatestFacts, charter: Charter, held: Sequence[Held], at: datetime
) -> Listing:
    today = in_force.local_day(charter, at)
    designation, is_exemplar = shown_status(charter.designations, held, today)
    enrolment = known.enrolment.value if known.enrolment else None
    latitude, longitude = known.point.value if known.point else (None, None)
    return Listing(
        membership=membership,
        network_id=membership.network_id,
        state=str(membership.state),
        tier=membership.tier,
        organisation_id=membership.organisation_id,
        name=known.organisation.name,
        nces_id=known.organisation.nces_id,
        state_code=known.organisation.state,
        locale=known.locale.value[0] if known.locale else "",
        size=directory.size_of(enrolment),
        enrolment=enrolment,
        latitude=latitude,
        longitude=longitude,
        designation=designation,
        is_exemplar=is_exemplar,
        member_on=membership.member_on,
        member_since=membership.member_on.year if membership.member_on else None,
    )
