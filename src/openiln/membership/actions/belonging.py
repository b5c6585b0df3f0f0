"""Every write of what belongs to a membership: designations held, and its roster."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from openiln.charters import facade as charters
from openiln.kernel import audit
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import BadInput, OutOfDate, RuleViolation
from openiln.kernel.seat import Operator, Seat
from openiln.membership.actions.joining import check_reason
from openiln.membership.actions.listing import list_membership
from openiln.membership.actions.moving import check_state, publish
from openiln.membership.models.membership import HeldDesignation, Membership, Participant
from openiln.membership.permissions import check_can_decide, check_can_prepare
from openiln.membership.queries import in_force, memberships, people, ways
from openiln.membership.rules.listing import Held, check_spell
from openiln.membership.rules.states import Step


@transaction.atomic
def record_designation(
    membership: Membership,
    *,
    designation: str,
    since: date,
    until: date | None,
    source: str,
    by: Seat,
    at: datetime,
) -> HeldDesignation:
    """Record that an organisation holds a designation, whoever gave it and since when.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: the membership is closed.
        BadInput, RuleViolation: the network knows none such; it is recorded for one of these days
            already; days or source wrong.
    """
    membership = memberships.lock(membership)
    check_can_decide(by, membership.network_id)
    if not membership.standing_state.is_open:
        raise OutOfDate("This membership is closed, so nothing is added to it.")
    charter = in_force.network(membership.network_id, at).charter
    names = {d.id: d.name for d in charter.designations}
    if designation not in names:
        raise RuleViolation(f"The network has no status “{designation}”. Choose one of its rules.")
    if not source.strip():
        raise BadInput("Write where it is on record: the order, the minutes, the release.")
    beside = ways.spells_beside(membership.network_id, membership.organisation_id, designation)
    check_spell(Held(designation, since, until), beside, names[designation])
    held = HeldDesignation.objects.create(
        membership=membership,
        designation=designation,
        since=since,
        until=until,
        source=source.strip()[:300],
    )
    said = (
        f"recorded {membership.organisation} as {names[designation]} since {day_in_words(since)}."
    )
    audit.record(f"{by.label} {said}", by=by, at=at, about=held)
    publish(membership, "designation_recorded", at=at)
    return held


@transaction.atomic
def end_designation(
    held: HeldDesignation, *, until: date, reason: str, by: Seat, at: datetime
) -> HeldDesignation:
    """Write the last day on which a designation is held, which may lie ahead, or mend it.

    A closed membership is no hindrance: what was recorded under it is held on, and opens ways in.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it is recorded so already.
        BadInput, RuleViolation: the day lies before the first, or in another spell; no reason.
    """
    alike = memberships.lock_all(held.membership.network_id, held.membership.organisation_id)
    check_can_decide(by, held.membership.network_id)
    held = _standing(held)
    membership = next(each for each in alike if each.pk == held.membership_id)
    reason = check_reason(reason)
    if (held.until, held.end_reason) == (until, reason):
        raise OutOfDate("This last day is recorded already. Nothing more is needed.")
    name = _name_of(held, at)
    place = (membership.network_id, membership.organisation_id)
    beside = ways.spells_beside(*place, held.designation, but=held)
    check_spell(Held(held.designation, held.since, until), beside, name)
    before = f", not {day_in_words(held.until)}" if held.until else ""
    held.until, held.end_reason = until, reason
    held.save()
    said = f"recorded {membership.organisation} as {name} until {day_in_words(until)}{before}."
    audit.record(f"{by.label} {said}", by=by, at=at, about=held)
    _publish_of_all(membership, alike, "designation_ended", at=at)
    return held


@transaction.atomic
def take_back_designation(
    held: HeldDesignation, *, reason: str, by: Seat, at: datetime
) -> HeldDesignation:
    """Say that a designation was recorded by mistake. It counts no longer, and its record stays.

    What was decided while it stood, such as a way in, stays as it was decided.

    Raises:
        NotPermitted: the seat is not of the network's staff.
        OutOfDate: it was taken back already.
        RuleViolation: no reason.
    """
    alike = memberships.lock_all(held.membership.network_id, held.membership.organisation_id)
    check_can_decide(by, held.membership.network_id)
    held = _standing(held)
    membership = next(each for each in alike if each.pk == held.membership_id)
    held.taken_back_at, held.taken_back_by_label = at, by.label
    held.taken_back_why = check_reason(reason)
    held.save()
    said = f"took back the record of {membership.organisation} as {_name_of(held, at)}."
    audit.record(f"{by.label} {said}", by=by, at=at, about=held)
    _publish_of_all(membership, alike, "designation_taken_back", at=at)
    return held


def _standing(held: HeldDesignation) -> HeldDesignation:
    """The record as it is now, and nobody else's until the transaction ends."""
    held = HeldDesignation.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.taken_back_at:
        raise OutOfDate("This record was taken back already. Nothing more is needed.")
    return held


