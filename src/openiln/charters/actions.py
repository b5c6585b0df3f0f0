"""Every write of networks and charters."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from openiln.charters import queries
from openiln.charters.models import Charter, Network
from openiln.charters.permissions import check_can_load
from openiln.charters.rules import charter as rules
from openiln.charters.rules.checking import check_succession, read_charter
from openiln.kernel import audit
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Seat


@transaction.atomic
def load_charter(text: str, *, by: Seat, at: datetime, is_back_dated: bool = False) -> Charter:
    """Record a version of a network's rules; the network is founded with its first.

    Loading the same text again changes nothing and returns what stands.

    Rules for days gone by, beside rules in force, change what people have signed and kept. They are
    refused unless `is_back_dated` says that this is meant, and not merely warned of: a warning is
    read too late, for no version is ever taken out. The record says it too.

    Raises:
        NotPermitted: the seat is not the operator's.
        BadInput: the text is not a charter.
        RuleViolation: another text is in force from that day, the version cannot stand between
            those beside it, or it is back-dated and nobody said that this is meant.
    """
    check_can_load(by)
    charter = read_charter(text)
    in_force_on = charter.network.in_force_on
    network, _ = Network.objects.get_or_create(slug=charter.network.id, defaults={"created_at": at})
    network = queries.lock(network)
    digest = hashlib.sha256(text.encode()).hexdigest()
    standing = network.charters.filter(in_force_on=in_force_on).first()
    if standing is not None:
        if standing.sha256 == digest:
            return standing
        raise RuleViolation(
            f"{charter.name} already has rules in force from {day_in_words(in_force_on)}, and they "
            "differ. Rules are never edited: give the new text a later day."
        )
    _check_neighbours(network, charter)
    back_dated = _said_back_dated(network, charter, at)
    if back_dated and not is_back_dated:
        raise _unless_meant(charter, back_dated)
    version = Charter.objects.create(
        network=network, in_force_on=in_force_on, text=text, sha256=digest, loaded_at=at
    )
    audit.record(
        f"{by.label} put rules of {charter.name} in force from {day_in_words(in_force_on)}"
        f"{f', {back_dated}' if back_dated else '.'}",
        by=by,
        at=at,
        about=version,
    )
    return version


def _unless_meant(charter: rules.Charter, back_dated: str) -> RuleViolation:
    return RuleViolation(
        f"These rules of {charter.name} are {back_dated} If that is meant, load them with "
        "--back-dated; else let in_force_on be today or later."
    )


def _check_neighbours(network: Network, charter: rules.Charter) -> None:
    """The new version must be able to stand between those before and after it."""
    before, after = queries.neighbours(network, charter.network.in_force_on)
    pairs = [(read_charter(before.text), charter, before)] if before else []
    pairs += [(charter, read_charter(after.text), after)] if after else []
    for earlier, later, standing in pairs:
        wrong = check_succession(earlier, later, f"the version of {standing.in_force_on}")
        if wrong:
            day = later.network.in_force_on
            raise RuleViolation(f"The version of {day} {wrong.wrong} {wrong.mend}")


def _said_back_dated(network: Network, charter: rules.Charter, at: datetime) -> str:
    """What days gone by get other rules, as the end of a sentence; empty where none do."""
    begins = charter.network.in_force_on
    today = at.astimezone(ZoneInfo(charter.network.time_zone)).date()
    before, after = queries.neighbours(network, begins)
    if begins >= today or (before is None and (after is None or after.in_force_on > today)):
        return ""
    until = min(after.in_force_on if after else today, today)
    instead = f"the rules of {day_in_words(before.in_force_on)}" if before else "no rules"
    days = f"from {day_in_words(begins)} until {day_in_words(until)}"
    return f"back-dated: the days {days} had {instead} till now."
