"""Finds the columns of a file by their headings, and reads its rows through them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from openiln.directory.sources.cells import Read, Refused, Unreadable
from openiln.kernel.errors import BadInput, Finding
from openiln.tables.reading import Row

Cells: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One thing that a file may say of a row, under any of these headings."""

    field: str
    headings: tuple[str, ...]
    read: Read
    is_required: bool = False


@dataclass(frozen=True)
class Layout:
    """What a kind of file is called and which columns it has.

    `prefixed` are columns that come in any number: the heading is the prefix and a word, and their
    cells are gathered in a dictionary. `key` is what a row speaks of, once in a file; `fault` says
    what is wrong with cells that are each right alone: the column and the reason.
    """

    name: str
    columns: tuple[Column, ...]
    prefixed: Mapping[str, Column]
    key: Callable[[Cells], object]
    fault: Callable[[Cells], tuple[str, str] | None]

    def suits(self, header: list[str]) -> bool:
        """Whether every required column is there."""
        found = {heading.strip().casefold() for heading in header}
        return all(found & set(c.headings) for c in self.columns if c.is_required)


@dataclass(frozen=True)
class _Place:
    """A column found: at which position, under which heading, for which field or group."""

    position: int
    heading: str
    column: Column
    word: str = ""


def read_rows(
    layout: Layout, header: Row, rows: Iterable[Row]
) -> Iterator[tuple[int, Cells] | Refused]:
    """Each row's cells by field, or why it is refused. A column that is not there is left out.

    Raises:
        BadInput: two columns of the file say the same thing.
    """
    places = _places(layout, header)
    width = 1 + max(place.position for place in places)
    for row in rows:
        if len(row.cells) < width:
            yield Refused(row.line, "", f"has {len(row.cells)} cells; the header needs {width}.")
            continue
        read = _read_row(places, row)
        fault = None if isinstance(read, Refused) else layout.fault(read[1])
        yield Refused(row.line, *fault) if fault else read


def _read_row(places: list[_Place], row: Row) -> tuple[int, Cells] | Refused:
    cells: Cells = {}
    for place in places:
        try:
            value = place.column.read(row.cells[place.position])
        except Unreadable as fault:
            return Refused(row.line, place.heading, str(fault))
        if not place.word:
            cells[place.column.field] = value
        elif value is not None:
            cells.setdefault(place.column.field, {})[place.word] = value
    return row.line, cells


def _places(layout: Layout, header: Row) -> list[_Place]:
    places: list[_Place] = []
    taken: dict[tuple[str, str], str] = {}
    by_heading = {heading: column for column in layout.columns for heading in column.headings}
    for position, written in enumerate(header.cells):
        heading = written.strip().casefold()
        place = _place(layout, by_heading, position, heading)
        if place is None:
            continue
        key = (place.column.field, place.word)
        if key in taken:
            finding = Finding(
                f"line {header.line}", f"{taken[key]} and {heading} say the same.", "Take one out."
            )
            raise BadInput("Two columns of the file say the same thing.", (finding,))
        taken[key] = heading
        places.append(place)
    return places


def _place(
    layout: Layout, by_heading: Mapping[str, Column], position: int, heading: str
) -> _Place | None:
    column = by_heading.get(heading)
    if column is not None:
        return _Place(position, heading, column)
    for prefix, gathered in layout.prefixed.items():
        word = heading.removeprefix(prefix)
        if word and word != heading:
            return _Place(position, heading, gathered, word)
    return None


def first_of_each(
    read: Iterable[tuple[int, Cells] | Refused], layout: Layout
) -> Iterator[tuple[int, Cells] | Refused]:
    """The rows, each that speaks of the same thing as an earlier one refused."""
    seen: dict[object, int] = {}
    for row in read:
        if isinstance(row, Refused):
            yield row
            continue
        line, cells = row
        first = seen.setdefault(layout.key(cells), line)
        why = f"speaks of the same as line {first}: it stands twice, or one of the two is mistyped."
        again = Refused(line, layout.columns[0].field, why)
        yield row if first == line else again
