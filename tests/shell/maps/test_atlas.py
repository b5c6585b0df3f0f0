"""Outlines are small, whole, and the same on both sides of a border."""

import re
import zlib
from itertools import pairwise

import pytest

from openiln.shell.maps import atlas
from openiln.shell.maps.paths import path_data, simplified
from openiln.shell.maps.projection import project


def rings_of(path):
    """The points of path data as `path_data` writes it, in whole units: a list for each ring."""
    assert re.fullmatch(r"(?:m-?\d+[ -]\d+l(?:-?\d+[ -]?)+z?)+", path)
    rings, at = [], (0, 0)
    for move, line, close in re.findall(r"m([^l]+)l([^mz]+)(z?)", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", f"{move} {line}")]
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = at[0] + dx, at[1] + dy
            points.append(at)
        rings.append(points)
        at = points[0] if close else at
    return rings


def area_of(ring):
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]))) / 2


@pytest.mark.parametrize("state", atlas.FIPS)
def test_every_state_is_small_and_lies_in_its_frame(state):
    outline = atlas.outline(state)
    rings = rings_of(outline.land) + (rings_of(outline.borders) if outline.borders else [])
    assert all(outline.frame.holds(point) for ring in rings for point in ring)
    data = (outline.land + outline.borders).encode()
    assert len(data) < 15_000
    assert len(zlib.compress(data)) < 5_000


@pytest.mark.parametrize(
    ("state", "square_miles"),
    [("MS", 48_432), ("KY", 40_408), ("CO", 104_094)],  # Census Bureau, total area, 2010
)
def test_a_state_keeps_its_area(state, square_miles):
    """The frame is equal-area: 1300 units to the Earth's radius of 3,958.8 miles."""
    outline = atlas.outline(state)
    drawn = sum(area_of(ring) for ring in rings_of(outline.land))
    unit = 3958.8 / 1300 / outline.frame.scale
    assert drawn * unit**2 == pytest.approx(square_miles, rel=0.02)


def test_mississippi_has_82_counties_and_kentucky_120():
    topology = atlas.topology()
    counties = [code for code in topology.counties if code.startswith("28")]
    assert len(counties) == 82
    assert sum(code.startswith("21") for code in topology.counties) == 120


def test_every_state_of_the_atlas_has_its_two_letters():
    names = {topology_name(fips): letters for letters, fips in atlas.FIPS.items()}
    assert set(atlas.FIPS.values()) == set(atlas.topology().states)
    assert [names[n] for n in ("Mississippi", "Kentucky", "Alaska", "District of Columbia")] == [
        "MS", "KY", "AK", "DC",
    ]  # fmt: skip


def topology_name(fips):
    return atlas.topology().states[fips]["properties"]["name"]


def test_the_borders_inside_a_state_end_on_its_edge_or_on_each_other():
    outline = atlas.outline("MS")
    edge = {point for ring in rings_of(outline.land) for point in ring}
    lines = rings_of(outline.borders)
    ends = [end for line in lines for end in (line[0], line[-1])]
    assert all(end in edge or ends.count(end) > 1 for end in ends)


def test_the_nation_is_small_and_a_state_fits_into_its_borders():
    nation = atlas.nation()
    data = (nation.land + nation.borders).encode()
    assert len(data) < 20_000
    assert len(zlib.compress(data)) < 6_000
    drawn = {p for ring in rings_of(nation.land) + rings_of(nation.borders) for p in ring}
    for state in ("MS", "KY", "WY"):  # a coast, rivers, and four straight lines
        assert {p for ring in rings_of(atlas.land_in_nation(state)) for p in ring} <= drawn


def test_the_nation_has_the_area_of_its_states():
    whole = sum(area_of(ring) for ring in rings_of(atlas.nation().land))
    states = sum(
        area_of(ring) for state in atlas.FIPS for ring in rings_of(atlas.land_in_nation(state))
    )
    assert states == pytest.approx(whole, rel=0.01)


def test_an_arc_read_backwards_is_the_same_arc():
    topology = atlas.topology()
    assert topology.arc(~5) == topology.arc(5)[::-1]


def test_a_line_keeps_its_ends_and_what_strays():
    line = [(0, 0), (1, 0.1), (2, 0), (3, 5), (4, 0)]
    assert simplified(line, 0.5) == [(0, 0), (2, 0), (3, 5), (4, 0)]


def test_a_ring_that_ends_where_it_begins_keeps_its_far_side():
    assert simplified([(0, 0), (5, 0), (5, 5), (0, 0)], 0.5) == [(0, 0), (5, 0), (5, 5), (0, 0)]


def test_a_line_that_rounds_to_one_point_is_left_out():
    lines = [[(0.1, 0.1), (0.2, 0.2)], [(1, 1), (3, -2), (3.1, -2.1)], [(4, 4), (5, 5)]]
    assert path_data(lines, closed=False) == "m1 1l2-3m1 6l1 1"


@pytest.mark.parametrize(
    ("state", "degrees", "name"),
    [
        ("MS", (32.3, -90.18), "Hinds County"),  # Jackson, the capital of Mississippi
        ("KY", (38.2, -84.87), "Franklin County"),  # Frankfort, the capital of Kentucky
        ("LA", (30.45, -91.15), "East Baton Rouge Parish"),
        ("AK", (61.2, -149.9), "Anchorage"),
        ("DC", (38.9, -77.03), "District of Columbia"),
        ("VA", (37.54, -77.44), "the city of Richmond"),  # it lies in no county
        ("MS", (40.0, -90.0), None),
    ],
)
def test_a_point_lies_in_its_county(state, degrees, name):
    found = atlas.county_at(state, project(*degrees, state))
    assert (found.name if found else None) == name
    assert found is None or area_of(rings_of(found.land)[0]) > 0
