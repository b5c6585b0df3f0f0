"""One queue over all that waits in a network: first what those who run it hold, then the rest."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.urls import reverse

from openiln.accounts import facade as accounts
from openiln.accounts.facade import SeatRecord
from openiln.charters.facade import NetworkInForce
from openiln.jobs import queue
from openiln.kernel import outbox
from openiln.kernel.seat import Seat
from openiln.mail.undelivered import Undelivered, undelivered
from openiln.membership import facade as membership
from openiln.membership.facade import Holder
from openiln.pages.queries.work import days_between
from openiln.pages.rules import what_stopped


class Kind(StrEnum):
    """What waits."""

    LETTER = "letter"
    INTEREST = "interest"
    SUCCESSOR = "successor"
    INVITATION = "invitation"
    MAIL = "mail"
    JOB = "job"


class Held(StrEnum):
    """By whom it is held."""

    US = "us"
    THEM = "them"


@dataclass(frozen=True)
class Waiting:
    """Something that waits: what it is, for whom, since when, and the next click."""

    kind: Kind
    held: Held
    title: str
    holder: str
    said: str
    url: str
    since: datetime
    days: int


def waiting_in(network: NetworkInForce, seat: Seat, on: date, at: datetime) -> list[Waiting]:
    """All that waits in a network that the seat's organisation runs; nothing to anyone else.

    What its own staff are to decide or do stands first; in each part, the longest wait.
    """
    if network.id not in membership.networks_run_by(seat):
        return []
    served, unreached = membership.served_and_unreached(network.id, seat)
    organisations = [*served, seat.organisation_id]
    people = accounts.people_of_all(organisations, seat)
    found = [
        *_letters(network, seat, unreached, on),
        *_successors(network, seat, on),
        *_invitations(network, people, on),
        *_lost(network, _lost_to(network.id, organisations, people), people, on),
        *_stopped(network, on, at),
    ]
    return sorted(found, key=lambda each: (each.held is Held.THEM, each.since, each.title))


def _letters(
    network: NetworkInForce, seat: Seat, stuck: Collection[str], on: date
) -> Iterator[Waiting]:
    """What is under way; where nobody there could act on it, it waits for access to be given."""
    for fact in membership.under_way(network.id, seat):
        is_stuck = fact.holder is not Holder.STEWARD and fact.organisation_id in stuck
        is_ours = fact.holder is Holder.STEWARD or is_stuck
        yield Waiting(
            kind=Kind.INTEREST if fact.state is membership.State.INTERESTED else Kind.LETTER,
            held=Held.US if is_ours else Held.THEM,
            title=fact.organisation,
            holder=network.charter.steward if is_ours else fact.organisation,
            said="Nobody there who could act on it has access: give it to someone."
            if is_stuck
            else f"{fact.state.label}.",
            url=fact.url,
            since=fact.since,
            days=days_between(fact.since, on, network),
        )


def _successors(network: NetworkInForce, seat: Seat, on: date) -> Iterator[Waiting]:
    noun = network.charter.words.letter.one
    for fact in membership.hand_overs(network.id, on, seat):
        yield Waiting(
            kind=Kind.SUCCESSOR,
            held=Held.THEM,
            title=fact.organisation,
            holder=fact.organisation,
            said=f"Whoever heads it now has not re-affirmed the {noun}.",
            url=fact.url,
            since=fact.since,
            days=days_between(fact.since, on, network),
        )


def _invitations(network: NetworkInForce, people: list[SeatRecord], on: date) -> Iterator[Waiting]:
    for person in people:
        if person.claimed_at is None and person.ended_at is None:
            yield Waiting(
                kind=Kind.INVITATION,
                held=Held.THEM,
                title=person.held.label,
                holder=person.address,
                said="The invitation has not been taken up.",
                url=reverse("accounts:people", args=[person.held.organisation_id]),
                since=person.granted_at,
                days=days_between(person.granted_at, on, network),
            )


def _lost(
    network: NetworkInForce, lost: list[Undelivered], people: list[SeatRecord], on: date
) -> Iterator[Waiting]:
    """Mail that did not arrive, to whom by name where they have said one."""
    names = {person.address: person.name for person in people}
    for message in lost:
        yield Waiting(
            kind=Kind.MAIL,
            held=Held.US,
            title=f"A mail to {names.get(message.to) or message.to} was not delivered: "
            f"{message.subject}",
            holder=network.charter.steward,
            said="Find the address that works.",
            url=reverse("pages:troubles", args=[network.id]),
            since=message.since,
            days=days_between(message.since, on, network),
        )


def lost_mail(network_id: str, seat: Seat) -> list[tuple[Undelivered, str]]:
    """Mail that did not arrive, to the people of a network that the seat's organisation runs.

    Each with the name of the organisation that the network serves and that the mail was about.
    """
    if network_id not in membership.networks_run_by(seat):
        return []
    served = membership.served_in(network_id, seat)
    organisations = [*served, seat.organisation_id]
    lost = _lost_to(network_id, organisations, accounts.people_of_all(organisations, seat))
    return [(message, served.get(message.organisation_id, "")) for message in lost]


def _lost_to(
    network_id: str, organisations: list[str], people: list[SeatRecord]
) -> list[Undelivered]:
    addresses = {person.address for person in people if person.ended_at is None}
    return undelivered(network_id, of=organisations, to=addresses)


def _stopped(network: NetworkInForce, on: date, at: datetime) -> Iterator[Waiting]:
    """What failed too often. It is the installation's; whoever runs a network can start it."""
    jobs = [(job.parked_at or at, what_stopped(job.task)) for job in queue.parked()]
    news = [(each.event.at, what_stopped(each.handler)) for each in outbox.parked()]
    for since, stopped in [*jobs, *news]:
        yield Waiting(
            kind=Kind.JOB,
            held=Held.US,
            title=f"Stopped: {stopped.what}",
            holder=network.charter.steward,
            said="Start it again.",
            url=reverse("pages:troubles", args=[network.id]),
            since=since,
            days=days_between(since, on, network),
        )
