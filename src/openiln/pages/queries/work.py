"""What an organisation's people find when they come to work: the next step, and what follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from openiln.accounts import facade as accounts
from openiln.accounts.facade import Role, SeatRecord
from openiln.charters.facade import NetworkInForce
from openiln.kernel.seat import Seat
from openiln.membership import facade as membership
from openiln.membership.facade import LetterFact, MembershipFact, ParticipantFact, State

PREPARERS = {Role.SUPERINTENDENT, Role.STATE_CONTACT, Role.DELEGATE, Role.DISTRICT_LEAD}
GIVES_ACCESS = {Role.SUPERINTENDENT, Role.STEWARD_STAFF}


@dataclass(frozen=True)
class NextStep:
    """One thing for this seat to do: what, why, and the button that leads there."""

    title: str
    why: str
    button: str
    url: str


@dataclass(frozen=True)
class Work:
    """All that the page shows to one seat in one network. The first of `steps` is the next one.

    `is_of_agency`: the seat's organisation runs the network, and this seat is not of its staff.
    """

    network: NetworkInForce
    membership: MembershipFact | None
    letter: LetterFact | None
    steps: tuple[NextStep, ...]
    is_of_agency: bool
    people: tuple[SeatRecord, ...]
    invited: int
    roster: tuple[ParticipantFact, ...]
    to_call: tuple[SeatRecord, ...]

    @property
    def is_member(self) -> bool:
        return self.membership is not None and self.membership.state is State.MEMBER


def work_of(network: NetworkInForce, seat: Seat, on: date) -> Work:
    """What a seat has before it in a network on a day."""
    found = membership.memberships_of(seat.organisation_id, seat)
    here = [fact for fact in found if fact.network_id == network.id]
    standing = next((f for f in here if f.state.is_open), here[-1] if here else None)
    letter = membership.letter_of(standing.id, seat) if standing else None
    is_member = standing is not None and standing.state is State.MEMBER
    roster = membership.roster_of(standing.id, on, seat) if standing and is_member else []
    people = [p for p in accounts.people_of(seat.organisation_id, seat) if p.ended_at is None]
    agency = membership.steward_of(network.id)
    staff = membership.to_call(network.id, on, seat, of=agency) if agency else []
    acting = tuple(p for p in people if p.claimed_at)
    is_of_agency = agency == seat.organisation_id
    known = _Known(network, seat, on, standing, letter, len(people), len(roster))
    return Work(
        network=network,
        membership=standing,
        letter=letter,
        steps=() if is_of_agency else tuple(_steps(known)),
        is_of_agency=is_of_agency,
        people=acting,
        invited=len(people) - len(acting),
        roster=tuple(roster),
        to_call=tuple(staff),
    )


@dataclass(frozen=True)
class _Known:
    network: NetworkInForce
    seat: Seat
    on: date
    standing: MembershipFact | None
    letter: LetterFact | None
    people: int
    enrolled: int

    @property
    def prepares(self) -> bool:
        return self.seat.role in PREPARERS


def _steps(known: _Known) -> Iterator[NextStep]:
    standing = known.standing
    if standing is None or not standing.state.is_open:
        yield from _to_join(known)
    elif standing.state is State.INTERESTED:
        yield from _to_ask(known)
    elif known.letter:
        yield from _of_letter(known, standing, known.letter)
    if standing and standing.state is State.MEMBER:
        yield from _of_member(known, standing)


def _to_join(known: _Known) -> Iterator[NextStep]:
    if not known.prepares:
        return
    words = known.network.charter.words
    url = reverse("membership:start", args=[known.network.id])
    if known.standing is None:
        why = f"Joining begins with a {words.letter.one}. The ways in are shown first."
        yield NextStep("See how you can join", why, "See the ways in", url)
    else:
        why = f"{known.standing.state.label}. A new request draws up a new {words.letter.one}."
        yield NextStep("Ask to join again", why, "See the ways in", url)


def _to_ask(known: _Known) -> Iterator[NextStep]:
    if known.prepares:
        why = "Your interest is registered. When a way in is open, you can ask to join."
        url = reverse("membership:start", args=[known.network.id])
        yield NextStep("See what would open a way in", why, "See the ways in", url)


def _of_letter(known: _Known, standing: MembershipFact, letter: LetterFact) -> Iterator[NextStep]:
    charter = known.network.charter
    noun = charter.words.letter.one
    if standing.state is State.SENT_BACK and letter.may_prepare and not letter.is_mended:
        why = f"{charter.steward} sent it back. What they wrote stands below."
        yield NextStep(f"Mend your {noun}", why, "Open the letter", standing.url)
    if letter.reaffirm:
        why = f"The {noun} was signed before you came. You read it and say that you stand by it."
        yield NextStep(f"Re-affirm the {noun}", why, "Read and re-affirm", letter.reaffirm)
    for vote in letter.votes:
        why = "It must be recorded before those who rest on it can sign."
        yield NextStep(f"Record the vote: {vote.name}", why, "Record it", vote.url)
    yield from _of_signatures(letter, known.on)
    if letter.send_in:
        why = f"Everyone has signed. {charter.steward} decides when it has it."
        yield NextStep(f"Send in your {noun}", why, "Send it in", letter.send_in)


def _of_signatures(letter: LetterFact, on: date) -> Iterator[NextStep]:
    """One's own signature first; then to ask those others who were not asked yet."""
    signed = sum(1 for each in letter.asked if each.signed_by)
    how_far = f"{signed} of {len(letter.asked)} have signed."
    for asked in letter.asked:
        if asked.url and not asked.ask:
            yield NextStep(f"Sign as {asked.name}", how_far, "Read and sign", asked.url)
    for asked in letter.asked:
        if asked.ask and not asked.waits_for_others(on):
            why = f"{how_far} Whoever signs reads the letter on one page, and needs no account."
            yield NextStep(f"Ask for a signature: {asked.name}", why, "Mail a link", asked.ask)


def _of_member(known: _Known, standing: MembershipFact) -> Iterator[NextStep]:
    if known.seat.role in GIVES_ACCESS and known.people < 2:
        why = "You are the only one with access here. Others can prepare, sign and take part."
        url = reverse("accounts:give", args=[standing.organisation_id])
        yield NextStep("Invite your people", why, "Give someone access", url)
    if known.prepares and not known.enrolled:
        year = known.network.charter.words.program_year.one
        why = f"Nobody is on it for this {year}. It says who takes part."
        url = reverse("membership:roster", args=[known.network.id, standing.id])
        yield NextStep("Fill your roster", why, "Add people", url)


def landing_of(seat: Seat) -> str:
    """The id of the network that a seat works in first; empty where there is none."""
    current = membership.networks_of(seat)
    if current:
        return current[0]
    earlier = membership.memberships_of(seat.organisation_id, seat) if seat.organisation_id else []
    return earlier[-1].network_id if earlier else ""


def days_between(since: datetime, on: date, network: NetworkInForce) -> int:
    """How many days ago something began, by the calendar of where the network is."""
    zone = ZoneInfo(network.charter.network.time_zone)
    return max((on - since.astimezone(zone).date()).days, 0)
