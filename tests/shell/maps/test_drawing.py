"""A map shows every place once: as a link that is read aloud, or by name beneath."""

import re
from itertools import combinations
from math import hypot
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from openiln.shell import specimens
from openiln.shell.maps.drawing import Others, State, nation_map, state_map
from openiln.shell.maps.field import Field
from openiln.shell.maps.places import CROWDED_GAP, GAP, MOST_AT_EASE, Kind, Place

JACKSON = (32.3, -90.18)


def page_of(drawn):
    return render_to_string("shell/_map.html", {"map": drawn})


def tree_of(drawn):
    return ET.fromstring(page_of(drawn))  # noqa: S314 -- our own page


def places(*degrees, kind=Kind.MEMBER):
    return [Place(f"District {i}", f"/d/{i}", a, o, kind) for i, (a, o) in enumerate(degrees)]


@pytest.mark.parametrize("drawn", specimens.maps(), ids=lambda drawn: drawn.id)
def test_every_specimen_is_well_formed_and_without_style_or_script(drawn):
    page = page_of(drawn)
    tree = ET.fromstring(page)  # noqa: S314 -- our own page
    assert not re.search(r"\sstyle=|<script|\son\w+=", page)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    svg = tree.find("svg")
    assert {svg.get("aria-labelledby"), svg.get("aria-describedby")} <= set(ids)


def test_a_screen_reader_hears_a_list_of_named_links():
    drawn = state_map(
        state="MS", places=places(JACKSON, (34.3, -89.5)), title="Members", list_id="members"
    )
    tree = tree_of(drawn)
    items = tree.findall("svg/g[@role='list']/g[@role='listitem']/a")
    assert [(a.get("href"), a.get("aria-label")) for a in items] == [
        ("/d/0", "District 0, Member"),
        ("/d/1", "District 1, Member"),
    ]
    silent = tree.findall("svg/path")
    assert silent
    assert all(path.get("aria-hidden") == "true" for path in silent)
    assert tree.find("p/a").get("href") == "#members"
    assert tree.find("details") is None


def test_without_a_list_on_the_page_the_map_brings_one():
    tree = tree_of(state_map(state="MS", places=places(JACKSON), title="Members"))
    assert [a.get("href") for a in tree.findall("details/ul/li/a")] == ["/d/0"]


def test_where_one_is_stands_in_its_county_among_the_others_in_grey():
    others = Others(places((34.3, -89.5), (None, None), (61.2, -149.9)), "other", "others")
    drawn = state_map(state="MS", places=places(JACKSON), title="Where it is", others=others)
    tree = tree_of(drawn)
    assert drawn.description == (
        "On this map: Member 1. It lies in Hinds County. In grey: 1 other. "
        "2 others have no place on this map."
    )
    assert len(tree.findall("svg/path[@class='iln-map__county']")) == 1
    assert len(tree.findall("svg/path[@class='iln-map__around']")) == 1
    assert len(tree.findall("svg/g/g/a")) == 1, "only the one is a link"
    page = page_of(drawn)
    assert "Other (1)" in page
    assert "The shaded county is Hinds County." in page
    more = Others(places((34.3, -89.5), (33.1, -90.2)), "other", "others")
    drawn = state_map(state="MS", places=places(JACKSON), title="Where it is", others=more)
    assert drawn.description.endswith("In grey: 2 others.")
    one = Others(places((None, None)), "other", "others")
    drawn = state_map(state="MS", places=places(JACKSON), title="Where it is", others=one)
    assert drawn.note == "1 other has no place on this map."
    assert "<details" not in page


def test_a_state_stands_among_the_others_of_its_network_and_who_is_alone_alone():
    codes = ("AR", "CA", "GU")
    one, *rest = (State(code, code, "/s") for code in codes)
    drawn = nation_map(
        states=[one], title="Where it is", others=Others(rest, "other state", "other states")
    )
    assert len(tree_of(drawn).findall("svg/path[@class='iln-map__around']")) == 1
    assert drawn.note.endswith(" 1 other state has no place on this map.")
    assert nation_map(states=[one], title="Where it is", others=Others([], "x", "x")).around is None


def test_an_invented_state_has_no_counties_and_its_field_holds_the_others_too():
    far = Others(places((40, -30)), "other", "others")
    drawn = state_map(state=None, places=places((50, -40)), title="Where it is", others=far)
    assert drawn.county is None
    assert drawn.around.paths[0].startswith("M")
    assert all(0 < n < 640 for n in map(int, re.findall(r"M(\d+)", drawn.around.paths[0])))


def test_a_label_is_escaped():
    hostile = Place('"><script>x</script>', "/d?a=1&b=2", *JACKSON)
    tree = tree_of(state_map(state="MS", places=[hostile], title="<b>Members</b>"))
    assert tree.find(".//a").get("aria-label") == '"><script>x</script>, Member'
    assert tree.find("figcaption").text == "<b>Members</b>"


def test_kinds_differ_in_shape_and_the_legend_counts_them_in_the_networks_words():
    some = [
        *places(JACKSON, (34.3, -89.5)),
        *places((33.5, -89.2), kind=Kind.JOINING),
        *places((31.5, -89.2), kind=Kind.EXEMPLAR),
    ]
    drawn = state_map(
        state="MS", places=some, title="Members", words={Kind.EXEMPLAR: "District of Innovation"}
    )
    assert [(line.word, line.count) for line in drawn.legend] == [
        ("Member", 2),
        ("District of Innovation", 1),
        ("Joining", 1),
    ]
    assert len({mark.place.kind.shape for mark, _ in drawn.marks}) == 3
    assert drawn.description == "On this map: Member 2, District of Innovation 1, Joining 1."
    assert "District 0, District of Innovation" in page_of(drawn)


