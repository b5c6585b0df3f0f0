"""Takes keys from one table of a study file, and refuses what is missing, wrong or unknown."""

from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from openiln_evidence.errors import RefusedError
from openiln_evidence.study.lines import line_of
from openiln_evidence.study.plan import Value

Choice = TypeVar("Choice", bound=StrEnum)
_MISSING = object()


class Keys:
    """One TOML table and where it stands: take_ methods remove keys, `finish` refuses the rest."""

    def __init__(self, table: object, text: str, path: tuple[str | int, ...] = ()) -> None:
        self.text, self.path = text, path
        if not isinstance(table, dict):
            raise self.refused((), "must be a table")
        self.left = dict(table)

    def refused(self, key: tuple[str | int, ...], wrong: str) -> RefusedError:
        """A refusal naming line and key: `wrong` completes the sentence "KEY ..."."""
        path = (*self.path, *key)
        name = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
        return RefusedError(f"study, line {line_of(self.text, path)}: {name} {wrong}")

    def take(self, key: str, default: object = _MISSING) -> object:
        value = self.left.pop(key, default)
        if value is _MISSING:
            near = get_close_matches(key, self.left, n=1)
            meant = f"; {near[0]} stands there, and is no key of it" if near else ""
            raise self.refused((key,), f"is missing{meant}")
        return value

    def take_text(self, key: str, default: object = _MISSING) -> str:
        value = self.take(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.refused((key,), "must be text in quotes, and not empty")
        return value

    def take_name(self, key: str) -> str | None:
        """A text that may be absent."""
        return self.take_text(key) if key in self.left else None

    def take_whole(self, key: str, default: object = _MISSING, *, least: int = 0) -> int:
        value = self.take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.refused((key,), f"must be a whole number of at least {least}")
        return value

    def take_number(self, key: str) -> float:
        value = self.take(key)
        if not _is_number(value):
            raise self.refused((key,), "must be a finite number")
        return float(value)  # type: ignore[arg-type]  # _is_number has looked

    def take_flag(self, key: str, *, default: bool) -> bool:
        value = self.take(key, default)
        if not isinstance(value, bool):
            raise self.refused((key,), "must be true or false")
        return value

    def take_choice(self, key: str, of: type[Choice], default: object = _MISSING) -> Choice:
        value = self.take(key, default)
        if value not in list(of):
            raise self.refused((key,), f"must be one of {', '.join(of)}")
        return of(str(value))

    def take_range(self, key: str) -> tuple[float, float]:
        value = self.take(key)
        if not (isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))):
            raise self.refused((key,), "must be two numbers, the lowest and the highest")
        low, high = float(value[0]), float(value[1])
        if low >= high:
            raise self.refused((key,), "must be two numbers, the lowest first")
        return low, high

    def take_values(self, key: str, *, least: int) -> tuple[Value, ...]:
        """A list of distinct whole numbers or texts, all of one type."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) < least:
            raise self.refused((key,), f"must be a list of at least {least}")
        if {type(v) for v in value} not in ({int}, {str}):
            raise self.refused((key,), "must hold whole numbers, or texts, and not both")
        if len(set(value)) < len(value):
            raise self.refused((key,), "names the same value twice")
        return tuple(value)

    def take_texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.refused((key,), "must be a list of texts")
        return tuple(value)

    def take_table(self, key: str, default: object = _MISSING) -> "Keys":
        return Keys(self.take(key, default), self.text, (*self.path, key))

    def take_tables(self, key: str, *, least: int = 0) -> Iterator["Keys"]:
        """The tables of an array, one after the other."""
        value = self.take(key, [])
        if not isinstance(value, list) or len(value) < least:
            raise self.refused((key,), f"must be one or more tables, each written [[{key}]]")
        for place, table in enumerate(value):
            yield Keys(table, self.text, (*self.path, key, place))

    def finish(self) -> None:
        """Refuse the first key that nobody took: a misspelt key must not pass for an absent one."""
        for key in self.left:
            raise self.refused((key,), "is not a key of a study; see docs/reference/study-file.md")


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < float("inf")  # NaN compares as false
    )
