"""Builders of what membership stores. Tests call them as `make.membership()`."""

from datetime import date, datetime

import make
import networks
from openiln.accounts import actions as access
from openiln.accounts.models import Seat
from openiln.accounts.rules import HeldSeat, Role
from openiln.charters.actions import load_charter
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator, Unseated
from openiln.membership.actions import joining
from openiln.membership.actions.belonging import add_participant, record_designation
from openiln.membership.actions.decisions import approve, send_back
from openiln.membership.actions.drawing import record_ballot, submit_letter
from openiln.membership.actions.joining import name_steward
from openiln.membership.actions.links import send_signing_link
from openiln.membership.actions.reaffirming import reaffirm_commitment
from openiln.membership.actions.signing import sign_letter
from openiln.membership.models.decision import Answer, Decision
from openiln.membership.models.letter import (
    Ballot,
    Letter,
    Reaffirmation,
    Receipt,
    Signature,
    SigningLink,
)
from openiln.membership.models.listing import Cell, Listing
from openiln.membership.models.membership import (
    HeldDesignation,
    Membership,
    Participant,
    Steward,
)
from openiln.membership.rules.votes import Conduct, Count

AGENCY = "Northland Department of Education"


def _one(kind: Kind, name: str) -> Organisation:
    """An organisation, added unless it is there."""
    found = Organisation.objects.filter(name=name, kind=kind).first()
    return found or make.organisation(name, kind=kind)


def acting(role: Role, kind: Kind, name: str, address: str = "") -> HeldSeat:
    """Someone who acts for an organisation, given access unless they have it."""
    address = address or f"{role}.{name.split(maxsplit=1)[0]}@northland.example".lower()
    place = _one(kind, name)
    found = Seat.objects.filter(organisation=place, role=role, granted_to=address).first()
    return (found or make.seat(role, place, address)).held()


def northland(text: str = "") -> str:
    """The id of a network under Northland's rules, or others, whose steward is known."""
    loaded = load_charter(text or networks.northland_text(), by=Operator(), at=make.NOW)
    name_steward(
        loaded.network.slug,
        organisation_id=_one(Kind.AGENCY, AGENCY).public_id,
        by=Operator(),
        at=make.NOW,
    )
    return loaded.network.slug


def steward() -> Steward:
    """Who runs Northland's network."""
    return Steward.objects.get(network_id=northland())


def staff(address: str = "staff@northland.example") -> HeldSeat:
    """Someone of the staff who decide in a network."""
    return acting(Role.STEWARD_STAFF, Kind.AGENCY, AGENCY, address)


def membership(text: str = "", name: str = "Northland Unified") -> Membership:
    """A district whose letter has been drawn up. Its way in is an exception where one is needed."""
    network_id, district_id = northland(text), _one(Kind.DISTRICT, name).public_id
    words = {"organisation_id": district_id, "tier": "member"}
    if not text:
        reason, by = "A rural pilot.", staff()
        joining.record_exception(network_id, **words, reason=reason, by=by, at=make.NOW)
    by = superintendent(name)
    return joining.request_membership(network_id, **words, by=by, at=make.NOW)


def superintendent(name: str = "Northland Unified") -> HeldSeat:
    """The head of a district."""
    return acting(Role.SUPERINTENDENT, Kind.DISTRICT, name)


def letter(of: Membership | None = None) -> Letter:
    """A letter as it was drawn up."""
    return (of or membership()).letters.get()


def signature(signatory: str = "superintendent", of: Membership | None = None) -> Signature:
    """A signature of someone who had signed in: the superintendent, in any role."""
    of = of or membership()
    return sign_letter(
        of,
        signatory=signatory,
        name="Avery Field",
        title="Superintendent",
        read=of.letters.last().sha256,
        by=superintendent(str(of.organisation)),
        at=make.NOW,
    )


def signed(of: Membership | None = None) -> Membership:
    """A membership whose letter lacks nothing."""
    of = of or membership()
    for signatory in ("superintendent", "teachers", "board"):
        signature(signatory, of)
    return of


