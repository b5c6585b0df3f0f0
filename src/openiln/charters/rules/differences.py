"""How two charters differ, element by element, as a person would say it."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from openiln.charters.rules import sentences as say
from openiln.charters.rules.charter import Charter
from openiln.charters.rules.commitments import Clause, Menu, Obligation
from openiln.charters.rules.community import Grant, Term, Vocabulary
from openiln.charters.rules.designations import Trigger
from openiln.charters.rules.joining import (
    DesignationRoute,
    ExceptionRoute,
    InvitationRoute,
    OpenRoute,
    RatingRoute,
    Tier,
)
from openiln.charters.rules.schema import Element, Form, KeyOf, Spelled, Table, keys_of
from openiln.charters.rules.waivers import (
    Lessons,
    PurposeTerm,
    SchoolYearTerm,
    Waivable,
    YearsTerm,
)
from openiln.charters.rules.words import Noun, Words
from openiln.kernel.days import day_in_words

_UNSAID = frozenset({"rows", "in_force_on"})
"""Keys that point to our own requirements; and the day of the rules, which stands above them."""
_KINDS: Mapping[type[Element], str] = {
    Clause: "promise",
    Grant: "offer of money",
    Lessons: "lesson",
    Menu: "choice",
    Obligation: "count",
    Term: "term",
    Tier: "kind of membership",
    Trigger: "consequence",
    Vocabulary: "list of terms",
    Waivable: "expected waiver",
}
"""What a person calls an element where the name of its class is none of their words."""
_PARTS = {
    "network": "The network",
    "words": "The words of the network",
    "waivers": "Waivers",
    "exemptions": "exemptions",
    "privacy": "Who sees what",
}
"""What a table is called in front of what differs in it; others are called by what they mean."""
_COUNTED = frozenset(
    {"strength", "counts", "at_least", "per", "per_each", "including", "together", "holds"}
    | {"as_needed", "due"}
)
"""The keys of a count that its one sentence carries."""

_ROUTES = (RatingRoute, DesignationRoute, InvitationRoute, ExceptionRoute, OpenRoute)


def differences(before: Charter, after: Charter) -> tuple[str, ...]:
    """What differs, a sentence or two for each; nothing where the two say the same."""
    return tuple(_between(before, after, "", after.words))


def _between(before: Table, after: Table, where: str, words: Words) -> Iterator[str]:
    """Two tables of one kind; what they hold of different kinds differs as a whole."""
    unsaid = _UNSAID
    if isinstance(before, Obligation) and isinstance(after, Obligation):
        was, is_now = (say.say_obligation(each, words) for each in (before, after))
        if was != is_now:
            unsaid |= _COUNTED
            yield _reads_otherwise(where, was, is_now)
    for key in keys_of(type(after)).values():
        was, is_now = getattr(before, key.name), getattr(after, key.name)
        if was == is_now or key.name in unsaid:
            continue
        if _is_list_of_elements(was) or _is_list_of_elements(is_now):
            yield from _between_lists(key, was, is_now, where, words)
        elif type(was) is type(is_now) and isinstance(was, Table) and not isinstance(was, Spelled):
            yield from _between(was, is_now, _within(where, key), words)
        elif key.name == "text":
            yield _reads_otherwise(where, was, is_now)
        else:
            place = _within(where, key)
            yield f"{place}: now {_plain(is_now, key)}; before, {_plain(was, key)}."


def _between_lists(
    key: KeyOf, before: tuple[Element, ...], after: tuple[Element, ...], where: str, words: Words
) -> Iterator[str]:
    was, is_now = {e.id: e for e in before}, {e.id: e for e in after}
    for id_, element in was.items():
        if id_ not in is_now:
            yield f"{_element(where, element)} is gone."
    for id_, element in is_now.items():
        if id_ not in was:
            said = _said_of(element, words)
            yield f"{_element(where, element)} is new" + (f": {_quoted(said)}" if said else ".")
        else:
            yield from _between(was[id_], element, _element(where, was[id_]), words)
    kept = [i for i in was if i in is_now]
    if kept != [i for i in is_now if i in was]:
        order = ", ".join(_name(element) for element in after)
        yield f"{_within(where, key)}: the order is now {order}."


def _is_list_of_elements(value: Any) -> bool:  # noqa: ANN401 -- any value of the grammar
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Element)


def _reads_otherwise(where: str, was: str, is_now: str) -> str:
    """Two texts; of a count, the one that asks for no number is empty."""
    if not is_now:
        return f"{where} asks for no number any more. It read: {_quoted(was)}"
    before = f"It read: {_quoted(was)}" if was else "Before, it asked for no number."
    return f"{where} now reads: {_quoted(is_now)} {before}"


def _within(where: str, key: KeyOf) -> str:
    """The place of a key: what it is in, and what it means."""
    part = _PARTS.get(key.name) or key.key.says.rstrip(".")
    return f"{where}, {part[:1].lower()}{part[1:]}" if where else part


def _element(where: str, element: Element) -> str:
    kind = type(element).__name__
    plain = "".join(f" {c.lower()}" if c.isupper() else c for c in kind).strip()
    the = f"the {_KINDS.get(type(element), plain)} “{_name(element)}”"
    return f"{where}, {the}" if where else say.capital(the)


def _name(element: Element) -> str:
    return getattr(element, "name", None) or _title(element.id)


def _title(id_: str) -> str:
    return say.capital(id_.replace("-", " "))


def _said_of(element: Element, words: Words) -> str:
    if isinstance(element, Obligation):
        return say.say_obligation(element, words)
    return getattr(element, "text", "")


def _quoted(text: str) -> str:
    """A text that is quoted at the end of a sentence, which ends it."""
    return f"“{text}”" if text.endswith((".", "!", "?")) else f"“{text}.”"


def _plain(value: Any, key: KeyOf) -> str:  # noqa: ANN401 -- any value of the grammar
    """A value as a person writes it, within a sentence."""
    if value is None or value == ():
        return "not said"
    if isinstance(value, tuple):
        return "; ".join(_plain(item, key) for item in value)
    if isinstance(value, Table):
        return _plain_table(value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return _plain_text(value, key)
    return _plain_value(value)


def _plain_table(value: Table) -> str:
    if isinstance(value, Noun):
        return f"“{value.one}”, of several “{value.many}”"
    if isinstance(value, YearsTerm | SchoolYearTerm | PurposeTerm):
        return say.say_term(value).rstrip(".")
    if isinstance(value, _ROUTES):
        named = (getattr(value, name, "") for name in ("designation", "invited_towards"))
        return say.say_route(value, {id_: _title(id_) for id_ in named}).rstrip(".")
    keys = ((each, getattr(value, each.name)) for each in keys_of(type(value)).values())
    said = ((each, one) for each, one in keys if one not in (None, ()))
    return ", ".join(f"{_within('', each)}: {_plain(one, each)}" for each, one in said)


def _plain_text(value: str, key: KeyOf) -> str:
    if key.key.form is Form.MONTH_DAY:
        return say.day_of_year(value)
    return f"“{_title(value) if key.key.of else value}”"


def _plain_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Fraction):
        return say.say_share(value)
    return str(value).replace("-", " ").replace("steward", "the agency")
