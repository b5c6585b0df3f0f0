"""The schools of an input, the unit of each, and what the input says of treatment."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from openiln_evidence.check.faults import READING
from openiln_evidence.check.variation import check_variation, ends_of
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import Rows
from openiln_evidence.study.plan import Level, Study

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Roster:
    """Schools in a fixed order, each with its district; ids are texts."""

    schools: tuple[str, ...]
    districts: tuple[str, ...]

    def units(self, level: Level) -> tuple[str, ...]:
        """For each school, the assignment unit that it belongs to."""
        return self.schools if level is Level.SCHOOL else self.districts


def read_roster(study: Study, rows: Rows, accepted: Collection[str]) -> tuple[Roster, int | None]:
    """Every school of the kept rows and their greatest weight, in one scan.

    Raises RefusedError when a school is in two districts, when scores are so finely scaled that a
    sum of squares could pass 64 bits on any engine, and when there is nothing to compare
    (`check_variation`, but for what is `accepted`).
    """
    table = rows.table
    sums = {"rows": table.tested.sum() if study.is_published else table.count()}
    if study.columns.weight is not None:
        sums["heaviest"] = table.weight.max()
    sums |= ends_of(study, table)
    found = fetch(table.group_by("school", "district").aggregate(**sums), READING).to_pylist()
    if not found:
        raise RefusedError("input: no row is left after the study's periods, units and exclusions")
    pairs = sorted((str(row["school"]), str(row["district"])) for row in found)
    schools = [school for school, _ in pairs]
    for before, school in pairwise(schools):
        if before == school:
            raise RefusedError(
                f'input: school "{school}" is in two districts; give it one id and one district'
            )
    _check_sums(study, max(row["rows"] * row.get("heaviest", 1) for row in found))
    check_variation(study, table, found, accepted)
    heaviest = max(row["heaviest"] for row in found) if "heaviest" in sums else None
    return Roster(tuple(schools), tuple(district for _, district in pairs)), heaviest


def _check_sums(study: Study, weight: int) -> None:
    """Whether the squared scores of a school of this weight stay within 64 bits."""
    for outcome in study.outcomes:
        furthest = round(max(abs(outcome.low), abs(outcome.high)) * outcome.scale)
        if furthest**2 * weight > LARGEST:
            raise RefusedError(
                f'study: outcome "{outcome.id}" has too many decimals for exact sums; declare fewer'
            )


def check_treatment(study: Study, rows: Rows) -> None:
    """Refuse a treatment column that switches off, or that says other dates than the study."""
    if study.columns.treated is None:
        return
    table = rows.table
    unit = table[study.treatment.level.value].cast("string")
    found = table.group_by(unit=unit, period=table.period).aggregate(
        low=table.treated.min(), high=table.treated.max()
    )
    off: dict[str, int] = {}
    for row in fetch(found.order_by("unit", "period"), READING).to_pylist():
        unit_, period = row["unit"], row["period"]
        start = study.treatment.starts.get(unit_)
        if row["low"] == 0 and off.get(unit_):
            raise RefusedError(
                f'input: treatment of unit "{unit_}" switches off in {period}; a unit that '
                "leaves a treatment needs a study of its own"
            )
        off[unit_] = row["high"]
        if {row["low"], row["high"]} != {int(start is not None and period >= start)}:
            raise RefusedError(
                f'input: treatment of unit "{unit_}" in {period} is not what the study\'s dates say'
            )
