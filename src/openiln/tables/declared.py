"""A list, declared once: its page, facets, CSV, XLSX and JSON all come from this.

A declaration names fields of a queryset, and the context gives the queryset, already cut to what
the seat may see. Fields may follow a foreign key ("organisation__name"), never a relation to many.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from django.db.models import QuerySet

Value: TypeAlias = str | int | float | Decimal | bool | date | datetime | None

RESERVED = {"sort", "page", "format", "q"}
"""Words of an address that no facet may be named by."""


class Kind(Enum):
    """How the values of a column are written and aligned."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Column:
    """One column. `name` stands in addresses, CSV headings and JSON; `label` on the page.

    `words` turns a stored code into what people read, on the page and in the files for people (CSV
    and XLSX); JSON, for programs, has the code. `empty` stands for no value, on the page alone.
    Empty values are sorted last where `may_be_empty` says that there can be some. One that is not
    `is_on_page` stands in the files alone: it is too long to read beside the others.
    """

    name: str
    label: str
    field: str
    kind: Kind = Kind.TEXT
    may_be_empty: bool = False
    is_sortable: bool = True
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    empty: str = "not recorded"
    is_on_page: bool = True


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list: the values of a field, each with its count.

    With `words`, options stand in their order; without, in the order of their labels.
    """

    name: str
    label: str
    field: str
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    empty: str = "Not recorded"


@dataclass(frozen=True)
class Cells:
    """A row for each set of values that the facets may have together, by the fields' same names.

    Every row of the list leads to its cell by `key`, which has an index: a database counts from
    that alone, many times faster than it groups by each facet.
    """

    all: QuerySet[Any]
    key: str


@dataclass(frozen=True)
class DeclaredList:
    """A list: what it is called, what it shows, how it may be narrowed and sorted.

    `sort` is a column's name, with a minus for downwards. `url` makes the address of a row from
    the fields that `url_fields` names; the first column carries the link. `found_by` are the text
    fields in which words are looked for, and `find` says so ("Name or NCES id"). `one` and `many`
    are what a row is called. A long list has `cells`, by which its facets are counted.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    sort: str
    facets: tuple[Facet, ...] = ()
    url: Callable[..., str] | None = None
    url_fields: tuple[str, ...] = ()
    page_size: int = 25
    found_by: tuple[str, ...] = ()
    find: str = ""
    one: str = "row"
    many: str = "rows"
    cells: Cells | None = None

    def __post_init__(self) -> None:
        columns = [column.name for column in self.columns]
        facets = {facet.name for facet in self.facets}
        if len(set(columns)) < len(columns) or RESERVED & facets:
            raise ValueError(
                f"The list {self.name} names a column twice, or a facet by a reserved word."
            )
        if self.sort.removeprefix("-") not in {c.name for c in self.columns if c.is_sortable}:
            raise ValueError(f"The list {self.name} is sorted by {self.sort}, which it cannot be.")

    def column(self, name: str) -> Column | None:
        """The column of a name, where it may be sorted by."""
        return next((c for c in self.columns if c.name == name and c.is_sortable), None)
