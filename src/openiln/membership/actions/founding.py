"""Records members that a published source names, and whose letter is not here."""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from openiln.charters.facade import Charter
from openiln.kernel import audit
from openiln.kernel.errors import BadInput, OutOfDate, RuleViolation
from openiln.kernel.seat import Seat
from openiln.membership.actions.moving import publish
from openiln.membership.models.membership import HeldDesignation, Membership
from openiln.membership.permissions import check_can_record_founding
from openiln.membership.queries import in_force, ways
from openiln.membership.rules.listing import Held, check_spell
from openiln.membership.rules.states import State

LONGEST_SOURCE = 300


@transaction.atomic
def record_founding_member(
    network_id: str,
    *,
    organisation_id: str,
    tier: str,
    on: date,
    source: str,
    designations: Collection[str] = (),
    by: Seat,
    at: datetime,
) -> Membership:
    """Record that a published source names an organisation as a member (MS-04, MS-05, CC-01).

    `source` follows "by": "the release of 14 March 2018"; `on` is its day, by which the
    organisation was a member and held the `designations`. Nobody signed or decided here, so there
    is no letter, no decision and no receipt. Eligibility is not asked: what is published is a
    fact (MS-01).

    Raises:
        NotPermitted: the seat is not the operator's.
        OutOfDate: the organisation is under way in the network or a member already.
        BadInput, RuleViolation: no source; a day to come; another kind or state; rules, tier or
            status are not known; a status is recorded for that day already, under an earlier
            membership.
    """
    check_can_record_founding(by)
    source = _check_source(source)
    charter = in_force.network(network_id, at).charter
    in_force.tier_called(charter, tier)
    _check_designations(charter, designations)
    if on > in_force.local_day(charter, at):
        raise BadInput("The day of the source lies in the future. Write the day that it bears.")
    began = datetime.combine(on, time(), ZoneInfo(charter.network.time_zone))
    in_force.network(network_id, began)
    membership = Membership(
        network_id=network_id,
        organisation_id=organisation_id,
        tier=tier,
        state=State.MEMBER,
        state_since=began,
        began_at=began,
        route=f"By {source}.",
        source=source,
        member_on=on,
    )
    _save(membership, ways.candidate_name(charter, organisation_id))
    names = {d.id: d.name for d in charter.designations}
    for designation in designations:
        beside = ways.spells_beside(network_id, organisation_id, designation)
        check_spell(Held(designation, on, None), beside, names[designation])
        HeldDesignation.objects.create(
            membership=membership, designation=designation, since=on, source=source
        )
    said = f"recorded {membership.organisation} as a member of the {charter.name} by {source}."
    audit.record(f"{by.label} {said}", by=by, at=at, about=membership)
    publish(membership, "recorded", at=at)
    return membership


def _check_source(source: str) -> str:
    source = source.strip()
    if not source:
        raise BadInput("Write what names the member, such as: the release of 14 March 2018.")
    if len(source) > LONGEST_SOURCE:
        raise BadInput(f"The source is longer than {LONGEST_SOURCE} characters. Write it shorter.")
    return source


def _check_designations(charter: Charter, wanted: Collection[str]) -> None:
    known = {designation.id for designation in charter.designations}
    for designation in wanted:
        if designation not in known:
            raise RuleViolation(
                f"The network has no status “{designation}”. Choose one of its rules."
            )


def _save(membership: Membership, name: str) -> None:
    """Save the new row. Where the organisation has an open one, the database refuses a second."""
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        raise OutOfDate(
            f"{name} is under way in this network or a member already. Nothing was recorded."
        ) from error
