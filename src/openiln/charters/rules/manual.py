"""The grammar as a manual: every table of a charter file, its keys, their types, what they mean.

Made from the marks on the dataclasses; docs/reference/charter-file.md holds it, by a test.
"""

import inspect
from collections.abc import Iterator
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from openiln.charters.rules.charter import Charter
from openiln.charters.rules.schema import KeyOf, Spelled, Table, item_of, keys_of, tables_in

_TYPES = {
    bool: "true or false",
    int: "whole number",
    date: "day as 2026-07-01",
    Fraction: 'share as "2/3" or "25 %"',
}


def manual() -> str:
    """The reference of a charter file, in Markdown."""
    return "\n".join(_rows(Charter, "The whole file", set())).strip() + "\n"


def _rows(table: type[Table], title: str, seen: set[type[Table]]) -> Iterator[str]:
    """A table and, after it, the tables in it that were not described before."""
    seen.add(table)
    yield from (f"## {title}", "", inspect.cleandoc(table.__doc__ or ""), "")
    yield from ("| key | what it is | type | unless said |", "| --- | --- | --- | --- |")
    inner = []
    for key in keys_of(table).values():
        default = "must be said" if key.is_required else _default(key.default)
        says = f"{key.key.says} {_bounds(key)}".strip()
        yield f"| `{key.name}` | {says} | {_type(key.hint, key)} | {default} |"
        hint = key.hint if item_of(key.hint) is None else item_of(key.hint)
        inner += [(option, key.name) for option in tables_in(hint)]
    yield ""
    for option, _ in inner:
        if option not in seen:
            yield from _rows(option, _title(option), seen)


def _title(table: type[Table]) -> str:
    return "".join(f" {c}" if c.isupper() else c for c in table.__name__).strip().capitalize()


def _link(table: type[Table]) -> str:
    return f"[{_title(table)}](#{_title(table).lower().replace(' ', '-')})"


def _type(hint: Any, key: KeyOf) -> str:  # noqa: ANN401 -- a hint
    item = item_of(hint)
    if item is not None:
        return f"list of: {_type(item, key)}"
    tables = tables_in(hint)
    if tables:
        text = "text, or " if issubclass(tables[0], Spelled) else ""
        return text + " or ".join(f"table {_link(t)}" for t in tables)
    if key.key.of:
        return f"id from `{key.key.of}`"
    if issubclass(hint, Enum):
        return "one of " + ", ".join(f'`"{word.value}"`' for word in hint)
    return key.key.form.value if hint is str else _TYPES[hint]


def _bounds(key: KeyOf) -> str:
    """The bounds of a number; lists say theirs by what they are."""
    least, most = key.key.least, key.key.most
    if key.hint is int and least is not None and most is not None:
        return f"From {least} to {most}."
    return f"At least {least}." if least else ""


def _default(default: Any) -> str:  # noqa: ANN401 -- any value of the grammar
    if isinstance(default, Spelled):
        return f'"{default}"'
    if isinstance(default, Table):
        return "as its own keys say"
    return _plain(default)


def _plain(value: object) -> str:
    if value is None or value == ():
        return "not said"
    if isinstance(value, bool):
        return "yes" if value else "no"
    is_text = isinstance(value, str) and not isinstance(value, Enum)
    return f'"{value}"' if is_text else str(value)
