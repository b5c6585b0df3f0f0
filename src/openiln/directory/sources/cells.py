"""What one cell of a file may say, and what is wrong with one that may not be taken."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from openiln.directory.rules.kinds import LOCALES, Kind, lost_zeros, whole_nces_id, year_from_name

Read: TypeAlias = Callable[[str], object]

MISSING = frozenset({"", "M", "N", "-1", "-2", "-9", "†", "‡", "NA", "n/a"})
"""Common Core of Data, file documentation: M and -1 missing, N and -2 not applicable, -9 of poor
quality; the daggers are its table builder's."""

_FORMULA = ("=", "+", "-", "@")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_YES = {"yes", "true", "1", "y", "final"}
_NO = {"no", "false", "0", "n", "preliminary"}


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that was not taken: where it stands, which column, and why."""

    line: int
    column: str
    reason: str


class Unreadable(ValueError):
    """A cell that cannot be taken; its text is the reason."""


def text(longest: int) -> Callable[[str], str]:
    """A reader of words in one line; spaces around them and doubled ones are taken away."""

    def read(cell: str) -> str:
        found = " ".join(cell.split())
        if not found:
            raise Unreadable("is empty; every row must say it.")
        if len(found) > longest:
            raise Unreadable(f"has {len(found)} characters; at most {longest} are kept.")
        if found.startswith(_FORMULA):
            raise Unreadable("begins as a spreadsheet's formula does; write the words alone.")
        if _UNPRINTABLE.search(found):
            raise Unreadable("holds a character that cannot be printed; write the words anew.")
        return found

    return read


def if_any(read: Callable[[str], str]) -> Callable[[str], str]:
    """The reader, for a cell that may be empty."""
    return lambda cell: read(cell) if cell.strip() else ""


def nces_id(cell: str) -> str:
    """A district's id of seven digits."""
    found = whole_nces_id(cell.strip(), Kind.DISTRICT)
    if found is None:
        hint = lost_zeros(cell.strip())
        said = f"says {cell[:20]!r}; a district's NCES id is seven digits. {hint}"
        raise Unreadable(said.rstrip())
    return found


def state(cell: str) -> str:
    """A state's two capitals, as the post writes them (and BI, the Bureau of Indian Education)."""
    text = cell.strip()
    if not (len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()):
        raise Unreadable(f"says {cell[:20]!r}; write the state's two capitals, such as MS.")
    return text


def year(cell: str) -> int:
    """The year in which a program year begins."""
    found = year_from_name(cell.strip())
    if found is None:
        raise Unreadable(f"says {cell[:20]!r}; write a school year, such as 2023-24.")
    return found


def number(cell: str) -> float | None:
    """Any number, with a point and no commas."""
    text = cell.strip()
    if text in MISSING:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Unreadable(f"says {cell[:20]!r}; write a number, without commas or units.")
    return found


def between(low: float, high: float) -> Callable[[str], float | None]:
    """A reader of numbers from `low` to `high`."""

    def read(cell: str) -> float | None:
        found = number(cell)
        if found is not None and not low <= found <= high:
            raise Unreadable(f"says {cell[:20]!r}; it lies between {low:,} and {high:,}.")
        return found

    return read


def whole(high: int) -> Callable[[str], int | None]:
    """A reader of whole numbers from 0 to `high`; a spreadsheet may have written 2644.0."""
    bounded = between(0, high)

    def read(cell: str) -> int | None:
        found = bounded(cell)
        if found is not None and not found.is_integer():
            raise Unreadable(f"says {cell[:20]!r}; write a whole number.")
        return None if found is None else int(found)

    return read


def locale(cell: str) -> str | None:
    """An NCES locale code; files also write "41-Rural: Fringe"."""
    text = cell.strip()
    if text in MISSING:
        return None
    if text[:2] not in LOCALES:
        raise Unreadable(f"says {cell[:20]!r}; the NCES locale codes are {', '.join(LOCALES)}.")
    return text[:2]


# Common Core of Data, SY_STATUS: 1 open, 2 closed, 3 new, 4 added, 5 changed its boundary,
# 6 inactive, 7 to open in the future, 8 reopened.
_STATUSES = {
    **dict.fromkeys(("1", "3", "4", "5", "8", "open"), True),
    **dict.fromkeys(("2", "6", "7", "closed"), False),
}


def is_open(cell: str) -> bool:
    """Whether the organisation operates, by the code of the Common Core of Data or in a word."""
    found = _STATUSES.get(cell.strip().lower())
    if found is None:
        raise Unreadable(f"says {cell[:20]!r}; write open or closed, or an SY_STATUS of 1 to 8.")
    return found


def is_final(cell: str) -> bool:
    """Whether a rating is final."""
    text = cell.strip().lower()
    if text not in _YES | _NO:
        raise Unreadable(f"says {cell[:20]!r}; write yes when the rating is final, else no.")
    return text in _YES
