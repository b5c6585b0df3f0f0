"""Places as marks on a map: kept apart, so that each is seen, and named where there is room."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import cos, hypot, pi, sin, sqrt

from openiln.shell.maps.paths import Frame, Point

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
MOST_AT_EASE = 40
"""With more places than this, marks are small, and named only while pointed at or focused."""
GAP, CROWDED_GAP = 24, 14
"""Between the middles of two marks, in units of the drawing, where there is room for it."""
_GOLDEN_ANGLE = pi * (3 - sqrt(5))
_RADIUS = 9
_LETTER, _LINE = 6.6, 15  # of a name at 13 units, in the stylesheet's face


class Kind(Enum):
    """What an organisation is in its network. Each has its own shape, never colour alone."""

    MEMBER = "member"
    EXEMPLAR = "exemplar"
    JOINING = "joining"

    @property
    def shape(self) -> str:
        """Path data of the mark, around (0, 0): a disc, a star, a diamond."""
        return _SHAPES[self]


_SHAPES = {
    Kind.MEMBER: "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z",
    Kind.EXEMPLAR: "M0-10 2.6-3.6 9.5-3.1 4.3 1.4 5.9 8.1 0 4.5-5.9 8.1-4.3 1.4-9.5-3.1-2.6-3.6z",
    Kind.JOINING: "M0-8 8 0 0 8-8 0z",
}


@dataclass(frozen=True)
class Place:
    """An organisation to show; without latitude or longitude it is named beneath the map."""

    label: str
    url: str
    latitude: float | None
    longitude: float | None
    kind: Kind = Kind.MEMBER


@dataclass(frozen=True)
class Mark:
    """A place as drawn. Its name stands at `name_x`, `name_y` from its point."""

    place: Place
    x: int
    y: int
    name_x: int
    name_y: int
    anchor: str
    is_named: bool = False

    @property
    def name_box(self) -> Box:
        """Where the name is, as wide as it is likely to be."""
        width = len(self.place.label) * _LETTER
        before = {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        left, bottom = self.x + self.name_x - before, self.y + self.name_y + 3
        return left, bottom - _LINE, left + width, bottom


def marks_of(places: Sequence[tuple[Place, Point]], frame: Frame) -> tuple[list[Mark], bool]:
    """Marks for places at points of a drawing, in their order, and whether any was moved.

    Where two would touch, the later moves to the nearest free point of a spiral round its own: the
    same places always give the same drawing. Where there is no room, it stays.
    """
    is_crowded = len(places) > MOST_AT_EASE
    gap = CROWDED_GAP if is_crowded else GAP
    taken: dict[tuple[int, int], list[Point]] = {}
    marks, is_moved = [], False
    for place, point in places:
        at = next((p for p in _spiral(point, gap, frame) if _is_free(p, taken, gap)), point)
        taken.setdefault((int(at[0] // gap), int(at[1] // gap)), []).append(at)
        is_moved |= at != point
        toward_right = at[0] < frame.width / 2
        name_x, anchor = (14, "start") if toward_right else (-14, "end")
        marks.append(Mark(place, round(at[0]), round(at[1]), name_x, 5, anchor))
    return (marks if is_crowded else _named(marks, frame)), is_moved


def _spiral(point: Point, gap: float, frame: Frame) -> Iterator[Point]:
    """A point, then ever farther ones around it, to twice the gap, that the drawing holds."""
    yield point
    for i in range(1, 65):
        away, angle = 2 * gap * sqrt(i / 64), i * _GOLDEN_ANGLE
        x, y = point[0] + away * cos(angle), point[1] + away * sin(angle)
        if frame.holds((x - _RADIUS, y - _RADIUS)) and frame.holds((x + _RADIUS, y + _RADIUS)):
            yield x, y


def _is_free(point: Point, taken: dict[tuple[int, int], list[Point]], gap: float) -> bool:
    """Whether no mark lies within the gap; only the nine squares around are looked at."""
    column, row = int(point[0] // gap), int(point[1] // gap)
    return all(
        hypot(point[0] - x, point[1] - y) >= gap
        for i in (column - 1, column, column + 1)
        for j in (row - 1, row, row + 1)
        for x, y in taken.get((i, j), ())
    )


def _named(marks: list[Mark], frame: Frame) -> list[Mark]:
    """Show a name to the right, left, above or below, where it hides nothing; else not."""
    boxes: list[Box] = [(m.x - _RADIUS, m.y - _RADIUS, m.x + _RADIUS, m.y + _RADIUS) for m in marks]
    named = []
    for mark in marks:
        tries = [
            replace(mark, name_x=x, name_y=y, anchor=anchor)
            for x, y, anchor in (
                (14, 5, "start"),
                (-14, 5, "end"),
                (0, -13, "middle"),
                (0, 23, "middle"),
            )
        ]
        fitting = next((t for t in tries if _fits(t.name_box, boxes, frame)), None)
        if fitting:
            boxes.append(fitting.name_box)
        named.append(replace(fitting, is_named=True) if fitting else mark)
    return named


def _fits(box: Box, boxes: Iterable[Box], frame: Frame) -> bool:
    left, top, right, bottom = box
    return (
        frame.holds((left, top))
        and frame.holds((right, bottom))
        and not any(left < r and x < right and top < b and y < bottom for x, y, r, b in boxes)
    )
