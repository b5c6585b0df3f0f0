"""How a stranger would call what the directory offers: everyone reads, the operator changes."""

from pathlib import Path

import make
from openiln.directory import facade
from openiln.directory.actions import districts, files, organisations, ratings, spellings
from openiln.directory.rules.kinds import Kind
from openiln.directory.sources.files import read_file
from tenancy import INSIDE, PUBLIC, REFUSED, SEATLESS, Call, asks, calls, meets

SEATLESS |= {
    "openiln.directory.actions.bulk.in_silence": "does nothing",
    "openiln.directory.actions.bulk.write_all": "inside an import that was permitted",
    "openiln.directory.actions.runs.outcome_of": "counts",
    "openiln.directory.actions.spellings.doubt_of": "words",
    "openiln.directory.facade.points_gained": "compares two values",
    "openiln.directory.facade.count_in_doubt": "public records; the command line counts them",
    "openiln.directory.facade.spellings_in_doubt": "public records; the command line lists them",
}
INSIDE |= {
    "openiln.directory.actions.runs.record_run": "inside an import that was permitted",
}


DISTRICTS_FILE = Path(__file__).parents[1] / "directory" / "birch.csv"


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
    reading = read_file(DISTRICTS_FILE, encoding="utf-8")
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
    return calls(facade.add_organisation, **words)


@meets(REFUSED, "openiln.directory.facade.import_file")
def _() -> Call:
    return calls(facade.import_file, path=DISTRICTS_FILE, at=make.NOW)


@meets(REFUSED, "openiln.directory.facade.decide_spellings")
def _() -> Call:
    return calls(facade.decide_spellings, path=DISTRICTS_FILE, at=make.NOW)


@meets(PUBLIC, "openiln.directory.facade.organisation")
def _() -> Call:
    return asks(facade.organisation, make.organisation().public_id)


@meets(PUBLIC, "openiln.directory.facade.organisation_by_nces_id")
def _() -> Call:
    return asks(facade.organisation_by_nces_id, make.organisation(nces_id="2800360").nces_id)


@meets(PUBLIC, "openiln.directory.facade.search")
def _() -> Call:
    return asks(facade.search, make.organisation().name)


@meets(PUBLIC, "openiln.directory.facade.facts_of_year")
def _() -> Call:
    facts = make.organisation_year()
    return asks(facade.facts_of_year, facts.organisation.public_id, facts.year)


@meets(PUBLIC, "openiln.directory.facade.latest_facts")
def _() -> Call:
    return asks(facade.latest_facts, [make.organisation_year().organisation.public_id])


@meets(PUBLIC, "openiln.directory.facade.rating_of_year")
def _() -> Call:
    given = make.rating()
    return asks(facade.rating_of_year, given.organisation.public_id, given.year)
