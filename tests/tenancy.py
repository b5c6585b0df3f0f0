"""How a stranger would call every public function of every context's `actions` and `facade`.

A function that takes a seat has a builder here: it makes what the call is about, which belongs to
others, and returns the call, waiting for a seat. A function that takes none has its reason.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
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


@meets(PUBLIC, "openiln.charters.facade.networks_in_force")
def _() -> Call:
    make.charter()
    return asks(charters_facade.networks_in_force, make.TODAY)


@meets(PUBLIC, "openiln.charters.facade.find_network")
def _() -> Call:
    return asks(charters_facade.find_network, make.charter().network.slug, make.TODAY)


@meets(PUBLIC, "openiln.charters.facade.network_today")
def _() -> Call:
    return asks(charters_facade.network_today, make.charter().network.slug, make.NOW)


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


@meets(PUBLIC, "openiln.directory.facade.rating_of_year")
def _() -> Call:
    given = make.rating()
    return asks(directory.rating_of_year, given.organisation.public_id, given.year)
