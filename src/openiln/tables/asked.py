"""What an address asks of a list: which facets, in what order, which page.

An address may be old, mistyped or made up: what it says that the list does not know is left out.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from openiln.tables.declared import DeclaredList
from openiln.tables.pager import asked_page

MAX_CHOSEN = 50
"""Most values of one facet that are heard; more is no person."""


@dataclass(frozen=True)
class Asked:
    """A question put to a list. `chosen` has an entry for each facet that is narrowed by."""

    chosen: dict[str, tuple[str, ...]]
    sort: str
    page: int = 1
    words: str = ""

    def toggled(self, facet: str, value: str) -> "Asked":
        """The same question with one value of a facet chosen, or no longer; from its first page."""
        before = self.chosen.get(facet, ())
        after = tuple(v for v in before if v != value) if value in before else (*before, value)
        return replace(self, chosen={**self.chosen, facet: after}, page=1)

    def sorted_by(self, column: str) -> "Asked":
        """The same question in another order; by the same column again, the other way."""
        return replace(self, sort=f"-{column}" if self.sort == column else column, page=1)

    def on_page(self, page: int) -> "Asked":
        """Another page of the same answer."""
        return replace(self, page=page)

    def pairs(self, declared: DeclaredList) -> list[tuple[str, str]]:
        """The question as names and values of an address; what is usual is left out."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [
            (facet.name, value)
            for facet in declared.facets
            for value in self.chosen.get(facet.name, ())
        ]
        if self.sort != declared.sort:
            pairs.append(("sort", self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def address(self, declared: DeclaredList, **more: str) -> str:
        """The question as the end of an address, "?..."."""
        return "?" + urlencode([*self.pairs(declared), *more.items()])


def read(declared: DeclaredList, query: QueryDict) -> Asked:
    """Understand the end of an address."""
    chosen = {
        facet.name: tuple(dict.fromkeys(query.getlist(facet.name)))[:MAX_CHOSEN]
        for facet in declared.facets
        if facet.name in query
    }
    sort = query.get("sort", "")
    if declared.column(sort.removeprefix("-")) is None:
        sort = declared.sort
    return Asked(chosen, sort, asked_page(query), query.get("q", "")[:1000].strip())
