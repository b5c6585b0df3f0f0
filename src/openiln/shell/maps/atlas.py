"""Outlines of the states and their counties, from the `us-atlas` package.

It holds the Census Bureau's boundaries for 1:10,000,000 as TopoJSON, already projected to the frame
of `projection`. Read once in a process, and each state worked out once: see bench/bench_charts.py.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import Any

from openiln.shell.assets import VENDOR
from openiln.shell.maps.paths import Frame, Line, Point, path_data, simplified

TOPOLOGY = VENDOR / "us-atlas" / "counties-albers-10m.json"
MOST = (760, 600)
MARGIN = 16
"""A state is drawn as large as it fits in MOST, with room around it, in units of about a pixel."""
TOLERANCE = 0.5
"""What a line may stray, in the units of the drawing."""

_CODES = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 "
    "LA22 ME23 MD24 MA25 MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 "
    "OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 UT49 VT50 VA51 WA53 WV54 WI55 WY56"
)
FIPS = {pair[:2]: pair[2:] for pair in _CODES.split()}
"""The two digits of each state's two letters, the Census Bureau's (ANSI INCITS 38:2009)."""
_COUNTIES = {"LA": "Parish", "AK": "", "DC": ""}
_FIRST_CITY = 510
NATION = Frame(width=1020, height=610, scale=1.0, left=-60.0, top=0.0)


@dataclass(frozen=True)
class Outline:
    """Path data of a state or the nation: its land, and the borders inside it."""

    frame: Frame
    land: str
    borders: str


@dataclass(frozen=True)
class County:
    """A county of a drawn state: what it is called, and its land as path data."""

    name: str
    land: str


class Topology:
    """The atlas as it lies in its file: arcs that shapes share, and shapes as lists of arcs."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._arcs: list[list[list[int]]] = content["arcs"]
        self._scale: list[float] = content["transform"]["scale"]
        self._translate: list[float] = content["transform"]["translate"]
        self.states: dict[str, dict[str, Any]] = _by_code(content, "states")
        self.nation: list[list[int]] = _rings(content["objects"]["nation"]["geometries"][0])
        self.counties: dict[str, dict[str, Any]] = _by_code(content, "counties")

    def arc(self, index: int) -> list[Point]:
        """One arc's points; `~index` is the same from its end (TopoJSON 1.0, sections 2.1.3-4)."""
        points = []
        x = y = 0
        for dx, dy in self._arcs[index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            points.append(
                (
                    x * self._scale[0] + self._translate[0],
                    y * self._scale[1] + self._translate[1],
                )
            )
        return points if index >= 0 else points[::-1]

    def rings(self, fips: str) -> list[list[int]]:
        """A state's rings, each a list of arcs, end to end."""
        return _rings(self.states[fips])

    def county_rings(self, fips: str) -> Iterator[list[int]]:
        """The rings of all counties of a state."""
        for code, shape in self.counties.items():
            if code.startswith(fips):
                yield from _rings(shape)


def _by_code(content: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {shape["id"]: shape for shape in content["objects"][kind]["geometries"]}


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    if shape["type"] == "Polygon":
        return list(shape["arcs"])
    return [ring for polygon in shape["arcs"] for ring in polygon]


@cache
def topology() -> Topology:
    """The atlas, read once in a process: 60 to 100 ms, 9 MB."""
    return Topology(json.loads(TOPOLOGY.read_bytes()))


@cache
def outline(state: str) -> Outline:
    """A state and its counties; KeyError where the atlas has no such two-letter code."""
    atlas, fips = topology(), FIPS[state]
    rings = atlas.rings(fips)
    frame = _frame_around([point for ring in rings for arc in ring for point in atlas.arc(arc)])
    outer = {_same(arc) for ring in rings for arc in ring}
    inner = {_same(arc) for ring in atlas.county_rings(fips) for arc in ring} - outer
    return Outline(
        frame=frame,
        land=_land(atlas, rings, frame, _same),
        borders=path_data((_line(atlas, [arc], frame) for arc in sorted(inner)), closed=False),
    )


def county_at(state: str, point: Point) -> County | None:
    """The county that holds a point of the projection's frame; none where it lies outside all."""
    atlas, fips = topology(), FIPS[state]
    for code, shape in atlas.counties.items():
        if code.startswith(fips):
            rings = _rings(shape)
            if _holds([[p for arc in ring for p in atlas.arc(arc)] for ring in rings], point):
                name = _county_name(code, state, shape["properties"]["name"])
                return County(name, _land(atlas, rings, outline(state).frame, _same))
    return None


def _county_name(code: str, state: str, name: str) -> str:
    """As it is said; the Census Bureau numbers cities that lie in no county from 510 on."""
    if int(code[2:]) >= _FIRST_CITY:
        return f"the city of {name}"
    return f"{name} {_COUNTIES.get(state, 'County')}".rstrip()


def _holds(rings: list[list[Point]], point: Point) -> bool:
    """Whether a ray from the point to the right crosses the rings an odd number of times."""
    x, y = point
    is_inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                is_inside = not is_inside
    return is_inside


@cache
def nation() -> Outline:
    """The nation and its states. The Aleutian Islands reach over the frame's left edge."""
    atlas, between = topology(), _neighbours()
    borders = [
        run
        for fips in FIPS.values()
        for ring in atlas.rings(fips)
        for run in _runs(ring, between)
        if len(sides := between(run[0])) == 2 and fips == min(sides)
    ]
    return Outline(
        frame=NATION,
        land=_land(atlas, atlas.nation, NATION, between),
        borders=path_data((_line(atlas, run, NATION) for run in borders), closed=False),
    )


@cache
def land_in_nation(state: str) -> str:
    """A state's land in the map of the nation; KeyError as in `outline`."""
    atlas = topology()
    return _land(atlas, atlas.rings(FIPS[state]), NATION, _neighbours())


@cache
def _neighbours() -> Callable[[int], frozenset[str]]:
    """From an arc to the states on its two sides; one on a coast."""
    atlas = topology()
    sides: dict[int, frozenset[str]] = {}
    for fips in FIPS.values():
        for ring in atlas.rings(fips):
            for arc in ring:
                sides[_same(arc)] = sides.get(_same(arc), frozenset()) | {fips}
    return lambda arc: sides[_same(arc)]


def _same(arc: int) -> int:
    return max(arc, ~arc)


def _frame_around(points: Line) -> Frame:
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    room = MOST[0] - 2 * MARGIN, MOST[1] - 2 * MARGIN
    scale = min(room[0] / (right - left), room[1] / (bottom - top))
    return Frame(
        width=round((right - left) * scale) + 2 * MARGIN,
        height=round((bottom - top) * scale) + 2 * MARGIN,
        scale=scale,
        left=left - MARGIN / scale,
        top=top - MARGIN / scale,
    )


def _runs(ring: list[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    """A ring cut where its arcs' key changes: both sides of a border are cut alike."""
    keys = [key(arc) for arc in ring]
    start = next((i for i in range(len(ring)) if keys[i] != keys[i - 1]), 0)
    return [list(run) for _, run in groupby(ring[start:] + ring[:start], key)]


def _line(atlas: Topology, run: list[int], frame: Frame) -> list[Point]:
    """Arcs, end to end, as one line of a drawing."""
    points = [point for arc in run for point in atlas.arc(arc)]
    return simplified([frame.place(point) for point in points], TOLERANCE)


def _land(
    atlas: Topology, rings: Iterable[list[int]], frame: Frame, key: Callable[[int], Hashable]
) -> str:
    """Each ring as one closed line: a run of arcs begins where the one before it ends."""
    lines = ([_line(atlas, run, frame) for run in _runs(ring, key)] for ring in rings)
    return path_data(
        ([point for line in ring for point in line[:-1]] for ring in lines), closed=True
    )
