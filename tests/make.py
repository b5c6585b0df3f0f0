"""Builders of stored things, one for each model: typed, with defaults that no test relies on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from openiln.accounts.models import Person
from openiln.charters.actions import load_charter
from openiln.charters.models import Charter, Network
from openiln.kernel.models import AuditRecord, Delivery, OutboxEvent
from openiln.kernel.seat import Operator, Seat

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = NOW.date()

CHARTER = """
[network]
id = "{slug}"
name = "Northland Innovation Lab Network"
steward = "the Northland Department of Education"
in_force_on = {in_force_on}

[[signatories]]
id = "superintendent"
name = "Superintendent"

[[tiers]]
id = "member"
name = "Member district"
routes = [{{ open_to = "Any district." }}]
signatories = ["superintendent"]

[[clauses]]
id = "meetings"
said_by = "member"
text = "Take part in the meetings of the whole network."
"""


def charter_text(slug: str = "northland", *, in_force_on: date = date(2025, 7, 1)) -> str:
    """The text of a small charter."""
    return CHARTER.format(slug=slug, in_force_on=in_force_on.isoformat())


def charter(
    slug: str = "northland", *, in_force_on: date = date(2025, 7, 1), by: Seat | None = None
) -> Charter:
    """A network's charter, loaded as the operator would."""
    text = charter_text(slug, in_force_on=in_force_on)
    return load_charter(text, by=by or Operator(), at=NOW)


def network(slug: str = "northland") -> Network:
    """A network with a charter."""
    return charter(slug).network


def person(email: str = "avery@northland.example", name: str = "Avery Field") -> Person:
    """Someone who can sign in."""
    return Person.objects.create(email=email, name=name, joined_at=NOW)


def audit_record(sentence: str = "Something was done.") -> AuditRecord:
    """A record as the kernel writes it."""
    return AuditRecord.objects.create(
        at=NOW, by_id="operator", by_label="The operator", about_kind="x.y", sentence=sentence
    )


def outbox_event(name: str = "charters.loaded") -> OutboxEvent:
    """An event without deliveries."""
    return OutboxEvent.objects.create(name=name, payload={}, at=NOW)


def delivery(handler: str = "somewhere.handler") -> Delivery:
    """A due delivery of a fresh event."""
    return Delivery.objects.create(event=outbox_event(), handler=handler, due_at=NOW)


@dataclass(frozen=True)
class SomeSeat:
    """A seat of no particular role, in an organisation that nothing belongs to."""

    public_id: str = "some-seat"
    organisation_id: str = "some-organisation"
    role: str = "viewer"
    label: str = "Some seat"
