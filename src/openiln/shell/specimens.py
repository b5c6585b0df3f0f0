"""Every state of every map and chart, with invented content, for the page of components."""

from openiln.shell.maps.drawing import Map, State, nation_map, state_map
from openiln.shell.maps.places import Kind, Place

_LINK = "#example"


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
        nation_map(
            states=[
                State("Example: Ohio", "OH", _LINK),
                State("Example: Nebraska", "NE", _LINK, Kind.JOINING),
                State("Example: Alaska", "AK", _LINK),
                State("Example: Rhode Island", "RI", _LINK, Kind.EXEMPLAR),
                State("Example: Guam", "GU", _LINK),
            ],
            title="The nation, with states picked by chance",
        ),
    ]


def _places(degrees: list[tuple[float, float]]) -> list[Place]:
    kinds = [Kind.MEMBER, Kind.EXEMPLAR, Kind.JOINING]
    return [
        Place(f"Example district {number}", _LINK, latitude, longitude, kinds[number % 3])
        for number, (latitude, longitude) in enumerate(degrees, start=1)
    ]