def _name_of(held: HeldDesignation, at: datetime) -> str:
    """What today's rules call it; rules since then may have dropped it."""
    charter = in_force.network(held.membership.network_id, at).charter
    known = {d.id: d.name for d in charter.designations}
    return known.get(held.designation, held.designation)


def _publish_of_all(
    membership: Membership, alike: Collection[Membership], news: str, *, at: datetime
) -> None:
    """Tell it, and bring the lines of every membership of the organisation up to date."""
    publish(membership, news, at=at)
    for other in alike:
        if other != membership:
            list_membership(other, at=at)


@transaction.atomic
def add_participant(
    membership: Membership,
    *,
    name: str,
    role: str,
    contact: str,
    on: date,
    by: Seat,
    at: datetime,
) -> Participant:
    """Put a person on the roster of the program year in which a day lies (MS-13).

    Raises:
        NotPermitted: the seat may not prepare for the organisation.
        OutOfDate: it is no member.
        BadInput, RuleViolation: no name or role; on the roster already.
    """
    membership = memberships.lock(membership)
    check_can_prepare(by, membership.network_id, membership.organisation_id)
    check_state(membership, Step.ENROL)
    name, role = " ".join(name.split())[:120], " ".join(role.split())[:120]
    if not name or not role:
        raise BadInput("Write the person's name and what they are: teacher, principal, coach.")
    contact = contact.strip().lower()
    year = year_of(membership, on)
    if people.roster(membership, year).filter(name=name, contact=contact).exists():
        raise RuleViolation(f"{name} is on the roster of this year already.")
    added = Participant.objects.create(
        membership=membership,
        year_starts=year,
        name=name,
        role=role,
        contact=contact,
        added_at=at,
    )
    said = f"put a person on the roster of {membership.organisation}."
    audit.record(f"{by.label} {said}", by=by, at=at, about=added)
    publish(membership, "roster_changed", at=at)
    return added


@transaction.atomic
def remove_participant(participant: Participant, *, by: Seat, at: datetime) -> Participant:
    """Take a person off the roster; that they were on it is kept.

    Raises:
        NotPermitted: the seat may not prepare for the organisation.
        OutOfDate: they were removed already, or the membership has ended.
    """
    membership = memberships.lock(participant.membership)
    check_can_prepare(by, membership.network_id, membership.organisation_id)
    check_state(membership, Step.ENROL)
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if participant.removed_at:
        raise OutOfDate("This person was taken off the roster already. Nothing more is needed.")
    participant.removed_at = at
    participant.save()
    said = f"took a person off the roster of {membership.organisation}."
    audit.record(f"{by.label} {said}", by=by, at=at, about=participant)
    publish(membership, "roster_changed", at=at)
    return participant


def year_of(membership: Membership, on: date) -> date:
    """The first day of the program year in which a day lies.

    Raises:
        RuleViolation: the network had no rules then.
    """
    judged = charters.judged_year(Operator(), membership.network_id, on)
    if judged is None:
        raise RuleViolation("The network had no rules on that day. Choose a later one.")
    return judged.year.starts
