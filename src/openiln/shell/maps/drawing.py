"""Maps as plain values that `shell/_map.html` writes as SVG: attributes and classes, no style.

Every map has a title, a description in words, a legend, and a list of what it shows: the page's
own, which `list_id` names, or else one beneath it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.text import slugify

from openiln.shell.maps.atlas import (
    FIPS,
    County,
    Outline,
    county_at,
    land_in_nation,
    nation,
    outline,
)
from openiln.shell.maps.field import Field
from openiln.shell.maps.paths import Point
from openiln.shell.maps.places import MOST_AT_EASE, Kind, Mark, Place, marks_of
from openiln.shell.maps.projection import project

T = TypeVar("T")
WORDS = {kind: kind.value.capitalize() for kind in Kind}
"""What the legend says where a network has no words of its own."""
WIDE = 400
"""A drawing wider than this is shrunk on a telephone, and its marks are drawn larger there."""
INVENTED = "An invented state: the lines are degrees, not borders."
UNDRAWN = "No borders are at hand for this place: the lines are degrees."
APART = "Places that lie close together are drawn a little apart."
INSETS = "Alaska and Hawaii are drawn at the lower left, Alaska smaller than it is."


@dataclass(frozen=True)
class State:
    """A member of a national network, by the two-letter code of its state."""

    label: str
    code: str
    url: str
    kind: Kind = Kind.MEMBER


@dataclass(frozen=True)
class Region:
    """A state as drawn on the map of the nation."""

    state: State
    land: str


@dataclass(frozen=True)
class LegendLine:
    """What a shape on the map means, and how often it is there."""

    kind: Kind
    word: str
    count: int


@dataclass(frozen=True)
class Shown:
    """One line of the list of what a map shows."""

    label: str
    url: str
    word: str


@dataclass(frozen=True)
class Others(Generic[T]):
    """The others of its network, for a map of where one is; what `one` is called, and `many`."""

    things: Sequence[T]
    one: str
    many: str

    def word(self, count: int) -> str:
        """What so many of them are called."""
        return self.one if count == 1 else self.many


@dataclass(frozen=True)
class Around:
    """The others of a network on the map of one of them: grey, and no links."""

    count: int
    word: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Map:
    """All that the template writes. `note` says what one must know of the drawing itself.

    A map of where one of a network is has the others `around` it, and the `county` it lies in.
    """

    title: str
    summary: str
    note: str
    ground: Outline
    legend: tuple[LegendLine, ...]
    marks: tuple[tuple[Mark, Shown], ...] = ()
    regions: tuple[tuple[Region, Shown], ...] = ()
    unplaced: tuple[Shown, ...] = ()
    list_id: str = ""
    around: Around | None = None
    county: County | None = None

    @property
    def id(self) -> str:
        """What the drawing's own ids begin with: the maps of one page have different titles."""
        return f"map-{slugify(self.title)}"

    @property
    def is_wide(self) -> bool:
        return self.ground.frame.width > WIDE

    @property
    def is_crowded(self) -> bool:
        return len(self.marks) > MOST_AT_EASE

    @property
    def unnamed(self) -> int:
        """How many marks have no room for their name beside them."""
        return sum(1 for mark, _ in self.marks if not mark.is_named)

    @property
    def has_list(self) -> bool:
        """Whether the same can be read as a list: on the page, or beneath the map."""
        return bool(self.list_id or (self.shown and not self.around))

    @property
    def description(self) -> str:
        """What is read aloud in place of the picture."""
        counts = ", ".join(f"{line.word} {line.count}" for line in self.legend)
        counted = f"On this map: {counts}." if counts else "Nothing is on this map yet."
        county = f"It lies in {self.county.name}." if self.county else ""
        around = f"In grey: {self.around.count} {self.around.word}." if self.around else ""
        return " ".join(part for part in (counted, county, around, self.note) if part)

    @property
    def shown(self) -> list[Shown]:
        return [shown for _, shown in (*self.marks, *self.regions)]