def test_a_place_without_a_point_or_off_the_map_is_named_beneath():
    some = [
        *places(JACKSON),
        Place("Unlocated", "/u", None, None),
        Place("Half", "/h", 32.0, None),
        Place("In Maine", "/m", 45.0, -69.0),
    ]
    drawn = state_map(state="MS", places=some, title="Members")
    assert [shown.label for shown in drawn.unplaced] == ["Unlocated", "Half", "In Maine"]
    assert [mark.place.label for mark, _ in drawn.marks] == ["District 0"]
    text = "".join(tree_of(drawn).itertext())
    assert "No place on this map is known for" in text
    assert "In Maine" in text


def test_places_on_one_point_are_drawn_apart_and_the_map_says_so():
    drawn = state_map(state="MS", places=places(*[JACKSON] * 6), title="Members")
    points = [(mark.x, mark.y) for mark, _ in drawn.marks]
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(points, 2)) >= GAP - 2
    assert "a little apart" in drawn.note
    assert drawn == state_map(state="MS", places=places(*[JACKSON] * 6), title="Members")


def test_where_there_is_no_room_a_place_stays_where_it_is():
    many = places(*[JACKSON] * 200)
    drawn = state_map(state="MS", places=many, title="Members")
    assert drawn.is_crowded
    assert len(drawn.marks) == 200
    first = drawn.marks[0][0]
    far = max(hypot(m.x - first.x, m.y - first.y) for m, _ in drawn.marks)
    assert far <= 2 * CROWDED_GAP + 1


def test_no_place_is_moved_off_the_drawing():
    coast = places(*[(30.2, -89.4)] * 60)
    drawn = state_map(state="MS", places=coast, title="Members")
    first = drawn.marks[0][0]
    assert first.y + 2 * CROWDED_GAP > drawn.ground.frame.height
    assert all(mark.y + 9 <= drawn.ground.frame.height for mark, _ in drawn.marks)


def test_names_are_shown_where_they_hide_nothing():
    close = places(JACKSON, (32.3, -90.1), (32.36, -90.12), (32.2, -90.0), (34.3, -89.5))
    drawn = state_map(state="MS", places=close, title="Members")
    boxes = [mark.name_box for mark, _ in drawn.marks if mark.is_named]
    assert len(boxes) > 1
    for (al, at, ar, ab), (bl, bt, br, bb) in combinations(boxes, 2):
        assert ar <= bl or br <= al or ab <= bt or bb <= at


def test_a_name_longer_than_the_map_waits_until_it_is_asked_for():
    long = Place("A very long name of a district " * 4, "/d", *JACKSON)
    drawn = state_map(state="MS", places=[long], title="Members")
    assert not drawn.marks[0][0].is_named
    assert "is-named" not in page_of(drawn)
    said = '<p class="iln-figure__note">Not every name has room here. Choose a mark to see its name'
    assert f"{said}, or see the list.</p>" in page_of(drawn)
    assert "</details>" in page_of(drawn)
    among = Others(places((34.3, -89.5)), "other", "others")
    drawn = state_map(state="MS", places=[long], title="Where", others=among)
    assert f"{said}.</p>" in page_of(drawn), "there is no list of one among others"
    assert "<details" not in page_of(drawn)


def test_on_a_narrow_screen_alone_a_wide_map_says_that_names_have_no_room():
    wide = page_of(state_map(state=None, places=places((50, -40)), title="Members"))
    assert '<p class="iln-figure__note iln-map__narrow">Not every name' in wide
    tall = state_map(state="MS", places=places(JACKSON), title="Members")
    assert not tall.is_wide
    assert "Not every name" not in page_of(tall)


def test_many_places_are_not_named_all_at_once():
    grid = [(32 + i % 7 * 0.3, -91 + i // 7 * 0.3) for i in range(MOST_AT_EASE + 1)]
    drawn = state_map(state="MS", places=places(*grid), title="Members")
    assert drawn.is_crowded
    assert not any(mark.is_named for mark, _ in drawn.marks)


def test_an_invented_state_is_a_field_that_says_so():
    drawn = state_map(state=None, places=places((46, -93), (47.5, -92)), title="Northland")
    assert "An invented state" in drawn.note
    (south, _), (north, _) = drawn.marks
    assert south.x < north.x
    assert south.y > north.y


def test_a_territory_without_borders_is_not_called_invented():
    drawn = state_map(state="PR", places=places((18.4, -66.1)), title="Members")
    assert "invented" not in drawn.note
    assert "No borders are at hand" in drawn.note


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=12))
def test_a_field_holds_all_its_places_whatever_their_degrees(degrees):
    field = Field.around(degrees)
    assert all(field.frame.holds(field.place(*point)) for point in degrees)
    assert field.outline().borders.count("m") <= 40


def test_an_empty_map_says_so():
    drawn = state_map(state="KY", places=[], title="Members")
    assert "Nothing is on this map yet." in page_of(drawn)
    assert drawn.description == "Nothing is on this map yet."


def test_the_nation_links_its_members_and_names_a_territory_beneath():
    drawn = nation_map(
        states=[
            State("Kentucky", "KY", "/ky"),
            State("Mississippi", "MS", "/ms", Kind.JOINING),
            State("Guam", "GU", "/gu"),
        ],
        title="Member states",
        summary="Two on the map.",
    )
    tree = tree_of(drawn)
    links = tree.findall(".//g[@role='listitem']/a")
    assert [a.get("aria-label") for a in links] == ["Kentucky, Member", "Mississippi, Joining"]
    assert links[1].find("path").get("fill") == f"url(#{drawn.id}-hatch)"
    assert [shown.label for shown in drawn.unplaced] == ["Guam"]
    assert tree.find("p").text == "Two on the map."
