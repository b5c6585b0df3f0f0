"""From a latitude and a longitude to a point of the frame that the county shapes are drawn in.

The frame is "Albers USA", 975 x 610: the conic equal-area projection of Snyder, "Map Projections:
A Working Manual", US Geological Survey Professional Paper 1395 (1987), pages 98-103, for a sphere;
with Alaska at 0.35 of the scale and Hawaii moved to the lower left. The insets' parameters are
those of d3-geo's geoAlbersUsa().scale(1300).translate([487.5, 305]), with which us-atlas is drawn.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

SCALE = 1300.0
CENTRE = (487.5, 305.0)

Point = tuple[float, float]


@dataclass(frozen=True)
class Conic:
    """One conic equal-area projection: `parallels` and `meridian` in degrees, radius 1.

    `centre` is the longitude, from the meridian, and the latitude that fall on (0, 0).
    """

    parallels: tuple[float, float]
    meridian: float
    centre: Point

    def project(self, latitude: float, longitude: float) -> Point:
        """East and north of the centre, in radii (Snyder's 14-1 to 14-6)."""
        x, y = self._from_pole(latitude, longitude - self.meridian)
        x0, y0 = self._from_pole(self.centre[1], self.centre[0])
        return x - x0, y - y0

    def _from_pole(self, latitude: float, east: float) -> Point:
        first, second = (sin(radians(parallel)) for parallel in self.parallels)
        n = (first + second) / 2
        c = 1 - first**2 + 2 * n * first
        rho = sqrt(c - 2 * n * sin(radians(latitude))) / n
        theta = n * radians((east + 180) % 360 - 180)
        return rho * sin(theta), -rho * cos(theta)


@dataclass(frozen=True)
class Inset:
    """Where a projection lies in the frame: `size` and `offset` in units of its scale."""

    conic: Conic
    size: float = 1.0
    offset: Point = (0.0, 0.0)


LOWER_48 = Inset(Conic((29.5, 45.5), -96, (-0.6, 38.7)))
INSETS = {
    "AK": Inset(Conic((55, 65), -154, (-2, 58.5)), 0.35, (-0.307, 0.201)),
    "HI": Inset(Conic((8, 18), -157, (-3, 19.9)), 1.0, (-0.205, 0.212)),
}


def project(latitude: float, longitude: float, state: str) -> Point:
    """The point of the 975 x 610 frame, in the inset of a state's two-letter code."""
    inset = INSETS.get(state, LOWER_48)
    east, north = inset.conic.project(latitude, longitude)
    return (
        CENTRE[0] + SCALE * (inset.offset[0] + inset.size * east),
        CENTRE[1] + SCALE * (inset.offset[1] - inset.size * north),
    )
