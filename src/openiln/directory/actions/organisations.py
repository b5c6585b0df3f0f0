"""Adds organisations that no file brings: agencies, partners, districts of an invented state."""

from datetime import datetime

from django.db import transaction

from openiln.directory import queries
from openiln.directory.models import Organisation
from openiln.directory.permissions import check_can_change
from openiln.directory.rules.kinds import (
    IN_A_STATE,
    NCES_ID_DIGITS,
    Kind,
    lost_zeros,
    whole_nces_id,
)
from openiln.directory.sources import cells
from openiln.directory.sources.layouts import NAMED
from openiln.kernel import audit
from openiln.kernel.errors import BadInput, Finding, RuleViolation
from openiln.kernel.seat import Seat


@transaction.atomic
def add_organisation(
    *,
    kind: Kind,
    name: str,
    state: str,
    year: int,
    by: Seat,
    at: datetime,
    nces_id: str = "",
    parent: Organisation | None = None,
) -> Organisation:
    """Record an organisation as it is in the program year that begins in `year`.

    Raises:
        NotPermitted: the seat is not the operator's.
        BadInput: the name, the state or the NCES id is none.
        RuleViolation: the directory has one of this kind, state and name, or of this NCES id.
    """
    check_can_change(by)
    name, state, nces_id = _checked(kind, name, state, nces_id)
    queries.lock_imports()
    alike = Organisation.objects.filter(kind=kind, state=state, name=name)
    if nces_id:
        alike = alike | Organisation.objects.filter(nces_id=nces_id)
    standing = alike.order_by("id").first()
    if standing is not None:
        raise RuleViolation(f"The directory has {standing} already. Use it, or give another name.")
    added = Organisation.objects.create(
        kind=kind, name=name, state=state, nces_id=nces_id, parent=parent, as_of_year=year
    )
    audit.record(f"{by.label} added {added} to the directory.", by=by, at=at, about=added)
    return added


def _checked(kind: Kind, name: str, state: str, nces_id: str) -> tuple[str, str, str]:
    """The words as the directory keeps them."""
    findings = []
    try:
        name = NAMED(name)
    except cells.Unreadable as fault:
        findings.append(Finding("name", str(fault), ""))
    if state or kind in IN_A_STATE:
        try:
            state = cells.state(state)
        except cells.Unreadable as fault:
            findings.append(Finding("state", str(fault), ""))
    digits = NCES_ID_DIGITS.get(kind)
    whole = whole_nces_id(nces_id, kind) if nces_id and digits else nces_id
    if nces_id and (whole is None or not digits):
        mend = "Leave it out."
        if digits:
            mend = f"Write {digits} digits. {lost_zeros(nces_id, kind)}".rstrip()
        findings.append(Finding("NCES id", f"{nces_id[:20]!r} is no id of this kind.", mend))
    if findings:
        raise BadInput("The organisation was not added.", tuple(findings))
    return name, state, whole or ""
