"""How two charters differ, element by element, in plain words."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from openiln.charters.rules.charter import Charter
from openiln.charters.rules.schema import Element, Spelled, Table, keys_of
from openiln.kernel.days import day_in_words

_UNSAID = frozenset({"rows"})
"""Keys that point to our own requirements and say nothing to a member."""


def differences(before: Charter, after: Charter) -> tuple[str, ...]:
    """One sentence for each difference; none where the two say the same."""
    return tuple(_between(before, after, ""))


def _between(before: Table, after: Table, where: str) -> Iterator[str]:
    """Two tables of one kind; what they hold of different kinds differs as a whole."""
    for name in keys_of(type(after)):
        was, is_now = getattr(before, name), getattr(after, name)
        if was == is_now or name in _UNSAID:
            continue
        label = name.replace("_", " ")
        if _is_list_of_elements(was) or _is_list_of_elements(is_now):
            yield from _between_lists(name, was, is_now, where)
        elif type(was) is type(is_now) and isinstance(was, Table) and not isinstance(was, Spelled):
            yield from _between(was, is_now, f"{where}{label}: ")
        else:
            yield f"{where}{label} was {plain(was)}, is {plain(is_now)}."


def _between_lists(
    name: str, before: tuple[Element, ...], after: tuple[Element, ...], where: str
) -> Iterator[str]:
    was, is_now = {e.id: e for e in before}, {e.id: e for e in after}
    for id_, element in was.items():
        if id_ not in is_now:
            yield f"{where}{_named(element)} is gone."
    for id_, element in is_now.items():
        if id_ not in was:
            said = getattr(element, "text", None) or getattr(element, "name", None)
            yield f"{where}{_named(element)} is new" + (f": {said}" if said else ".")
        else:
            yield from _between(was[id_], element, f"{where}{_named(element)}: ")
    kept = [i for i in was if i in is_now]
    if kept != [i for i in is_now if i in was]:
        yield f"{where}The {name.replace('_', ' ')} stand in another order: {', '.join(is_now)}."


def _is_list_of_elements(value: Any) -> bool:  # noqa: ANN401 -- any value of the grammar
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Element)


def _kind(element: Element) -> str:
    name = type(element).__name__
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _named(element: Element) -> str:
    return f'{_kind(element)} "{element.id}"'


def plain(value: Any) -> str:  # noqa: ANN401 -- any value of the grammar
    """A value as a person writes it."""
    if value is None or value == ():
        return "not said"
    if isinstance(value, tuple):
        return "; ".join(plain(item) for item in value)
    if isinstance(value, Table):
        keys = ((name, getattr(value, name)) for name in keys_of(type(value)))
        said = ((name.replace("_", " "), one) for name, one in keys if one not in (None, ()))
        return ", ".join(f"{name} {plain(one)}" for name, one in said)
    return _plain_value(value)


def _plain_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_in_words(value)
    is_text = isinstance(value, str) and not isinstance(value, Enum)
    return f'"{value}"' if is_text else str(value)
