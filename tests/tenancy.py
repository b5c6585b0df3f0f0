"""How a stranger would call every public function of every context's `actions` and `facade`.

A function that takes a seat has a builder here: it makes what the call is about, which belongs to
others, and returns the call, waiting for a seat. A function that takes none has its reason.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import make
from openiln.accounts import actions, facade
from openiln.accounts.rules import Role
from openiln.charters import actions as charters
from openiln.charters import facade as charters_facade
from openiln.directory import facade as directory
from openiln.directory.actions import districts, files, organisations, ratings, spellings
from openiln.directory.rules.kinds import Kind
from openiln.directory.sources.files import read_file
from openiln.kernel.seat import Seat
from openiln.membership import facade as membership
from openiln.membership.actions import (
    belonging,
    decisions,
    drawing,
    founding,
    joining,
    receipts,
    signing,
)

Call = Callable[[Seat], object]


@dataclass(frozen=True)
class Stranger:
    """What a stranger's call must come to: a refusal, an empty answer, or what anyone may read."""

    build: Callable[[], Call]
    meets: str


REFUSED, NOTHING, PUBLIC = "refused", "nothing", "public"
STRANGERS: dict[str, Stranger] = {}
SEATLESS = {
    "openiln.charters.facade.check_files": "reads files of the caller's own",
    "openiln.charters.facade.compare": "compares two values",
    "openiln.charters.facade.manual_of_keys": "words",
    "openiln.charters.facade.read_file": "reads a file of the caller's own",
    "openiln.charters.facade.read_text": "reads a file of the caller's own",
    "openiln.accounts.facade.role_named": "reads a word",
    "openiln.accounts.facade.register_served": "at the start of the program, by a context above",
    "openiln.directory.actions.bulk.in_silence": "does nothing",
    "openiln.directory.actions.bulk.write_all": "inside an import that was permitted",
    "openiln.directory.actions.runs.outcome_of": "counts",
    "openiln.directory.actions.spellings.doubt_of": "words",
    "openiln.directory.facade.points_gained": "compares two values",
    "openiln.directory.facade.count_in_doubt": "public records; the command line counts them",
    "openiln.directory.facade.spellings_in_doubt": "public records; the command line lists them",
}
INSIDE = {
    "openiln.directory.actions.runs.record_run": "inside an import that was permitted",
}
"""Functions that take a seat only to write down whose permitted action they are part of."""


def meets(outcome: str, name: str) -> Callable[[Callable[[], Call]], Callable[[], Call]]:
    """Register the builder of a stranger's call, and what the call must come to."""

    def register(build: Callable[[], Call]) -> Callable[[], Call]:
        STRANGERS[name] = Stranger(build, outcome)
        return build

    return register


def calls(function: Callable[..., object], **named: object) -> Call:
    """The call with its words, waiting for `by`."""
    return lambda by: function(**named, by=by)


def asks(function: Callable[..., object], *words: object) -> Call:
    """The question with its words, waiting for the seat that asks first."""
    return lambda seat: function(seat, *words)


# --- accounts


@meets(REFUSED, "openiln.accounts.actions.grant_seat")
def _() -> Call:
    place = make.district().public_id
    words = {"role": Role.MENTOR, "address": "x@northland.example", "at": make.NOW}
    return lambda by: actions.grant_seat(place, **words, by=by)


@meets(REFUSED, "openiln.accounts.facade.grant_seat")
def _() -> Call:
    place = make.district().public_id
    words = {"role": Role.VIEWER, "address": "x@northland.example", "at": make.NOW}
    return lambda by: facade.grant_seat(place, **words, by=by)


