"""One page of a declared list, ready for its template. Two queries, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypedDict

from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString

from openiln.kernel.days import day_in_words
from openiln.tables import asked as asking
from openiln.tables import counts
from openiln.tables.asked import Asked
from openiln.tables.declared import Column, DeclaredList, Facet, Kind, Value
from openiln.tables.pager import Pager, pager_of


@dataclass(frozen=True)
class Heading:
    """A column's heading. `sort` is aria-sort's word: "ascending", "descending" or none."""

    label: str
    is_number: bool
    url: str
    sort: str


class Cell(TypedDict):
    """What a person reads in one cell, and the attributes of its element.

    A page has hundreds; a template looks things up in a dictionary first.
    """

    text: str
    attributes: SafeString


class Row(TypedDict):
    """One row: the text of its first cell, the address to which that leads if any, and the rest."""

    name: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Option:
    """One value of a facet, and the address that chooses it or no longer does."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class FacetShown:
    """A facet with its options."""

    label: str
    options: list[Option]
    chosen: int


@dataclass(frozen=True)
class Page:
    """All that the template `tables/list.html` shows.

    `kept` is what a search for other words keeps of the address; `asked_for` are the rows of every
    page.
    """

    caption: str
    headings: list[Heading]
    rows: list[Row]
    facets: list[FacetShown]
    total: int
    one: str
    many: str
    pager: Pager
    find: str
    words: str
    kept: list[tuple[str, str]]
    clear_url: str
    downloads: list[tuple[str, str]]
    asked_for: QuerySet[Any]


def page_of(declared: DeclaredList, rows: QuerySet[Model], query: QueryDict) -> Page:
    """The page that an address asks for; past the last one, the last."""
    asked = asking.read(declared, query)
    counted, wanted = answered(declared, rows, asked)
    pager = pager_of(
        counted.total, declared.page_size, asked.page, lambda n: asked.on_page(n).address(declared)
    )
    silent = {f.field for f in declared.facets if not _says_something(f, asked, counted)}
    columns = [c for c in declared.columns if c.is_on_page and c.field not in silent]
    fields = [*(column.field for column in columns), *declared.url_fields]
    found = wanted.values_list(*fields)[pager.rows]
    is_narrowed = bool(asked.words) or any(asked.chosen.values())
    return Page(
        caption=declared.caption,
        headings=[_heading(declared, column, asked) for column in columns],
        rows=[_row(declared, columns, values) for values in found] if counted.total else [],
        facets=[
            _facet(declared, facet, asked, counted)
            for facet in declared.facets
            if _says_something(facet, asked, counted)
        ],
        total=counted.total,
        one=declared.one,
        many=declared.many,
        pager=pager,
        find=declared.find,
        words=asked.words,
        kept=replace(asked, words="", page=1).pairs(declared),
        clear_url=Asked({}, asked.sort).address(declared) if is_narrowed else "",
        downloads=[
            (kind.upper(), asked.on_page(1).address(declared, format=kind))
            for kind in ("csv", "xlsx", "json")
            if counted.total
        ],
        asked_for=wanted,
    )


def answered(
    declared: DeclaredList, rows: QuerySet[Model], asked: Asked
) -> tuple[counts.Counted, QuerySet[Model]]:
    """How many there are of what, and the rows that were asked for, in their order."""
    rows = counts.found(declared, rows, asked)
    counted = counts.count(declared, rows, asked)
    return counted, _ordered(declared, counts.narrowed(declared, rows, asked, counted), asked.sort)


def _ordered(declared: DeclaredList, rows: QuerySet[Model], sort: str) -> QuerySet[Model]:
    """The rows in an order that leaves no tie open; empty values come last on both databases."""
    column = declared.column(sort.removeprefix("-"))
    assert column is not None, "asked.read lets only sortable columns through"  # noqa: S101
    nulls_last = True if column.may_be_empty else None
    first = OrderBy(F(column.field), descending=sort.startswith("-"), nulls_last=nulls_last)
    return rows.order_by(first, "pk")


def _heading(declared: DeclaredList, column: Column, asked: Asked) -> Heading:
    sort = {column.name: "ascending", f"-{column.name}": "descending"}.get(asked.sort, "")
    url = asked.sorted_by(column.name).address(declared) if column.is_sortable else ""
    return Heading(column.label, column.kind is Kind.NUMBER, url, sort)


def _row(declared: DeclaredList, columns: Sequence[Column], values: tuple[Value, ...]) -> Row:
    return Row(
        name=shown(values[0], columns[0]),
        url=declared.url(*values[len(columns) :]) if declared.url else "",
        cells=[
            Cell(
                text=shown(value, column),
                attributes=attributes_of(column.label, _style(value, column)),
            )
            for column, value in zip(columns[1:], values[1:], strict=False)
        ],
    )


def _style(value: Value, column: Column) -> str:
    """The classes of a cell's look: a number stands right, a telephone shows no empty one."""
    if value is None or value == "":
        return "iln-table__empty"
    return "text-right" if column.kind is Kind.NUMBER else ""


@cache
def attributes_of(label: str, style: str) -> SafeString:
    """Those of a cell. A telephone, which shows no headings, shows the label."""
    return flatatt({"data-label": label} | ({"class": style} if style else {}))


def shown(value: Value, column: Column) -> str:
    """A value as a person reads it."""
    kind = column.kind
    if value is None or value == "":
        return column.empty
    if kind is Kind.YES_NO:
        return "Yes" if value else "No"
    if kind is Kind.NUMBER:
        return f"{value:,}"
    if kind is Kind.DATE:
        return day_in_words(value)  # type: ignore[arg-type]  # a date, as declared
    return column.words.get(str(value), str(value))


def _says_something(facet: Facet, asked: Asked, counted: counts.Counted) -> bool:
    """Whether any row has a value, or one was chosen: of nothing recorded there is no choice.

    Nor is there anything to read of it, in a column.
    """
    values = counted.by_facet[facet.name]
    return bool(asked.chosen.get(facet.name)) or any(counts.written(v) for v in values)


def _facet(
    declared: DeclaredList, facet: Facet, asked: Asked, counted: counts.Counted
) -> FacetShown:
    """The options that rows have, and those that are chosen though no row has them."""
    chosen = asked.chosen.get(facet.name, ())
    numbers = {counts.written(v): n for v, n in counted.by_facet[facet.name].items()}
    numbers |= {value: 0 for value in chosen if value not in numbers}
    order = list(facet.words)
    options = [
        Option(
            label=facet.words.get(value, value) or facet.empty,
            count=number,
            url=asked.toggled(facet.name, value).address(declared),
            is_chosen=value in chosen,
        )
        for value, number in sorted(
            numbers.items(),
            key=lambda i: (i[0] == "", order.index(i[0]) if i[0] in order else len(order), i[0]),
        )
    ]
    return FacetShown(facet.label, options, len(chosen))
