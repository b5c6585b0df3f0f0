"""Settles whose name a spelling is: by rule where it is sure, by a person where it is not."""

from datetime import datetime
from functools import cache

from django.db import transaction

from openiln.directory import queries
from openiln.directory.actions.bulk import Progress, in_silence, write_all
from openiln.directory.actions.runs import Imported, outcome_of, record_run
from openiln.directory.models import Organisation, Spelling
from openiln.directory.permissions import check_can_change
from openiln.directory.rules.kinds import DECIDED, RESOLVED, Settled
from openiln.directory.rules.naming import MOVED
from openiln.directory.sources.cells import Refused
from openiln.directory.sources.decisions import NOBODY, Decision
from openiln.directory.sources.files import Reading
from openiln.kernel import audit
from openiln.kernel.errors import BadInput, Finding
from openiln.kernel.seat import Seat

SETTLING = ("organisation", "settled", "reason")


class Speller:
    """Settles the names of one source, and keeps those to be written: new ones, changed ones.

    What a person decided stands. All else is tried anew, for the directory changes: a match by rule
    that the rule would not make again waits for a person.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        known = Spelling.objects.filter(source=source).order_by("id")
        self._standing = {(s.state, s.name): s for s in known}
        self._names = cache(queries.names_of)
        self.new: list[Spelling] = []
        self.changed: list[Spelling] = []

    def settle(self, name: str, state: str) -> Spelling:
        """The spelling, settled as far as it can be."""
        standing = self._standing.get((state, name))
        if standing is not None and (standing.settled in DECIDED or standing.reason == MOVED):
            return standing
        found = self._names(state).resolve(name)
        owner = found.candidates[0].organisation_id if found.settled in RESOLVED else None
        settled = (owner, str(found.settled), found.reason)
        if standing is not None and owner and standing.organisation_id not in {None, owner}:
            settled = (None, str(Settled.REVIEW), MOVED)
        if standing is None:
            standing = Spelling(source=self._source, state=state, name=name)
            self._standing[state, name] = standing
            self.new.append(standing)
        elif (standing.organisation_id, standing.settled, standing.reason) != settled:
            self.changed.append(standing)
        standing.organisation_id, standing.settled, standing.reason = settled
        return standing


def doubt_of(spelling: Spelling, line: int) -> Refused:
    """Why a row is refused whose organisation is not known for sure."""
    todo = "Run iln directory review, decide, and import again."
    if spelling.settled == Settled.NOBODY:
        todo = "It was decided that the directory does not have it."
    return Refused(line, "name", f"names {spelling.name!r}: {spelling.reason} {todo}")


@transaction.atomic
def import_spellings(
    reading: Reading,
    *,
    source: str,
    state: str,
    by: Seat,
    at: datetime,
    is_dry_run: bool = False,
    on_progress: Progress = in_silence,
) -> Imported:
    """Record the names that a state's test workbook gives its districts, each settled or in doubt.

    Raises:
        NotPermitted: the seat is not the operator's.
    """
    check_can_change(by)
    queries.lock_imports()
    speller = Speller(source)
    for _, cells in reading.rows:
        speller.settle(cells["name"], state)
    done = outcome_of(reading, created=len(speller.new), changed=len(speller.changed), refused=[])
    if not is_dry_run:
        write_all(
            (Spelling, speller.new, ()),
            (Spelling, speller.changed, SETTLING),
            on_progress=on_progress,
        )
        record_run(done, by=by, at=at)
    return done


@transaction.atomic
def decide_spelling(
    spelling: Spelling, *, organisation: Organisation | None, by: Seat, at: datetime
) -> Spelling:
    """Say whose name it is; None when it is nobody's in the directory. Later imports keep to it.

    Deciding the same again changes nothing; deciding otherwise overrules what stood.

    Raises:
        NotPermitted: the seat is not the operator's.
    """
    check_can_change(by)
    spelling = queries.lock_spelling(spelling)
    settled = Settled.NOBODY if organisation is None else Settled.BY_PERSON
    if (spelling.settled, spelling.organisation) == (settled, organisation):
        return spelling
    whose = "no organisation of the directory" if organisation is None else str(organisation)
    spelling.organisation, spelling.settled = organisation, settled
    spelling.reason, spelling.decided_by, spelling.decided_at = "Decided.", by.label, at
    spelling.save()
    audit.record(f"{by.label} decided that {spelling} is {whose}.", by=by, at=at, about=spelling)
    return spelling


@transaction.atomic
def decide_spellings(decisions: list[Decision], *, by: Seat, at: datetime) -> int:
    """Take over a list of decisions whole; returns how many spellings it names.

    Raises:
        NotPermitted: the seat is not the operator's.
        BadInput: a row names a spelling or an organisation that there is not. Nothing was kept.
    """
    check_can_change(by)
    findings: list[Finding] = []
    for decision in decisions:
        spelling = Spelling.objects.filter(public_id=decision.spelling).first()
        owner = queries.organisation_named(decision.whose)
        if spelling is None:
            findings.append(_finding(decision, decision.spelling, "is no spelling of the list."))
        elif owner is None and decision.whose.casefold() != NOBODY:
            findings.append(_finding(decision, decision.whose, "is no organisation."))
        else:
            decide_spelling(spelling, organisation=owner, by=by, at=at)
    if findings:
        raise BadInput("The decisions were not taken over.", tuple(findings))
    return len(decisions)


def _finding(decision: Decision, said: str, wrong: str) -> Finding:
    mend = "Write an NCES id, a public id, or nobody."
    return Finding(f"line {decision.line}", f"{said[:40]!r} {wrong}", mend)
