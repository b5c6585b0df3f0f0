"""Places fall where the published formulas, and the county shapes, say."""

from itertools import pairwise
from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiln.shell.maps.atlas import FIPS, topology
from openiln.shell.maps.projection import LOWER_48, Conic, project

# A place and its point by d3-geo's geoAlbersUsa(), at its scale of 1070 and centre of (480, 250):
# the figures of that library's own tests, to 0.1.
PUBLISHED = [
    ("CA", 37.7749, -122.4194, 107.4, 214.1),
    ("NY", 40.7128, -74.0059, 794.6, 176.5),
    ("OK", 36.1540, -95.9928, 488.8, 298.0),
    ("AK", 61.2181, -149.9003, 171.2, 446.9),
    ("HI", 21.3069, -157.8583, 298.5, 451.0),
]


def test_the_worked_example_of_the_manual_is_reproduced():
    # Snyder (1987), page 291: parallels 29.5 and 45.5, origin 23 N 96 W, radius 1; 35 N, 75 W.
    x, y = Conic((29.5, 45.5), -96, (0, 23)).project(35, -75)
    assert (x, y) == (pytest.approx(0.2952720, abs=5e-8), pytest.approx(0.2416774, abs=6e-8))


@pytest.mark.parametrize(("state", "latitude", "longitude", "x", "y"), PUBLISHED)
def test_a_place_falls_where_the_atlas_is_drawn(state, latitude, longitude, x, y):
    found = project(latitude, longitude, state)
    at_their_scale = (found[0] - 487.5) / 1300 * 1070 + 480, (found[1] - 305) / 1300 * 1070 + 250
    assert at_their_scale == pytest.approx((x, y), abs=0.05)


@pytest.mark.parametrize(
    ("states", "latitude", "longitude"),
    [
        # The Four Corners monument, by the National Geodetic Survey: 36 59 56.3 N, 109 02 42.6 W.
        (("AZ", "CO", "NM", "UT"), 36 + 59 / 60 + 56.3 / 3600, -(109 + 2 / 60 + 42.6 / 3600)),
        # Where the 41st parallel meets Colorado, Nebraska and Wyoming, near 104 03 W of Greenwich.
        (("CO", "NE", "WY"), 41.0, -104.0533),
    ],
)
def test_a_corner_shared_by_states_is_a_corner_of_their_shapes(states, latitude, longitude):
    atlas, point = topology(), project(latitude, longitude, states[0])
    for state in states:
        ends = [atlas.arc(arc)[0] for ring in atlas.rings(FIPS[state]) for arc in ring]
        nearest = min(abs(x - point[0]) + abs(y - point[1]) for x, y in ends)
        assert nearest < 0.1, state


def _is_inside(point, rings):
    x, y = point
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


# District offices, from NCES's EDGE geocodes for 2023-24, to 0.001 degree.
@pytest.mark.parametrize(
    ("name", "state", "county", "latitude", "longitude"),
    [
        ("Adair County", "KY", "21001", 37.058, -85.318),
        ("Allen County", "KY", "21003", 36.767, -86.193),
        ("Muhlenberg County", "KY", "21177", 37.187, -87.16),
        ("Anchorage Independent", "KY", "21111", 38.268, -85.539),
    ],
)
def test_a_district_falls_in_its_own_county(name, state, county, latitude, longitude):
    atlas = topology()
    around = [
        [point for arc in ring for point in atlas.arc(arc)] for ring in atlas.county_rings(county)
    ]
    assert around
    assert _is_inside(project(latitude, longitude, state), around), name


@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(0.01, 0.5))
def test_areas_are_kept(latitude, longitude, size):
    """The projection is equal-area: a small quadrangle keeps its area, wherever it lies."""
    conic = LOWER_48.conic
    step = 1e-3 * size
    at = conic.project(latitude, longitude)
    east = conic.project(latitude, longitude + step)
    north = conic.project(latitude + step, longitude)
    if abs(east[0] - at[0]) + abs(east[1] - at[1]) > 1:
        return  # over the cut opposite the meridian
    area = (east[0] - at[0]) * (north[1] - at[1]) - (east[1] - at[1]) * (north[0] - at[0])
    expected = radians(step) ** 2 * cos(radians(latitude))
    assert area == pytest.approx(expected, rel=1e-2)