@meets(REFUSED, "openiln.accounts.actions.claim_seats")
def _() -> Call:
    make.grant()
    return calls(actions.claim_seats, person=make.account(), at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.claim_seat")
def _() -> Call:
    return calls(actions.claim_seat, seat=make.grant(), person=make.account(), at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.name_person")
def _() -> Call:
    return calls(actions.name_person, person=make.account(), name="Someone else", at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.end_seat")
def _() -> Call:
    return calls(actions.end_seat, seat=make.seat(), reason="Out of spite", at=make.NOW)


@meets(REFUSED, "openiln.accounts.facade.end_seat")
def _() -> Call:
    seat_id = make.seat(Role.MENTOR).public_id
    return calls(facade.end_seat, seat_id=seat_id, reason="Out of spite", at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.resend_grant")
def _() -> Call:
    return calls(actions.resend_grant, seat=make.grant(), at=make.NOW)


@meets(REFUSED, "openiln.accounts.actions.seat_demo_person")
def _() -> Call:
    words = {"organisation_id": make.district().public_id, "role": Role.VIEWER, "at": make.NOW}
    return calls(actions.seat_demo_person, **words)


@meets(REFUSED, "openiln.accounts.facade.seat_demo_person")
def _() -> Call:
    words = {"organisation_id": make.district().public_id, "role": Role.VIEWER, "at": make.NOW}
    return calls(facade.seat_demo_person, **words)


@meets(NOTHING, "openiln.accounts.facade.people_of")
def _() -> Call:
    place = make.seat().organisation_id
    return lambda seat: facade.people_of(place, seat)


# --- charters: everyone reads them (MS-58), the operator loads them


@meets(REFUSED, "openiln.charters.actions.load_charter")
def _() -> Call:
    return calls(charters.load_charter, text=make.charter_text(), at=make.NOW)


@meets(REFUSED, "openiln.charters.facade.load_charter")
def _() -> Call:
    return calls(charters_facade.load_charter, text=make.charter_text(), at=make.NOW)


@meets(PUBLIC, "openiln.charters.facade.networks_today")
def _() -> Call:
    make.charter()
    return asks(charters_facade.networks_today, make.NOW)


@meets(PUBLIC, "openiln.charters.facade.find_network")
def _() -> Call:
    return asks(charters_facade.find_network, make.charter().network.slug, make.TODAY)


@meets(PUBLIC, "openiln.charters.facade.network_today")
def _() -> Call:
    return asks(charters_facade.network_today, make.charter().network.slug, make.NOW)


@meets(PUBLIC, "openiln.charters.facade.find_version")
def _() -> Call:
    return asks(charters_facade.find_version, make.charter().public_id)


@meets(PUBLIC, "openiln.charters.facade.judged_year")
def _() -> Call:
    return asks(charters_facade.judged_year, make.charter().network.slug, make.TODAY)


# --- directory: everyone reads public records, the operator changes them


def districts_file() -> Path:
    """A file of one district, as it comes."""
    path = Path(tempfile.mkdtemp()) / "districts.csv"
    path.write_text("nces_id,name,state,year\n2800360,Birch County,MS,2023\n")
    return path


READING = {"at": make.NOW, "reading": None}  # refused before it is looked at


@meets(REFUSED, "openiln.directory.actions.districts.import_districts")
def _() -> Call:
    return calls(districts.import_districts, **READING)


@meets(REFUSED, "openiln.directory.actions.ratings.import_ratings")
def _() -> Call:
    return calls(ratings.import_ratings, source="MDE", **READING)


@meets(REFUSED, "openiln.directory.actions.spellings.import_spellings")
def _() -> Call:
    return calls(spellings.import_spellings, source="MDE", state="MS", **READING)


@meets(REFUSED, "openiln.directory.actions.files.import_reading")
def _() -> Call:
    reading = read_file(districts_file(), encoding="utf-8")
    words = {"state": "", "source": "", "is_dry_run": False, "on_progress": lambda *_: None}
    return calls(files.import_reading, reading=reading, at=make.NOW, **words)


@meets(REFUSED, "openiln.directory.actions.organisations.add_organisation")
def _() -> Call:
    words = {"kind": Kind.DISTRICT, "name": "Birch", "state": "NL", "year": 2025, "at": make.NOW}
    return calls(organisations.add_organisation, **words)


@meets(REFUSED, "openiln.directory.actions.spellings.decide_spelling")
def _() -> Call:
    words = {"spelling": make.spelling(), "organisation": make.organisation(), "at": make.NOW}
    return calls(spellings.decide_spelling, **words)


@meets(REFUSED, "openiln.directory.actions.spellings.decide_spellings")
def _() -> Call:
    return calls(spellings.decide_spellings, decisions=[], at=make.NOW)


@meets(REFUSED, "openiln.directory.facade.add_organisation")
def _() -> Call:
    words = {"kind": Kind.DISTRICT, "name": "Birch", "state": "NL", "year": 2025, "at": make.NOW}
    return calls(directory.add_organisation, **words)


@meets(REFUSED, "openiln.directory.facade.import_file")
def _() -> Call:
    return calls(directory.import_file, path=districts_file(), at=make.NOW)


@meets(REFUSED, "openiln.directory.facade.decide_spellings")
def _() -> Call:
    return calls(directory.decide_spellings, path=districts_file(), at=make.NOW)


@meets(PUBLIC, "openiln.directory.facade.organisation")
def _() -> Call:
    return asks(directory.organisation, make.organisation().public_id)


@meets(PUBLIC, "openiln.directory.facade.organisation_by_nces_id")
def _() -> Call:
    return asks(directory.organisation_by_nces_id, make.organisation(nces_id="2800360").nces_id)


@meets(PUBLIC, "openiln.directory.facade.search")
def _() -> Call:
    return asks(directory.search, make.organisation().name)


@meets(PUBLIC, "openiln.directory.facade.facts_of_year")
def _() -> Call:
    facts = make.organisation_year()
    return asks(directory.facts_of_year, facts.organisation.public_id, facts.year)


@meets(PUBLIC, "openiln.directory.facade.latest_facts")
def _() -> Call:
    return asks(directory.latest_facts, [make.organisation_year().organisation.public_id])


@meets(PUBLIC, "openiln.directory.facade.rating_of_year")
def _() -> Call:
    given = make.rating()
    return asks(directory.rating_of_year, given.organisation.public_id, given.year)


# --- membership

JOINING = "openiln.membership.actions.joining"
DRAWING = "openiln.membership.actions.drawing"
SIGNING = "openiln.membership.actions.signing"
DECIDING = "openiln.membership.actions.decisions"
BELONGING = "openiln.membership.actions.belonging"
MEMBERSHIP = "openiln.membership.facade"
SEATLESS |= {
    "openiln.membership.actions.moving.check_state": "a judgement",
    "openiln.membership.actions.moving.issue_receipt": "inside an action that was permitted",
    "openiln.membership.actions.moving.mail_all": "the same",
    "openiln.membership.actions.moving.publish": "the same",
    "openiln.membership.actions.receipts.content_of": "words",
    f"{DRAWING}.draw_up": "inside an action that was permitted",
    f"{JOINING}.check_reason": "words",
    f"{BELONGING}.year_of": "a day",
    f"{SIGNING}.check_link": "a judgement",
    f"{SIGNING}.sign_by_link": "the link is the permission: it cannot be guessed",
    f"{MEMBERSHIP}.members_of": "public (MS-58)",
    f"{MEMBERSHIP}.members_listed": "public (MS-58)",
    f"{MEMBERSHIP}.spells_of": "public (MS-58)",
    f"{MEMBERSHIP}.designations_of": "public (MS-42)",
    f"{MEMBERSHIP}.member_map": "draws values of the caller's",
    "openiln.membership.actions.listing.list_membership": "inside an action that was permitted",
    "openiln.membership.actions.listing.list_all": "by the clock: makes anew what is drawn",
    f"{MEMBERSHIP}.designations_held": "public (MS-42)",
    f"{MEMBERSHIP}.steward_of": "public",
}
INSIDE |= {
    "openiln.membership.actions.moving.move": "inside an action that was permitted",
    f"{DRAWING}.admit": "the same",
}
DAY = make.TODAY
NAMED = {"name": "Avery", "title": "Dr"}
DOI = {"designation": "district-of-innovation", "since": DAY, "until": None, "source": "x"}


def beginning(act: Callable[..., object], **words: object) -> Call:
    """A call that begins something for a district of a network."""
    network_id, district = make.northland(), make.superintendent().organisation_id
    return lambda by: act(network_id, organisation_id=district, by=by, at=make.NOW, **words)


def about(build: Callable[[], object], act: Callable[..., object], **words: object) -> Call:
    """A call about something that is there."""
    thing = build()
    return lambda by: act(thing, by=by, at=make.NOW, **words)


for name, act, words in (
    ("register_interest", joining.register_interest, {"tier": "member"}),
    ("request_membership", joining.request_membership, {"tier": "member"}),
    ("record_exception", joining.record_exception, {"tier": "member", "reason": "x"}),
    ("invite_organisation", joining.invite_organisation, {"tier": "member", "towards": "x"}),
    ("name_steward", joining.name_steward, {}),
):
    meets(REFUSED, f"{JOINING}.{name}")(partial(beginning, act, **words))
FOUNDED = {"on": DAY, "source": "the release of 14 March 2018"}
meets(REFUSED, "openiln.membership.actions.founding.record_founding_member")(
    partial(beginning, founding.record_founding_member, tier="member", **FOUNDED)
)
for name, act, words in (
    ("name_steward", membership.name_steward, {}),
    ("record_exception", membership.record_exception, {"reason": "x"}),
    ("record_founding_member", membership.record_founding_member, FOUNDED),
    ("request_membership", membership.request_membership, {}),
):
    meets(REFUSED, f"{MEMBERSHIP}.{name}")(partial(beginning, act, **words))
for name, build, act, words in (
    (f"{JOINING}.withdraw", make.membership, joining.withdraw, {}),
    (f"{JOINING}.end", make.member, joining.end, {"reason": "x"}),
    (
        f"{DRAWING}.write_statement",
        make.membership,
        drawing.write_statement,
        {"statement": "x", "read": ""},
    ),
    (f"{DRAWING}.renew", make.member, drawing.renew, {}),
    (
        f"{DRAWING}.record_ballot",
        make.membership,
        drawing.record_ballot,
        {"vote": "x", "count": None, "conduct": None},
    ),
    (f"{DRAWING}.submit_letter", make.signed, drawing.submit_letter, {}),
    (
        f"{SIGNING}.sign_letter",
        make.membership,
        signing.sign_letter,
        {"signatory": "superintendent", "read": "", **NAMED},
    ),
    (
        f"{SIGNING}.send_signing_link",
        make.membership,
        signing.send_signing_link,
        {"signatory": "superintendent", "address": "x@northland.example"},
    ),
    (
        f"{SIGNING}.record_paper_signature",
        make.membership,
        signing.record_paper_signature,
        {"signatory": "board", "signed_on": DAY, "read": "", "scan": None, **NAMED},
    ),
    (
        f"{SIGNING}.reaffirm_commitment",
        make.member,
        signing.reaffirm_commitment,
        {"read": "", **NAMED},
    ),
    (f"{DECIDING}.approve", make.sent_in, decisions.approve, {"read": ""}),
    (f"{DECIDING}.send_back", make.sent_in, decisions.send_back, {"read": "", "reason": "x"}),
    (f"{DECIDING}.decline", make.sent_in, decisions.decline, {"read": "", "reason": "x"}),
    (f"{BELONGING}.record_designation", make.member, belonging.record_designation, DOI),
    (
        f"{BELONGING}.add_participant",
        make.member,
        belonging.add_participant,
        {"name": "x", "role": "x", "contact": "", "on": DAY},
    ),
    (f"{BELONGING}.remove_participant", make.participant, belonging.remove_participant, {}),
    ("openiln.membership.actions.receipts.make_pdf", make.receipt, receipts.make_pdf, {}),
    (
        f"{MEMBERSHIP}.record_designation",
        lambda: make.member().public_id,
        membership.record_designation,
        DOI,
    ),
):
    meets(REFUSED, name)(partial(about, build, act, **words))


@meets(NOTHING, f"{MEMBERSHIP}.memberships_of")
def memberships_of() -> Call:
    district = make.member().organisation_id
    return lambda seat: membership.memberships_of(district, seat)


@meets(NOTHING, f"{MEMBERSHIP}.membership")
def one_membership() -> Call:
    public_id = make.member().public_id
    return lambda seat: membership.membership(public_id, seat)


@meets(NOTHING, f"{MEMBERSHIP}.under_way")
def under_way() -> Call:
    network_id = make.sent_in().network_id
    return lambda seat: membership.under_way(network_id, seat)


@meets(NOTHING, f"{MEMBERSHIP}.hand_overs")
def hand_overs() -> Call:
    found = make.member()
    make.replace_head(found, at=make.NOW + timedelta(days=1))
    return lambda seat: membership.hand_overs(found.network_id, DAY, seat)


@meets(NOTHING, f"{MEMBERSHIP}.roster_of")
def roster_of() -> Call:
    public_id = make.participant().membership.public_id
    return lambda seat: membership.roster_of(public_id, DAY, seat)


@meets(NOTHING, f"{MEMBERSHIP}.networks_of")
def networks_of() -> Call:
    make.member()
    return membership.networks_of


@meets(NOTHING, f"{MEMBERSHIP}.networks_run_by")
def networks_run_by() -> Call:
    make.northland()
    return membership.networks_run_by
