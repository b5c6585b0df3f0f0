"""Where an organisation lies and how large it is, in words; and how far it is to another."""

from collections.abc import Mapping
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees."""

LOCALE_KINDS: Mapping[str, str] = MappingProxyType(
    {"1": "City", "2": "Suburb", "3": "Town", "4": "Rural"}
)
"""The first digit of a locale code (NCES, Locale Classifications)."""

_BY_SIZE = {"1": "large", "2": "midsize", "3": "small"}
_BY_DISTANCE = {"1": "fringe", "2": "distant", "3": "remote"}

SIZES: Mapping[str, str] = MappingProxyType(
    {
        "1": "Under 1,000 students",
        "2": "1,000 to 2,499 students",
        "3": "2,500 to 4,999 students",
        "4": "5,000 to 9,999 students",
        "5": "10,000 students or more",
    }
)
_SIZES_BEGIN = (1_000, 2_500, 5_000, 10_000)
"""Bands of the Digest of Education Statistics, its smallest put together."""

_EARTH_MILES = 3958.8
"""The mean radius (IUGG)."""


def locale_name(code: str) -> str:
    """A locale code in words: "Rural, remote"; nothing for no code."""
    if not code:
        return ""
    finer = _BY_SIZE if code[0] in "12" else _BY_DISTANCE
    return f"{LOCALE_KINDS[code[0]]}, {finer[code[1]]}"


def size_of(enrolment: int | None) -> str:
    """The key of SIZES that an enrolment falls into; nothing where none is known."""
    if enrolment is None:
        return ""
    return str(1 + sum(enrolment >= begin for begin in _SIZES_BEGIN))


def miles_between(one: Point, other: Point) -> float:
    """The way as the crow flies, on a sphere (the haversine formula)."""
    (lat, lon), (lat2, lon2) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH_MILES * asin(min(1.0, sqrt(half)))