def sent_in() -> Membership:
    """A membership that waits for a decision."""
    of = signed()
    submit_letter(of, by=superintendent(), at=make.NOW)
    return Membership.objects.get(pk=of.pk)


def decision() -> Decision:
    """An approval."""
    of = sent_in()
    return approve(of, read=of.letters.last().sha256, by=staff(), at=make.NOW)


def sent_back() -> Membership:
    """A membership whose letter was sent back with a question."""
    of = sent_in()
    words = {"reason": "Who speaks for all teachers?", "read": of.letters.last().sha256}
    send_back(of, **words, by=staff(), at=make.NOW)
    return Membership.objects.get(pk=of.pk)


def answer() -> Answer:
    """A word to what was asked, sent in with the letter."""
    of = sent_back()
    submit_letter(of, answer="Tess Teacher does.", by=superintendent(), at=make.NOW)
    return Answer.objects.get()


def member() -> Membership:
    """A member."""
    return decision().letter.membership


def member_of(of: Membership) -> Membership:
    """A district whose letter is signed, sent in and approved."""
    by = superintendent(str(of.organisation))
    submit_letter(signed(of), by=by, at=make.NOW)
    approve(of, read=of.letters.last().sha256, by=staff(), at=make.NOW)
    return Membership.objects.get(pk=of.pk)


def grant_later(place: Organisation, address: str, *, at: datetime) -> HeldSeat:
    """A new superintendent, who signed in at once."""
    given = access.grant_seat(
        place.public_id, role=Role.SUPERINTENDENT, address=address, by=Operator(), at=at
    )
    holder = make.account(address)
    return access.claim_seat(given, person=holder, by=Unseated(holder.public_id), at=at).held()


def replace_head(of: Membership, *, at: datetime) -> HeldSeat:
    """One superintendent leaves, another comes."""
    gone = Seat.objects.get(organisation=of.organisation, role=Role.SUPERINTENDENT)
    access.end_seat(gone, reason="Left.", by=Operator(), at=at)
    return grant_later(of.organisation, "next@northland.example", at=at)


def signing_link(of: Membership | None = None, signatory: str = "teachers") -> SigningLink:
    """A link that was mailed; its token is in the mail."""
    of = of or membership()
    words = {"signatory": signatory, "address": "tess@northland.example"}
    return send_signing_link(of, **words, by=superintendent(), at=make.NOW)


def ballot() -> Ballot:
    """A vote of teachers that passed."""
    of = membership(networks.voting_text())
    conduct = Conduct(make.TODAY, was_secret=True, certified_by="Kim", noticed_on=date(2026, 2, 1))
    words = {"vote": "teacher-vote", "count": Count(30, 30, 30, 20), "conduct": conduct}
    words["read"] = of.letters.last().sha256
    return record_ballot(of, **words, by=superintendent(), at=make.NOW)


def receipt() -> Receipt:
    """A receipt of a letter that was sent in."""
    return Receipt.objects.get(letter__membership=sent_in())


def reaffirmation() -> Reaffirmation:
    """A successor's word."""
    of = member()
    by = acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Northland Unified", "next@northland.example")
    words = {"name": "Noor Next", "title": "Superintendent", "read": of.letters.last().sha256}
    return reaffirm_commitment(of, **words, by=by, at=make.NOW)


def held_designation() -> HeldDesignation:
    """A designation without a last day."""
    words = {"designation": "district-of-innovation", "since": make.TODAY, "until": None}
    return record_designation(member(), **words, source="Board order 7", by=staff(), at=make.NOW)


def participant(of: Membership | None = None, name: str = "Tess Teacher") -> Participant:
    """A person on the roster of this year."""
    words = {"name": name, "role": "Teacher", "contact": "tess@northland.example"}
    return add_participant(of or member(), **words, on=make.TODAY, by=superintendent(), at=make.NOW)


def cell() -> Cell:
    """What the line of a member is counted by."""
    member()
    return Cell.objects.get(state="member")


def listing() -> Listing:
    """A member's line in the list."""
    return Listing.objects.get(membership=member())
