"""Every action writes one record of itself, in plain words, in its own transaction."""

from datetime import datetime

from django.db import transaction

from openiln.kernel.models import AuditRecord, Identified
from openiln.kernel.request import request_id
from openiln.kernel.seat import Seat


def record(sentence: str, *, by: Seat, at: datetime, about: Identified) -> AuditRecord:
    """Write one record of what was done.

    Raises:
        RuntimeError: there is no transaction, so that the record could outlive an undone action.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit record is written in the transaction of its action.")
    return AuditRecord.objects.create(
        at=at,
        by_id=by.public_id,
        by_label=by.label,
        organisation_id=by.organisation_id,
        about_kind=about._meta.label_lower,  # noqa: SLF001 -- Django's public name for it
        about_id=about.public_id,
        sentence=sentence,
        request_id=request_id.get(),
    )
