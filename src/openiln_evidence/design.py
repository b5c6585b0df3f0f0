"""Turns a study and its blocks into what the centre's estimator asks for."""

import csv
from collections.abc import Collection, Sequence
from pathlib import Path

from openiln_evidence.errors import RefusedError
from openiln_evidence.estimate.design import Comparison as Compared
from openiln_evidence.estimate.design import Design, Method
from openiln_evidence.estimate.design import Weighting as Weighted
from openiln_evidence.moments import Block
from openiln_evidence.names import check_held
from openiln_evidence.study.plan import (
    FIRST,
    WHOLE,
    Comparison,
    Kind,
    Outcome,
    Study,
    Weighting,
)
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

WEIGHTED: dict[Weighting, Weighted] = {
    Weighting.STUDENTS: "students",
    Weighting.UNITS: "units",
}


def design_of(
    study: Study,
    blocks: Sequence[Block],
    *,
    silent: Collection[str] = (),
    outcome: Outcome | None = None,
    subgroup: str = WHOLE,
    features: dict[str, tuple[float, ...]] | None = None,
) -> Design:
    """The design of one outcome (the primary one unless told) in one subgroup.

    `silent` are units that holders have and of which nothing left. Raises RefusedError, also for
    every unit that the study names and nobody holds.
    """
    known = {WHOLE, *(s.id for s in study.subgroups)}
    if subgroup not in known:
        raise RefusedError(f'subgroup: "{subgroup}" is not one of {", ".join(sorted(known))}')
    asked = outcome or study.primary
    units = {block.unit for block in blocks}
    check_held(study, units | set(silent))
    if not units & study.treatment.starts.keys():
        raise RefusedError(
            "packages: every treated unit was withheld by its holder, so nothing can be estimated"
        )
    units |= study.treatment.starts.keys()
    spilled = study.treatment.spillover
    return Design(
        treated_from={unit: study.treatment.starts.get(unit) for unit in sorted(units)},
        outcome=asked.id,
        is_primary=asked.primary,
        subgroup=subgroup,
        declared=tuple(outcome.id for outcome in study.outcomes),
        method=METHODS[study.design],
        comparison=COMPARED[study.comparison],
        weighting=WEIGHTED[study.weighting],
        higher_is_better=asked.higher_is_better,
        binary=asked.kind is Kind.BINARY,
        standard_deviation=1.0 if asked.published else None,
        has_spread=not study.is_published or asked.kind is Kind.BINARY or bool(asked.sd_column),
        smallest_effect=study.smallest_effect if asked.primary else None,
        selection_period=study.treatment.selected_in,
        first_enrolment=FIRST if asked.primary and subgroup == WHOLE else None,
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
