"""Checks an input against its study: rows, schools, treatment, students."""

from collections.abc import Collection
from dataclasses import replace

from openiln_evidence.check.faults import READING, Bad, count_rows, repeated_students
from openiln_evidence.check.result import Checked
from openiln_evidence.check.roster import check_treatment, read_roster
from openiln_evidence.check.sketches import fingerprint, read_sketches
from openiln_evidence.check.students import read_students
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import Rows, study_rows
from openiln_evidence.read.source import Source
from openiln_evidence.study.plan import Study


class BadRowsError(RefusedError):
    """A file with bad rows; `bad` says which."""

    def __init__(self, bad: tuple[Bad, ...], name: str) -> None:
        self.bad, self.name = bad, name
        lines = "; ".join(str(one) for one in bad)
        super().__init__(
            f"input: mend these lines of {name} (counting the header as line 1), or name an "
            f"exclusion in the study: {lines}"
        )


def check_input(
    study: Study, source: Source, *, key: int, accepted: Collection[str] = ()
) -> Checked:
    """Everything that must hold before an input is compressed; `key` salts sketches of row sets.

    `accepted` are ids of outcomes and subgroups that may be empty, or the same throughout.

    Raises BadRowsError for bad rows and RefusedError for the rest.
    """
    rows = study_rows(study, source)
    census = count_rows(study, source, rows)
    if census.bad:
        raise BadRowsError(census.bad, source.name)
    roster, heaviest = read_roster(study, rows, accepted)
    check_treatment(study, rows)
    checked = Checked(
        study=study.digest,
        input=source.digest,
        engine=source.engine,
        rows=census.rows,
        kept=census.kept,
        left_out=census.left_out,
        roster=roster,
        heaviest=heaviest,
        students={},
        flows={},
        sketches={},
        crossing=0,
        key=fingerprint(key),
    )
    if study.is_published:
        _check_groups(rows)
        source.check_unchanged()
        return checked
    units = sorted(set(roster.units(study.treatment.level)))
    found = read_students(study, rows, units, count=census.kept)
    if found.repeated:
        raise BadRowsError(repeated_students(study, source), source.name)
    students, flows = found.attendance.by_block(study, units)
    sketches = read_sketches(study, rows.table, roster.schools, key)
    source.check_unchanged()
    return replace(
        checked, students=students, flows=flows, sketches=sketches, crossing=found.crossing
    )


def _check_groups(rows: Rows) -> None:
    """Refuse a table that is not of groups: most are of one student, or one stands in two rows."""
    table = rows.table
    one = fetch(table.aggregate(n=table.count(), one=(table.tested == 1).sum()), READING)
    if 2 * one["one"][0].as_py() > one["n"][0].as_py():
        raise RefusedError(
            "input: most rows count one student, so this is no published table; name "
            "columns.student in place of columns.count, so that the rules of disclosure apply"
        )
    measured = {"tested", *(c for c in table.columns if c[0] in "ys" and c[1:].isdigit())}
    keys = [column for column in table.columns if column not in measured]
    twice = table.group_by(keys).aggregate(n=table.count())
    found = fetch(twice.aggregate(twice=(twice.n > 1).sum()), READING)["twice"][0].as_py()
    if found:
        raise RefusedError(
            f"input: {found} groups of students stand in two rows; leave out all groups but those "
            "of the study by an exclusion"
        )
