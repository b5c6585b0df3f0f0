"""Facet counts and the number of rows, all from one query: how many rows have what together.

The groups are few where the facets are codes. A facet is counted under the choices made in the
others and not its own, so that its options say what choosing them would add.
"""

import operator
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Count, Func, IntegerField, Model, OuterRef, Q, QuerySet, Subquery

from openiln.tables.asked import Asked
from openiln.tables.declared import DeclaredList, Value

_NUMBER = Func(template="COUNT(*)", output_field=IntegerField())
"""For a subquery: `Count` would group."""

MAX_WORDS = 10
"""Most words of a question that are heard."""


@dataclass(frozen=True)
class Counted:
    """How many rows there are, and how many for each value of each facet, by facet name."""

    total: int
    by_facet: dict[str, Counter[Value]]


def written(value: Value) -> str:
    """A facet's value as it stands in an address; an empty one is the empty word."""
    return "" if value is None else str(value)


def found(declared: DeclaredList, rows: QuerySet[Model], asked: Asked) -> QuerySet[Model]:
    """The rows in which every word stands, as a word or a part of one, whatever its case."""
    for word in asked.words.split()[:MAX_WORDS] if declared.found_by else ():
        places = (Q(**{f"{field}__icontains": word}) for field in declared.found_by)
        rows = rows.filter(reduce(operator.or_, places))
    return rows


def count(declared: DeclaredList, rows: QuerySet[Model], asked: Asked) -> Counted:
    """Count what was asked for."""
    if not declared.facets:
        return Counted(rows.count(), {})
    total = 0
    by_facet: dict[str, Counter[Value]] = {facet.name: Counter() for facet in declared.facets}
    chosen = [asked.chosen.get(facet.name, ()) for facet in declared.facets]
    for *values, number in _groups(declared, rows.order_by(), asked):
        if not number:
            continue
        misses = [
            place
            for place, value in enumerate(values)
            if chosen[place] and written(value) not in chosen[place]
        ]
        total += 0 if misses else number
        for place, facet in enumerate(declared.facets):
            if misses in ([], [place]):
                by_facet[facet.name][values[place]] += number
    return Counted(total, by_facet)


def _groups(
    declared: DeclaredList, rows: QuerySet[Model], asked: Asked
) -> Iterator[tuple[Any, ...]]:
    """Values of the facets, and how many rows have them: none, or the same values again, too."""
    fields = [facet.field for facet in declared.facets]
    if declared.cells is None or asked.words:  # words are in the rows, so each must be looked at
        cube = rows.values_list(*fields).annotate(_rows=Count("*"))
        yield from cube.values_list(*fields, "_rows")
        return
    here = rows.filter(**{declared.cells.key: OuterRef("pk")}).annotate(_rows=_NUMBER)
    cells = declared.cells.all.annotate(_rows=Subquery(here.values("_rows")))
    yield from cells.values_list(*fields, "_rows")


def narrowed(
    declared: DeclaredList, rows: QuerySet[Model], asked: Asked, counted: Counted
) -> QuerySet[Model]:
    """The rows that were asked for. A chosen value that no row has finds nothing."""
    for facet in declared.facets:
        chosen = asked.chosen.get(facet.name, ())
        if chosen:
            known = [v for v in counted.by_facet[facet.name] if written(v) in chosen]
            condition = Q(**{f"{facet.field}__in": [v for v in known if v is not None]})
            if None in known:
                condition |= Q(**{f"{facet.field}__isnull": True})
            rows = rows.filter(condition)
    return rows
