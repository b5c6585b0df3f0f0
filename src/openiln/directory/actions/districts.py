"""Imports districts and what is known of them in a program year."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from openiln.directory import queries
from openiln.directory.actions.bulk import Progress, in_silence, write_all
from openiln.directory.actions.runs import Imported, outcome_of, record_run
from openiln.directory.models import Organisation, OrganisationYear
from openiln.directory.permissions import check_can_change
from openiln.directory.rules.kinds import Kind
from openiln.directory.sources.columns import Cells
from openiln.directory.sources.files import Reading
from openiln.kernel.seat import Seat

NAMING = ("name", "state", "is_open", "as_of_year")
FACTS = (
    *("enrolment", "staff", "locale", "latitude", "longitude", "poverty_share"),
    *("groups", "source"),
)


@dataclass
class _Plan:
    """What an import will write, found by comparing the file with what stands.

    `rows_created` and `rows_changed` count rows of the file; a row may touch two tables.
    """

    new: list[Organisation] = field(default_factory=list)
    renamed: dict[str, Organisation] = field(default_factory=dict)
    new_facts: list[OrganisationYear] = field(default_factory=list)
    changed_facts: list[OrganisationYear] = field(default_factory=list)
    rows_created: int = 0
    rows_changed: int = 0


@transaction.atomic
def import_districts(
    reading: Reading,
    *,
    source: str = "",
    by: Seat,
    at: datetime,
    is_dry_run: bool = False,
    on_progress: Progress = in_silence,
) -> Imported:
    """Bring the directory up to a file of districts; a file that says nothing new writes nothing.

    `source` is who published it, as people name them; else the file's name stands for it.
    A cell that is empty and a column that is absent leave standing what stands: no import forgets.

    Raises:
        NotPermitted: the seat is not the operator's.
    """
    check_can_change(by)
    queries.lock_imports()
    plan = _compared(reading, source.strip() or reading.file_name)
    done = outcome_of(reading, created=plan.rows_created, changed=plan.rows_changed, refused=[])
    if not is_dry_run:
        write_all(
            (Organisation, plan.new, ()),
            (Organisation, list(plan.renamed.values()), NAMING),
            (OrganisationYear, plan.new_facts, ()),
            (OrganisationYear, plan.changed_facts, FACTS),
            on_progress=on_progress,
        )
        record_run(done, by=by, at=at)
    return done


def _compared(reading: Reading, source: str) -> _Plan:
    plan = _Plan()
    standing = queries.districts_by_nces_id()
    facts = queries.facts_by_organisation(cells["year"] for _, cells in reading.rows)
    for _, cells in reading.rows:
        organisation = standing.get(cells["nces_id"])
        is_new = organisation is None
        if organisation is None:
            organisation = standing[cells["nces_id"]] = _founded(cells)
            plan.new.append(organisation)
        is_renamed = not is_new and _rename(organisation, cells)
        if is_renamed and organisation.pk is not None:  # one that is new is written as it is now
            plan.renamed[organisation.nces_id] = organisation
        fact = facts.get((organisation.pk, cells["year"]))
        is_changed = _compare_facts(plan, organisation, fact, cells, source)
        plan.rows_created += is_new
        plan.rows_changed += not is_new and (is_renamed or is_changed)
    return plan


def _founded(cells: Cells) -> Organisation:
    return Organisation(
        kind=Kind.DISTRICT,
        nces_id=cells["nces_id"],
        name=cells["name"],
        state=cells["state"],
        is_open=cells.get("is_open", True),
        as_of_year=cells["year"],
    )


def _rename(organisation: Organisation, cells: Cells) -> bool:
    """Take over name, state and status from a file as new as what stands; say if they differ."""
    if cells["year"] < organisation.as_of_year:
        return False
    before = [getattr(organisation, name) for name in NAMING]
    organisation.name, organisation.state = cells["name"], cells["state"]
    organisation.is_open = cells.get("is_open", organisation.is_open)
    organisation.as_of_year = cells["year"]
    return before != [getattr(organisation, name) for name in NAMING]


def _compare_facts(
    plan: _Plan,
    organisation: Organisation,
    fact: OrganisationYear | None,
    cells: Cells,
    source: str,
) -> bool:
    """Plan to write what the row says of the year, where it is new; say whether it is."""
    said = {name: cells[name] for name in FACTS if cells.get(name) is not None}
    if not said:
        return False
    if fact is None:
        year = {"organisation": organisation, "year": cells["year"], "source": source}
        plan.new_facts.append(OrganisationYear(**year, **said))
        return True
    said["groups"] = {**fact.groups, **said.get("groups", {})}
    if all(getattr(fact, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(fact, name, value)
    fact.source = source
    plan.changed_facts.append(fact)
    return True
