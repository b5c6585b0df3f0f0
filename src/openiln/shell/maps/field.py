"""A plain field for a place without borders: points by their degrees, on a light graticule."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, radians
from typing import Self

from openiln.shell.maps.atlas import MARGIN, Outline
from openiln.shell.maps.paths import Frame, Point, path_data

SIZE = (640, 440)
ROOM = 2 * MARGIN
LEAST_DEGREES = 0.5
STEPS = (0.25, 0.5, 1, 2, 5, 10, 20, 45)
"""Degrees between the lines of the graticule: the first of which there are few enough."""
MOST_LINES = 9


@dataclass(frozen=True)
class Field:
    """An equirectangular drawing, true to scale along its middle; `narrowing` is that cosine."""

    frame: Frame
    narrowing: float

    @classmethod
    def around(cls, degrees: Sequence[tuple[float, float]]) -> Self:
        """The field that holds all of some latitudes and longitudes; some field where none is."""
        latitudes = [latitude for latitude, _ in degrees] or [0.0]
        longitudes = [longitude for _, longitude in degrees] or [0.0]
        middle = (max(latitudes) + min(latitudes)) / 2
        narrowing = max(0.1, cos(radians(middle)))
        tall = max(LEAST_DEGREES, max(latitudes) - min(latitudes))
        wide = max(LEAST_DEGREES, max(longitudes) - min(longitudes)) * narrowing
        scale = min((SIZE[0] - 2 * ROOM) / wide, (SIZE[1] - 2 * ROOM) / tall)
        centre = (max(longitudes) + min(longitudes)) / 2 * narrowing
        frame = Frame(
            *SIZE,
            scale=scale,
            left=centre - SIZE[0] / 2 / scale,
            top=-middle - SIZE[1] / 2 / scale,
        )
        return cls(frame, narrowing)

    def place(self, latitude: float, longitude: float) -> Point:
        """A point of the drawing."""
        return self.frame.place((longitude * self.narrowing, -latitude))

    def outline(self) -> Outline:
        """The whole field as land, and the graticule as its borders."""
        width, height = SIZE
        right = self.frame.left + width / self.frame.scale
        bottom = self.frame.top + height / self.frame.scale
        span = max(height / self.frame.scale, width / self.frame.scale / self.narrowing)
        step = next((step for step in STEPS if span / step <= MOST_LINES), STEPS[-1])
        across = _multiples(-bottom, -self.frame.top, step)
        up = _multiples(self.frame.left / self.narrowing, right / self.narrowing, step)
        ys = [self.place(latitude, 0)[1] for latitude in across]
        xs = [self.place(0, longitude)[0] for longitude in up]
        lines = [[(0.0, y), (float(width), y)] for y in ys]
        lines += [[(x, 0.0), (x, float(height))] for x in xs]
        edge = [
            (0.0, 0.0),
            (float(width), 0.0),
            (float(width), float(height)),
            (0.0, float(height)),
        ]
        return Outline(
            frame=self.frame,
            land=path_data([edge], closed=True),
            borders=path_data(lines, closed=False),
        )


def _multiples(least: float, most: float, step: float) -> list[float]:
    return [i * step for i in range(ceil(least / step), floor(most / step) + 1)]
