"""Every write of networks and charters."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from openiln.charters.models import Charter, Network
from openiln.charters.permissions import check_can_load
from openiln.charters.rules.charter import read_charter
from openiln.kernel import audit
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Seat


@transaction.atomic
def load_charter(text: str, *, in_force_on: date, by: Seat, at: datetime) -> Charter:
    """Record a version of a network's rules; the network is founded with its first.

    Loading the same text for the same day again changes nothing and returns what stands.

    Raises:
        NotPermitted: the seat is not the operator's.
        BadInput: the text is not a charter.
        RuleViolation: another text is already in force from that day.
    """
    check_can_load(by)
    charter = read_charter(text)
    network, _ = Network.objects.get_or_create(slug=charter.network_id, defaults={"created_at": at})
    network = Network.objects.select_for_update().get(pk=network.pk)
    digest = hashlib.sha256(text.encode()).hexdigest()
    standing = network.charters.filter(in_force_on=in_force_on).first()
    if standing is not None:
        if standing.sha256 == digest:
            return standing
        raise RuleViolation(
            f"{charter.name} already has rules in force from {in_force_on:%d %B %Y}, and they "
            "differ. Rules are never edited: give the new text a later day."
        )
    version = Charter.objects.create(
        network=network, in_force_on=in_force_on, text=text, sha256=digest, loaded_at=at
    )
    audit.record(
        f"{by.label} put rules of {charter.name} in force from {in_force_on:%d %B %Y}.",
        by=by,
        at=at,
        about=version,
    )
    return version
