"""From the tables of a TOML file to the dataclasses of the grammar, naming every fault on the way.

The reader goes on after a fault, so that one run names them all. References are looked up at the
end, among the ids of the whole file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar, cast

from openiln.charters.rules import values
from openiln.charters.rules.lines import Path
from openiln.charters.rules.schema import (
    Element,
    Fault,
    Key,
    KeyOf,
    Spelled,
    Table,
    discriminator,
    item_of,
    keys_of,
    tables_in,
)
from openiln.kernel.errors import Finding

MOST = 200
"""Findings of one run. More would be read by nobody, and a hostile file could make millions."""

LONGEST_PLACE = 120
"""Characters of a path that are shown; a key of somebody's file may have thousands."""

T = TypeVar("T", bound=Table)


class Wrong(Exception):
    """A value could not be taken; its finding is noted."""


class Enough(Exception):
    """So many faults are named that the rest can wait until these are mended."""


@dataclass(frozen=True)
class _Reference:
    path: Path
    of: str
    id: str


class Reader:
    """Reads the tables of one file; `findings` says what is wrong with them, by line."""

    def __init__(self, document: Mapping[str, Any], lines: Mapping[Path, int]) -> None:
        self._found: list[tuple[int, Finding]] = []
        self._broken = 0
        self._document = document
        self._lines = lines
        self._ids: dict[str, set[str]] = {}
        self._references: list[_Reference] = []

    def read(self, table: type[T]) -> T | None:
        """The whole file as a table; None where anything is wrong."""
        read = None
        try:
            read = self._whole(table)
            self._look_up()
        except Enough:
            pass
        return None if self._found else read

    def _whole(self, table: type[T]) -> T | None:
        try:
            return self._table(table, self._document, ())
        except Wrong:
            return None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, from the top of the file to its end."""
        return tuple(finding for _, finding in sorted(self._found, key=lambda found: found[0]))

    def _break(self, path: Path, wrong: str, mend: str) -> None:
        """Name a fault because of which no dataclass can be made."""
        self._broken += 1
        self._note(path, wrong, mend)

    def _note(self, path: Path, wrong: str, mend: str) -> None:
        known = path
        while known not in self._lines:
            known = known[:-1]
        line = self._lines[known]
        self._found.append(
            (line, Finding(f"line {line}, {self._named(path)[:LONGEST_PLACE]}", wrong, mend))
        )
        if len(self._found) == MOST:
            raise Enough

    def _named(self, path: Path) -> str:
        """A path with ids for positions, where the tables have them."""
        words, here = "", cast("Any", self._document)
        for step in path:
            here = here[step] if _has(here, step) else {}
            if isinstance(step, str):
                words += f".{step}"
                continue
            name = here.get("id") if isinstance(here, dict) else None
            words += f".{name}" if isinstance(name, str) and name else f"[{step + 1}]"
        return words.removeprefix(".")

    def _table(self, table: type[T], raw: Mapping[str, Any], path: Path) -> T:
        known = keys_of(table)
        self._name_unknown(raw, tuple(known), path)
        before = self._broken
        taken = {}
        for name, key in known.items():
            if name not in raw:
                self._miss(key, path)
                continue
            try:
                taken[name] = self._value(key.hint, key.key, raw[name], (*path, name))
            except Wrong:
                continue
        if self._broken > before:
            raise Wrong
        read = table(**taken)
        self._name_faults(read.faults(), path)
        return read

    def _name_unknown(self, raw: Mapping[str, Any], known: tuple[str, ...], path: Path) -> None:
        for name in raw:
            if name not in known:
                near = get_close_matches(name, known, n=1, cutoff=0.6)
                mend = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
                self._break((*path, name), "is no key that we know.", mend)

    def _miss(self, key: KeyOf, path: Path) -> None:
        if key.is_required:
            mend = f"Add it: {key.key.says}"
            self._break((*path, key.name), "is missing.", mend)

    def _name_faults(self, faults: Iterator[Fault], path: Path) -> None:
        for fault in faults:
            steps = (int(s) if s.isdigit() else s for s in fault.key.split("."))
            self._note((*path, *steps), fault.wrong, fault.mend)

    def _value(self, hint: Any, key: Key, raw: Any, path: Path) -> Any:  # noqa: ANN401 -- any TOML
        if item_of(hint) is not None:
            return self._list(hint, key, raw, path)
        tables = tables_in(hint)
        if tables:
            return self._choice(tables, raw, path)
        return self._plain(hint, key, raw, path)

    def _plain(self, hint: Any, key: Key, raw: Any, path: Path) -> Any:  # noqa: ANN401 -- any TOML
        try:
            value = _TAKERS[_family(hint)](hint, key, raw)
        except values.Misfit as misfit:
            self._break(path, misfit.wrong, misfit.mend)
            raise Wrong from misfit
        if key.of:
            self._references.append(_Reference(path, key.of, value))
        return value

    def _list(self, hint: Any, key: Key, raw: Any, path: Path) -> tuple[Any, ...]:  # noqa: ANN401 -- any TOML
        if not isinstance(raw, list):
            mend = "Write it in square brackets: [ ... ]."
            if tables_in(item_of(hint)):
                mend = f"Write each one below its own header: [[{path[-1]}]]."
            self._break(path, f"is {values.kind_of(raw)} where a list belongs.", mend)
            raise Wrong
        before = self._broken
        self._count(key, raw, path)
        self._name_repeated(item_of(hint), raw, path)
        taken = []
        for position, item in enumerate(raw):
            try:
                taken.append(self._value(item_of(hint), _of_items(key), item, (*path, position)))
            except Wrong:
                continue
        if self._broken > before:
            raise Wrong
        return tuple(taken)

    def _count(self, key: Key, raw: list[Any], path: Path) -> None:
        least = 1 if key.least is None else key.least
        if len(raw) < least:
            wrong = "is an empty list." if not raw else f"names {len(raw)}."
            self._break(path, wrong, f"Name at least {least}, or remove the key.")

    def _name_repeated(self, item: Any, raw: list[Any], path: Path) -> None:  # noqa: ANN401 -- a hint
        seen: set[Any] = set()
        is_list_of_elements = any(issubclass(t, Element) for t in tables_in(item))
        for position, one in enumerate(raw):
            name = one.get("id") if is_list_of_elements and isinstance(one, dict) else one
            if not isinstance(name, str):
                continue
            if name in seen and is_list_of_elements:
                wrong = f'is the id of two {path[-1]}: "{name}".'
                self._break((*path, position, "id"), wrong, "Give one of them another id.")
            elif name in seen:
                self._break((*path, position), f'names "{name}" twice.', "Name it once.")
            seen.add(name)
            if is_list_of_elements:
                self._ids.setdefault(str(path[-1]), set()).add(name)

    def _choice(self, tables: tuple[type[Table], ...], raw: Any, path: Path) -> Table:  # noqa: ANN401 -- any TOML
        if isinstance(raw, str) and issubclass(tables[0], Spelled):
            return tables[0].from_text(self._plain(str, Key(""), raw, path))
        if not isinstance(raw, dict):
            mend = "Write it as { key = value }, or below a header in square brackets."
            self._break(path, f"is {values.kind_of(raw)} where a table belongs.", mend)
            raise Wrong
        if len(tables) == 1:
            return self._table(tables[0], raw, path)
        by_name = {discriminator(t): t for t in tables}
        said = [name for name in by_name if name in raw]
        if len(said) != 1:
            wrong = f"says both {' and '.join(said)}." if said else "does not say which kind it is."
            self._break(path, wrong, f"Give it exactly one of: {', '.join(by_name)}.")
            raise Wrong
        return self._table(by_name[said[0]], raw, path)

    def _look_up(self) -> None:
        for reference in self._references:
            known = self._ids.get(reference.of, set())
            if reference.id in known:
                continue
            near = get_close_matches(reference.id, sorted(known), n=1, cutoff=0.6)
            mend = f"Add one to [[{reference.of}]], or name one that is there."
            if near:
                mend = f'Did you mean "{near[0]}"?'
            wrong = f'names "{reference.id}", which is none of the {reference.of}.'
            self._note(reference.path, wrong, mend)


def _has(here: Any, step: str | int) -> bool:  # noqa: ANN401 -- any TOML
    if isinstance(step, str):
        return isinstance(here, dict) and step in here
    return isinstance(here, list) and step < len(here)


def _of_items(key: Key) -> Key:
    """What a list's marks say of each of its items: not the list's own length."""
    return Key(key.says, form=key.form, of=key.of)


def _family(hint: Any) -> type:  # noqa: ANN401 -- a hint
    return Enum if issubclass(hint, Enum) else hint


_TAKERS: dict[type, Callable[[Any, Key, Any], Any]] = {
    bool: values.take_bool,
    int: values.take_whole,
    str: values.take_text,
    date: values.take_day,
    Fraction: values.take_share,
    Enum: values.take_word,
}
