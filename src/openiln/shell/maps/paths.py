"""Points and lines of a drawing, made small enough to be sent with a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Line = Sequence[Point]


@dataclass(frozen=True)
class Frame:
    """How points of a plane, the atlas's or another, become points of a drawing."""

    width: int
    height: int
    scale: float
    left: float
    top: float

    def place(self, point: Point) -> Point:
        """A point of the plane, in the drawing."""
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale

    def holds(self, point: Point) -> bool:
        """Whether a point of the drawing is inside it."""
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height


def simplified(line: Line, tolerance: float) -> list[Point]:
    """The line without the points that lie within `tolerance` of it (Douglas and Peucker, 1973).

    Both ends stay, so that lines which meet still do.
    """
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, worst = 0.0, first
        for i in range(first + 1, last):
            away = _distance(line[i], line[first], line[last])
            if away > far:
                far, worst = away, i
        if far > tolerance:
            kept.add(worst)
            waiting += [(first, worst), (worst, last)]
    return [line[i] for i in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the segment between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return hypot(px - along * dx, py - along * dy)


def path_data(lines: Iterable[Line], *, closed: bool) -> str:
    """SVG path data in whole units, relative; a line that rounds to one point is left out."""
    written = []
    at = (0, 0)
    for line in lines:
        rounded = [(round(x), round(y)) for x, y in line]
        steps = [
            (x - before[0], y - before[1])
            for before, (x, y) in pairwise(rounded)
            if (x, y) != before
        ]
        if not steps:
            continue
        first = rounded[0]
        move = (first[0] - at[0], first[1] - at[1])
        written.append(f"m{_pairs([move])}l{_pairs(steps)}" + ("z" if closed else ""))
        at = first if closed else rounded[-1]
    return "".join(written)


def _pairs(steps: Iterable[tuple[int, int]]) -> str:
    """Numbers with a space between them only where no minus sign parts them already."""
    text = " ".join(f"{x} {y}" for x, y in steps)
    return text.replace(" -", "-")
