"""Whether there is anything to compare: outcomes that are there and differ, subgroups with rows.

An outcome that is empty or the same throughout, and a subgroup that nobody is in, are mostly a
column or a value that was misnamed. A holder of few schools may truly have one, and can say so.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from openiln_evidence.errors import RefusedError
from openiln_evidence.study.plan import Study

Expr = Any  # Ibis types its tables loosely


def variation_of(study: Study, table: Expr) -> dict[str, Expr]:
    """Sums of a group of rows: of the whole (g 0) and each subgroup, rows and each outcome's ends.

    n0 ... are rows; n0_0 ... rows with an outcome (first number) in a subgroup (second), and low
    and high its ends there.
    """
    found = {}
    for g in range(len(study.subgroups) + 1):
        within = {} if g == 0 else {"where": table[f"g{g - 1}"]}
        found[f"n{g}"] = table.count(**within)
        for o in range(len(study.outcomes)):
            y = table[f"y{o}"]
            found[f"n{o}_{g}"] = y.count(**within)
            found[f"low{o}_{g}"] = y.min(**within)
            found[f"high{o}_{g}"] = y.max(**within)
    return found


def check_variation(
    study: Study, groups: Sequence[dict[str, Any]], accepted: Collection[str]
) -> None:
    """Refuse outcomes and subgroups of which nothing could leave, but for those `accepted` by id.

    `groups` have the sums of `variation_of`.
    """
    known = {outcome.id for outcome in study.outcomes} | {one.id for one in study.subgroups}
    for id_ in accepted:
        if id_ not in known:
            raise RefusedError(f'accept: "{id_}" is no outcome and no subgroup of the study')
    found = [(id_, said) for id_, said in _faults(study, groups) if id_ not in accepted]
    if found:
        ids = dict.fromkeys(id_ for id_, _ in found)
        listed = " ".join(f'--accept "{id_}"' for id_ in ids)
        raise RefusedError(
            f"input: {'; '.join(said for _, said in found)}. Correct the records or the study; if "
            f"it is truly so, check again with {listed}, and nothing of it leaves"
        )


def _faults(study: Study, groups: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Pairs of an id and what is wrong with it."""
    flat = set()
    for o, outcome in enumerate(study.outcomes):
        wrong = _wrong(groups, f"{o}_0", least=1)
        if wrong:
            flat.add(o)
            yield (
                outcome.id,
                f'outcome "{outcome.id}" (column {outcome.column}) {wrong} in every row',
            )
    if study.is_published:
        return  # its rows are mostly of one group of students
    for g, subgroup in enumerate(study.subgroups, start=1):
        if not sum(row[f"n{g}"] for row in groups):
            said = f'nobody is in subgroup "{subgroup.id}": column {subgroup.column} has none of '
            yield subgroup.id, f"{said}its values in any row"
            continue
        for o, outcome in enumerate(study.outcomes):
            wrong = None if o in flat else _wrong(groups, f"{o}_{g}", least=study.minimum_cell)
            if wrong:
                said = f'{wrong} in every row of subgroup "{subgroup.id}"'
                yield subgroup.id, f'outcome "{outcome.id}" (column {outcome.column}) {said}'


def _wrong(groups: Sequence[dict[str, Any]], of: str, *, least: int) -> str | None:
    """What is wrong with an outcome; fewer rows than `least` may be alike by chance."""
    rows = sum(row[f"n{of}"] for row in groups)
    if not rows:
        return "is empty"
    there = [row for row in groups if row[f"n{of}"]]
    low, high = min(row[f"low{of}"] for row in there), max(row[f"high{of}"] for row in there)
    return "is the same" if low == high and rows >= least else None