def state_map(
    *,
    state: str | None,
    places: Sequence[Place],
    title: str,
    summary: str = "",
    words: Mapping[Kind, str] | None = None,
    list_id: str = "",
    others: Others[Place] | None = None,
) -> Map:
    """A state's counties with places on them; with `others`, where the one place is among them.

    `state` is a two-letter code, or None for an invented state; that, and a territory of which the
    atlas has no borders, is drawn as a plain field. `words` are the network's own for the legend.
    """
    beside = others.things if others else ()
    ground, point_of = _ground(state, [*places, *beside])
    located, unplaced = [], []
    for place in places:
        if place.latitude is not None and place.longitude is not None:
            point = point_of(place.latitude, place.longitude)
            if ground.frame.holds(point):
                located.append((place, point))
                continue
        unplaced.append(place)
    around = [point for point in _points(beside, point_of) if ground.frame.holds(point)]
    marks, is_moved = marks_of(located, ground.frame)
    note = "" if state in FIPS else UNDRAWN if state else INVENTED
    words = WORDS | dict(words or {})
    return Map(
        title=title,
        summary=summary,
        note=_joined(note, APART if is_moved else "", _left_out(others, len(around))),
        ground=ground,
        legend=_legend([mark.place.kind for mark in marks], words),
        marks=tuple((mark, _shown(mark.place, words)) for mark in marks),
        unplaced=tuple(_shown(place, words) for place in unplaced),
        list_id=list_id,
        around=_around(tuple(map(_dot, around)), others),
        county=_county(state, places) if others else None,
    )


def nation_map(
    *,
    states: Sequence[State],
    title: str,
    summary: str = "",
    words: Mapping[Kind, str] | None = None,
    list_id: str = "",
    others: Others[State] | None = None,
) -> Map:
    """The United States with the members of a national network filled in, otherwise as `state_map`.

    A territory, which the atlas does not have, is named beneath.
    """
    words = WORDS | dict(words or {})
    drawn = [state for state in states if state.code in FIPS]
    around = [land_in_nation(s.code) for s in (others.things if others else ()) if s.code in FIPS]
    return Map(
        title=title,
        summary=summary,
        note=_joined(INSETS, _left_out(others, len(around))),
        ground=nation(),
        legend=_legend([state.kind for state in drawn], words),
        regions=tuple(
            (Region(state, land_in_nation(state.code)), _shown(state, words)) for state in drawn
        ),
        unplaced=tuple(_shown(state, words) for state in states if state.code not in FIPS),
        list_id=list_id,
        around=_around(tuple(around), others),
    )


def _ground(
    state: str | None, places: Sequence[Place]
) -> tuple[Outline, Callable[[float, float], Point]]:
    """What lies beneath the places, and how a latitude and a longitude fall on it."""
    if state is None or state not in FIPS:
        field = Field.around(
            [
                (place.latitude, place.longitude)
                for place in places
                if place.latitude is not None and place.longitude is not None
            ]
        )
        return field.outline(), field.place
    ground = outline(state)
    return ground, lambda latitude, longitude: ground.frame.place(
        project(latitude, longitude, state)
    )


def _points(places: Sequence[Place], point_of: Callable[[float, float], Point]) -> Iterator[Point]:
    for place in places:
        if place.latitude is not None and place.longitude is not None:
            yield point_of(place.latitude, place.longitude)


def _dot(point: Point) -> str:
    return f"M{point[0] - 5:.0f} {point[1]:.0f}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"


def _around(paths: tuple[str, ...], others: Others[Any] | None) -> Around | None:
    return Around(len(paths), others.word(len(paths)), paths) if others and paths else None


def _left_out(others: Others[Any] | None, drawn: int) -> str:
    """How many of the others have no place that is known, or none on this map."""
    left = len(others.things) - drawn if others else 0
    if not others or not left:
        return ""
    return f"{left} {others.word(left)} {'has' if left == 1 else 'have'} no place on this map."


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _county(state: str | None, places: Sequence[Place]) -> County | None:
    """The county of the one place; none in an invented state, or one without borders."""
    if state is None or state not in FIPS:
        return None
    found = _points(places, lambda latitude, longitude: project(latitude, longitude, state))
    return next((county_at(state, point) for point in found), None)


def _legend(kinds: Sequence[Kind], words: Mapping[Kind, str]) -> tuple[LegendLine, ...]:
    counts = Counter(kinds)
    return tuple(LegendLine(kind, words[kind], counts[kind]) for kind in Kind if counts[kind])


def _shown(thing: Place | State, words: Mapping[Kind, str]) -> Shown:
    return Shown(thing.label, thing.url, words[thing.kind])
