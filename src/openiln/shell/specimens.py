"""Every state of every map and chart, with invented content, for the page of components."""

from openiln.shell.charts.bars import bars
from openiln.shell.charts.figure import Chart, Measure
from openiln.shell.charts.series import columns, lines
from openiln.shell.charts.share import share
from openiln.shell.maps.drawing import Map, Others, State, nation_map, state_map
from openiln.shell.maps.places import Kind, Place

_LINK = "#example"
_PERCENT = Measure("%", decimals=1)


def maps() -> list[Map]:
    """A state with places near each other and one without; invented; empty; crowded; the nation."""
    return [
        state_map(
            state="MS",
            places=[
                *_places([(32.3, -90.2), (32.35, -90.1), (32.3, -90.2), (34.5, -89.0)]),
                Place("Example district nowhere", _LINK, None, None),
            ],
            title="A state, and places close together",
        ),
        state_map(
            state="KY",
            places=_places([(38.2, -85.7), (37.1, -84.1), (36.8, -88.3), (37.5, -82.5)]),
            title="A wide state, in a network's own words",
            summary="Four districts, one of them a District of Innovation.",
            words={Kind.EXEMPLAR: "District of Innovation"},
        ),
        _one_among_others(),
        state_map(state="AK", places=_places([(61.2, -149.9), (58.3, -134.4)]), title="An inset"),
        state_map(
            state=None,
            places=_places([(46.1, -93.2), (47.4, -92.1), (46.9, -94.6), (45.6, -91.9)]),
            title="An invented state",
        ),
        state_map(state="PR", places=_places([(18.4, -66.1)]), title="A place without borders"),
        state_map(state="MS", places=[], title="A state with nobody in it yet"),
        state_map(
            state="KY",
            places=_places([(36.8 + i % 10 * 0.15, -87 + i // 10 * 0.3) for i in range(120)]),
            title="A crowded state",
        ),
        _nation(),
    ]


def _one_among_others() -> Map:
    others = _places([(38.2, -85.7), (37.1, -84.1), (36.8, -88.3)])
    return state_map(
        state="KY",
        places=_places([(37.5, -84.5)]),
        title="Where one place is among the others",
        others=Others(others, "other example district", "other example districts"),
    )


def _nation() -> Map:
    return nation_map(
        states=[
            State("Example: Ohio", "OH", _LINK),
            State("Example: Nebraska", "NE", _LINK, Kind.JOINING),
            State("Example: Alaska", "AK", _LINK),
            State("Example: Rhode Island", "RI", _LINK, Kind.EXEMPLAR),
            State("Example: Guam", "GU", _LINK),
        ],
        title="The nation, with states picked by chance",
    )


def charts() -> list[Chart]:
    """Each kind of chart: usual, empty, of one value, with gaps, below zero, with long labels."""
    return [*_bars(), *_series(), *_shares()]


def _bars() -> list[Chart]:
    long = (
        "A consolidated school district of the hills and of the valley, and its laboratory school"
    )
    return [
        bars(
            title="Bars of percentages, one of them missing",
            heads=("District", "Share"),
            rows=[("Example one", 84.2), ("Example two", None), (long, 61.0), ("Example four", 0)],
            measure=Measure("%", 1, missing="too few to show"),
            full=100,
        ),
        bars(
            title="Bars on both sides of zero",
            heads=("District", "Change"),
            rows=[("Example one", 4.1), ("Example two", -2.5), ("Example three", 0.3)],
            measure=Measure("points", 1),
        ),
        bars(title="Bars of one value", heads=("District", "Pilots"), rows=[("Example one", 3)]),
        bars(title="Bars of nothing", heads=("District", "Pilots"), rows=[]),
    ]


def _series() -> list[Chart]:
    years = [str(year) for year in range(2018, 2025)]
    return [
        lines(
            title="One line, with a gap",
            heads=("Year", "Share"),
            rows=[(y, [v]) for y, v in zip(years, (31, 34, None, 29, 33, 37, 41), strict=True)],
            measure=Measure("%"),
        ),
        lines(
            title="Four lines",
            heads=("Year", "First group", "Second group", "Third group", "Fourth group"),
            rows=[
                (y, [30 + i, 35 - i / 2, 20 + i * 2, None if i == 3 else 38])
                for i, y in enumerate(years)
            ],
            measure=_PERCENT,
        ),
        lines(title="A line of one value", heads=("Year", "Pilots"), rows=[("2024", [7])]),
        columns(
            title="Columns",
            heads=("Year", "Districts"),
            rows=list(zip(years, (2, 5, 5, None, 9, 14, 18), strict=True)),
        ),
        columns(
            title="Many columns, some below zero",
            heads=("Month", "Change"),
            rows=[(f"Month {i}", (i * 37 % 23 - 9) * 1200.0) for i in range(1, 25)],
        ),
        columns(title="Columns of nothing", heads=("Year", "Districts"), rows=[("2024", None)]),
    ]


def _shares() -> list[Chart]:
    heads = ("Decision", "Lines")
    parts = [("Granted", 12), ("Partly granted", 3), ("Denied", 4), ("Withdrawn", 1)]
    return [
        share(title="Parts of a whole", heads=heads, rows=[*parts, ("Not needed", 1)]),
        share(title="A part that is nearly all", heads=heads, rows=[("Granted", 999), ("Not", 1)]),
        share(title="A part that is not known", heads=heads, rows=[("Granted", 4), ("Not", None)]),
        share(title="Parts of nothing", heads=heads, rows=[("Granted", 0)]),
    ]


def _places(degrees: list[tuple[float, float]]) -> list[Place]:
    kinds = [Kind.MEMBER, Kind.EXEMPLAR, Kind.JOINING]
    return [
        Place(f"Example district {number}", _LINK, latitude, longitude, kinds[number % 3])
        for number, (latitude, longitude) in enumerate(degrees, start=1)
    ]
