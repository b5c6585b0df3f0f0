"""Every action writes one record of itself, in plain words, in its own transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openiln.kernel.models import AuditRecord, Concern, Identified
from openiln.kernel.request import request_id
from openiln.kernel.seat import Seat


@dataclass(frozen=True)
class Upkeep:
    """Something of the installation that has no public id: a job, a delivery of news."""

    kind: str
    id: str


def record(sentence: str, *, by: Seat, at: datetime, about: Identified | Upkeep) -> AuditRecord:
    """Write one record of what was done.

    Raises:
        RuntimeError: there is no transaction, so that the record could outlive an undone action.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit record is written in the transaction of its action.")
    kind, id_, concern = _about(about)
    return AuditRecord.objects.create(
        at=at,
        by_id=by.public_id,
        by_label=by.label,
        organisation_id=by.organisation_id,
        of_organisation_id=concern.organisation_id,
        network_id=concern.network_id,
        about_kind=kind,
        about_id=id_,
        sentence=sentence,
        request_id=request_id.get(),
    )


def _about(thing: Identified | Upkeep) -> tuple[str, str, Concern]:
    if isinstance(thing, Upkeep):
        return thing.kind, thing.id, Concern()
    label = thing._meta.label_lower  # noqa: SLF001 -- Django's public name for it
    return label, thing.public_id, thing.concern()
