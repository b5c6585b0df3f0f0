"""Whether there is anything to compare: outcomes that are there and differ, subgroups with rows.

An outcome that is empty or the same throughout, and a subgroup that nobody is in, are mostly a
column or a value that was misnamed. A holder of few schools may truly have one, and can say so.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from openiln_evidence.check.faults import READING
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.engine import fetch
from openiln_evidence.study.plan import Outcome, Study

Expr = Any  # Ibis types its tables loosely
EMPTY, SAME = "is empty", "is the same"


def ends_of(study: Study, table: Expr) -> dict[str, Expr]:
    """Sums of a group of rows: low and high, each outcome's ends in the whole and each subgroup.

    The first number is the outcome's; the second is 0 for the whole.
    """
    found: dict[str, Expr] = {}
    for g in range(len(study.subgroups) + 1):
        within = _within(table, g)
        for o in range(len(study.outcomes)):
            y = table[f"y{o}"]
            found |= {f"low{o}_{g}": y.min(**within), f"high{o}_{g}": y.max(**within)}
    return found


def check_variation(
    study: Study, table: Expr, groups: Sequence[dict[str, Any]], accepted: Collection[str]
) -> None:
    """Refuse outcomes and subgroups of which nothing could leave, but for those `accepted` by id.

    `groups` of the rows of `table` have what `ends_of` asks.
    """
    known = {outcome.id for outcome in study.outcomes} | {one.id for one in study.subgroups}
    for id_ in accepted:
        if id_ not in known:
            raise RefusedError(f'accept: "{id_}" is no outcome and no subgroup of the study')
    faults = list(_faults(study, table, _Ends(groups)))
    found = [(id_, said) for id_, said in faults if id_ not in accepted]
    needless = [id_ for id_ in accepted if id_ not in {odd for odd, _ in faults}]
    if needless:
        raise RefusedError(
            f'accept: nothing is odd about "{needless[0]}"; leave --accept "{needless[0]}" out'
        )
    if found:
        ids = dict.fromkeys(id_ for id_, _ in found)
        listed = " ".join(f'--accept "{id_}"' for id_ in ids)
        raise RefusedError(
            f"input: {'; '.join(said for _, said in found)}. Correct the records or the study; if "
            f"it is truly so, check again with {listed}, and nothing of it leaves"
        )


class _Ends:
    """What is wrong with an outcome in a subgroup, by its ends in groups of rows."""

    def __init__(self, groups: Sequence[dict[str, Any]]) -> None:
        self.groups = groups

    def wrong(self, o: int, g: int) -> str | None:
        low, high = f"low{o}_{g}", f"high{o}_{g}"
        there = [(row[low], row[high]) for row in self.groups if row[low] is not None]
        if not there:
            return EMPTY
        return SAME if min(low for low, _ in there) == max(high for _, high in there) else None


def _faults(study: Study, table: Expr, ends: _Ends) -> Iterator[tuple[str, str]]:
    """Pairs of an id and what is wrong with it."""
    flat = set()
    for o, outcome in enumerate(study.outcomes):
        if wrong := ends.wrong(o, 0):
            flat.add(o)
            yield outcome.id, f"{_named(outcome)} {wrong} in every row"
    if study.is_published:
        return  # its rows are mostly of one group of students
    for g, subgroup in enumerate(study.subgroups, start=1):
        odd = {o: wrong for o in range(len(study.outcomes)) if (wrong := ends.wrong(o, g))}
        if odd and not _count(table.filter(table[f"g{g - 1}"])):
            said = f'nobody is in subgroup "{subgroup.id}": column {subgroup.column} has none of '
            yield subgroup.id, f"{said}its values in any row"
            continue
        for o in odd.keys() - flat:
            rows = table.filter(table[f"g{g - 1}"] & table[f"y{o}"].notnull())
            if odd[o] == EMPTY or _count(rows) >= study.minimum_cell:  # fewer may be so by chance
                said = f'{odd[o]} in every row of subgroup "{subgroup.id}"'
                yield subgroup.id, f"{_named(study.outcomes[o])} {said}"


def _within(table: Expr, g: int) -> dict[str, Expr]:
    return {"where": table[f"g{g - 1}"]} if g else {}


def _named(outcome: Outcome) -> str:
    return f'outcome "{outcome.id}" (column {outcome.column})'


def _count(rows: Expr) -> int:
    return int(fetch(rows.aggregate(n=rows.count()), READING)["n"][0].as_py())
