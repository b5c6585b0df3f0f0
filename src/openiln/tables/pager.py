"""Which page of a list is shown, and the addresses of those beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict


@dataclass(frozen=True)
class Pager:
    """What `tables/_pages.html` shows; `rows` are the places of the page's rows in the list."""

    number: int
    pages: int
    rows: slice
    previous_url: str
    next_url: str


def pager_of(total: int, size: int, asked: int, address: Callable[[int], str]) -> Pager:
    """The page that was asked for; past the last one, the last. `address` gives a page's own."""
    pages = max(1, -(-total // size))
    number = min(asked, pages)
    return Pager(
        number,
        pages,
        slice((number - 1) * size, number * size),
        previous_url=address(number - 1) if number > 1 else "",
        next_url=address(number + 1) if number < pages else "",
    )


def asked_page(query: QueryDict) -> int:
    """The page that an address asks for; the first where it names none."""
    word = query.get("page", "")
    return max(1, int(word)) if word.isascii() and word.isdigit() and len(word) < 10 else 1
