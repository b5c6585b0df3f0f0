"""Builders of stored things, one for each model: typed, with defaults that no test relies on."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from allauth.account.models import EmailAddress
from django_tasks_db.models import DBTaskResult

import trial_jobs
from openiln.accounts import actions
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import HeldSeat, Role
from openiln.charters.actions import load_charter
from openiln.charters.models import Charter, Network
from openiln.directory.actions.organisations import add_organisation
from openiln.directory.models import (
    ImportRun,
    Organisation,
    OrganisationYear,
    Rating,
    Spelling,
)
from openiln.directory.rules.kinds import Kind, Settled
from openiln.directory.rules.ratings import Outcome
from openiln.files.models import StoredFile
from openiln.files.store import store_file
from openiln.jobs import queue
from openiln.jobs.models import ScheduledRun
from openiln.kernel import attempts
from openiln.kernel import seat as kernel
from openiln.kernel.models import AuditRecord, Delivery, OutboxEvent, RateCount
from openiln.kernel.seat import Operator, Unseated
from openiln.mail.models import Message, State
from openiln.mail.post import queue_message
from openiln.search.index import index
from openiln.search.models import Entry

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
PDF = b"%PDF-1.7 a letter"

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
    slug: str = "northland", *, in_force_on: date = date(2025, 7, 1), by: kernel.Seat | None = None
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


def district(name: str = "Northland Unified") -> Organisation:
    """A school district of the invented state."""
    return organisation(name)


def agency(name: str = "Northland Department of Education") -> Organisation:
    """A state's department of education."""
    return organisation(name, kind=Kind.AGENCY)


def account(address: str = "avery@northland.example", name: str = "Avery Field") -> Person:
    """Someone who has proved an e-mail address."""
    someone, _ = Person.objects.update_or_create(
        email=address,
        defaults={"name": name},
        create_defaults={"name": name, "joined_at": NOW},
    )
    EmailAddress.objects.update_or_create(
        user=someone, email=address, defaults={"verified": True, "primary": True}
    )
    return someone


def grant(
    role: Role = Role.SUPERINTENDENT,
    within: Organisation | None = None,
    address: str = "avery@northland.example",
) -> Seat:
    """Access that was given and that nobody has taken up."""
    place = within or district()
    return actions.grant_seat(place.public_id, role=role, address=address, by=Operator(), at=NOW)


def seat(
    role: Role = Role.SUPERINTENDENT,
    within: Organisation | None = None,
    address: str = "avery@northland.example",
) -> Seat:
    """Access that someone has taken up."""
    given = grant(role, within, address)
    holder = account(address)
    by = Unseated(holder.public_id)
    return actions.claim_seat(given, person=holder, by=by, at=NOW)


def held(
    role: Role = Role.SUPERINTENDENT,
    within: Organisation | None = None,
    address: str = "avery@northland.example",
) -> HeldSeat:
    """The value that acts for someone who has taken up access."""
    return seat(role, within, address).held()


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


def parked_delivery() -> Delivery:
    """News that failed too often."""
    found = delivery()
    found.due_at, found.failure, found.attempts = None, "ValueError", attempts.MAX_ATTEMPTS
    found.save()
    return found


def lost_invitation(
    state: State = State.BOUNCED,
    within: Organisation | None = None,
    address: str = "lost@x.example",
) -> Message:
    """An invitation that did not arrive."""
    grant(Role.MENTOR, within, address)
    message = Message.objects.get(to=address)
    message.state, message.failure = state, "550"
    message.sent_at = NOW if state == State.BOUNCED else None
    message.save()
    return message


@dataclass(frozen=True)
class SomeSeat:
    """A seat of no particular role, in an organisation that nothing belongs to."""

    public_id: str = "some-seat"
    organisation_id: str = "some-organisation"
    role: str = "viewer"
    label: str = "Some seat"


def scheduled_run(task: str = "trial_jobs.hourly") -> ScheduledRun:
    """A declared job that was queued for the present period."""
    return ScheduledRun.objects.create(task=task, period_began_at=NOW)


