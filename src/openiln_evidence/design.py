"""Turns a study and its blocks into what the centre's estimator asks for."""

import csv
from collections.abc import Sequence
from pathlib import Path

from openiln_evidence.errors import RefusedError
from openiln_evidence.estimate.design import Comparison as Compared
from openiln_evidence.estimate.design import Design, Method
from openiln_evidence.moments import Block
from openiln_evidence.study.plan import FIRST, WHOLE, Comparison, Kind, Study
from openiln_evidence.study.plan import Design as Declared

METHODS: dict[Declared, Method] = {
    Declared.DIFFERENCE: "difference in differences",
    Declared.RANDOMISED: "difference in differences",
    Declared.MATCHED: "matched comparison",
    Declared.SERIES: "interrupted series",
}
COMPARED: dict[Comparison, Compared] = {
    Comparison.NEVER: "never treated",
    Comparison.NOT_YET: "not yet treated",
}


def design_of(
    study: Study,
    blocks: Sequence[Block],
    *,
    subgroup: str = WHOLE,
    features: dict[str, tuple[float, ...]] | None = None,
) -> Design:
    """The primary outcome's design, in one subgroup. Raises RefusedError."""
    known = {WHOLE, *(s.id for s in study.subgroups)}
    if subgroup not in known:
        raise RefusedError(f'subgroup: "{subgroup}" is not one of {", ".join(sorted(known))}')
    primary = study.primary
    units = {block.unit for block in blocks}
    absent = sorted(set(study.treatment.starts) - units)
    if len(absent) == len(study.treatment.starts):
        raise RefusedError(f"packages: they hold no treated unit; the first is {absent[0]}")
    spilled = study.treatment.spillover
    return Design(
        treated_from={unit: study.treatment.starts.get(unit) for unit in sorted(units)},
        outcome=primary.id,
        subgroup=subgroup,
        declared=tuple(outcome.id for outcome in study.outcomes),
        method=METHODS[study.design],
        comparison=COMPARED[study.comparison],
        higher_is_better=primary.higher_is_better,
        binary=primary.kind is Kind.BINARY,
        standard_deviation=1.0 if primary.published else None,
        smallest_effect=study.smallest_effect,
        selection_period=study.treatment.selected_in,
        first_enrolment=FIRST if subgroup == WHOLE else None,
        spilled_on=None if spilled is None else frozenset(spilled),
        gaps=study.gaps,
        features=features or {},
    )


def read_features(study: Study, path: Path) -> dict[str, tuple[float, ...]]:
    """Public values of units before treatment, from a CSV file with a column `unit`."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        return {
            row["unit"]: tuple(float(row[column]) for column in study.matched_on) for row in rows
        }
    except OSError as error:
        raise RefusedError(f"features: {path} cannot be read: {error.strerror}") from None
    except (KeyError, TypeError, ValueError):
        asked = ", ".join(("unit", *study.matched_on))
        raise RefusedError(
            f"features: every row of {path.name} needs numbers in: {asked}"
        ) from None
