"""Adds organisations that no file brings: agencies, partners, districts of an invented state."""

from datetime import datetime

from django.db import transaction

from openiln.directory import queries
from openiln.directory.models import Organisation
from openiln.directory.permissions import check_can_change
from openiln.directory.rules.kinds import Kind
from openiln.kernel import audit
from openiln.kernel.errors import RuleViolation
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
        RuleViolation: the directory has one of this kind, state and name, or of this NCES id.
    """
    check_can_change(by)
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