def parked_job() -> str:
    """The id of a job that failed too often."""
    job = queue.enqueue(trial_jobs.hourly, at=NOW)
    DBTaskResult.objects.filter(id=job).update(
        status="FAILED",
        finished_at=NOW,
        exception_class_path="ValueError",
        worker_ids=["anna"] * attempts.MAX_ATTEMPTS,
    )
    return job


def stored_file(name: str = "letter.pdf", content: bytes = PDF) -> StoredFile:
    """A file as someone would give it. Use the fixture `state`, so that it lies in a folder."""
    return store_file(io.BytesIO(content), name=name, size=len(content), at=NOW)


def rate_count(key: str = "k") -> RateCount:
    """One try in the present hour."""
    return RateCount.objects.create(
        key=key, began_at=NOW, ends_at=NOW + timedelta(hours=1), count=1
    )


def message(
    key: str = "letter avery",
    name: str = "O'Neil & Co",
    *,
    headers: dict[str, str] | None = None,
    about: str = "",
) -> Message:
    """A queued message. Use the fixture `trial_templates`, where its template lies."""
    return queue_message(
        to="avery@northland.example",
        template="trial/letter",
        context={"name": name},
        key=key,
        at=NOW,
        headers=headers,
        about=about,
    )


def organisation(
    name: str = "Birch County", *, state: str = "NL", nces_id: str = "", kind: Kind = Kind.DISTRICT
) -> Organisation:
    """A district, or another organisation, added as the operator would."""
    return add_organisation(
        kind=kind, name=name, state=state, year=2025, nces_id=nces_id, by=Operator(), at=NOW
    )


def organisation_year(
    owner: Organisation | None = None, year: int = 2025, **facts: object
) -> OrganisationYear:
    """What is known of an organisation in a program year."""
    owner = owner or organisation()
    facts = {"enrolment": 1200, "source": "districts.csv", **facts}
    return OrganisationYear.objects.create(organisation=owner, year=year, **facts)


def rating(owner: Organisation | None = None, year: int = 2025, **said: object) -> Rating:
    """A final rating, a B of 640 points."""
    said = {"letter": "B", "points": 640, "is_final": True, "outcome": Outcome.GIVEN, **said}
    said = {"scale": "1000", "cut_set": "2024", "source": "NDE", **said}
    return Rating.objects.create(organisation=owner or organisation(), year=year, **said)


def spelling(name: str = "Birch Co SD", **said: object) -> Spelling:
    """A name that waits for a person."""
    said = {"settled": Settled.REVIEW, "reason": "Only names like it are known.", **said}
    return Spelling.objects.create(**{"name": name, "state": "NL", "source": "NDE", **said})


def import_run(**said: object) -> ImportRun:
    """An import of two rows, one of them new."""
    counts = {"rows": 2, "created": 1, "changed": 0, "unchanged": 1, "refused": 0, "spellings": 0}
    file = {"layout": "districts", "file_name": "districts.csv", "sha256": "0" * 64}
    return ImportRun.objects.create(**{**counts, **file, "imported_at": NOW, **said})


def entry(public_id: str = "thing", title: str = "A thing") -> Entry:
    """Something that can be found by anyone."""
    index(kind="thing", public_id=public_id, title=title, body="", audience="public")
    return Entry.objects.get(kind="thing", public_id=public_id)


from joining import (  # noqa: E402, F401 -- builders of membership, which need those above
    acting,
    answer,
    ballot,
    cell,
    decision,
    grant_later,
    held_designation,
    letter,
    listing,
    member,
    member_of,
    membership,
    northland,
    participant,
    reaffirmation,
    receipt,
    replace_head,
    sent_back,
    sent_in,
    signature,
    signed,
    signing_link,
    staff,
    steward,
    superintendent,
)
from telling import announcement, correction, draft, follower, members_announcement  # noqa: E402, F401 -- of news, the same
