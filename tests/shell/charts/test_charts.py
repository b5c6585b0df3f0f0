"""A chart says in words what it draws, lists it, and draws inside its box."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from openiln.shell import specimens
from openiln.shell.charts.bars import bars
from openiln.shell.charts.figure import NOTHING, Measure, Scale
from openiln.shell.charts.series import columns, lines
from openiln.shell.charts.share import share

MINUS = "\u2212"
VALUES = st.one_of(st.none(), st.floats(-1e15, 1e15), st.sampled_from([float("nan"), float("inf")]))
LABELS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=90)
ROWS = st.lists(st.tuples(LABELS, VALUES), max_size=30)
HEADS = ("Label", "Value")


def page_of(chart):
    return render_to_string("shell/_chart.html", {"chart": chart})


def tree_of(chart):
    return ET.fromstring(page_of(chart))  # noqa: S314 -- our own page


def words_of(tree):
    return [element.text for element in tree.iter("text")]


def check_box(chart):
    """Everything drawn lies within the width and the height, but for a rounding."""
    if chart.drawing is None:
        return
    tree = ET.fromstring(f"<svg>{chart.drawing}</svg>")  # noqa: S314 -- our own page
    for element in tree.iter():
        for name in ("x", "x1", "x2", "width"):
            if element.get(name):
                assert element.get(name).endswith("%")
        left, width = (float(element.get(n, "0%").rstrip("%")) for n in ("x", "width"))
        assert left >= 0
        assert left + width <= 100.02
        for name in ("y", "y1", "y2"):
            assert (
                0 <= float(element.get(name, 0)) + float(element.get("height", 0)) <= chart.height
            )


@given(ROWS)
def test_any_values_make_bars_inside_their_box(rows):
    chart = bars(title="Any", heads=HEADS, rows=rows)
    tree_of(chart)
    check_box(chart)
    assert len(chart.rows) == len(rows)


@given(ROWS)
def test_any_values_make_columns_inside_their_box(rows):
    chart = columns(title="Any", heads=HEADS, rows=rows)
    tree_of(chart)
    check_box(chart)


@given(st.lists(st.tuples(LABELS, st.tuples(VALUES, VALUES)), max_size=30))
def test_any_values_make_lines_inside_their_box(rows):
    chart = lines(title="Any", heads=("Label", "One", "Two"), rows=rows)
    tree_of(chart)
    check_box(chart)


@given(
    st.lists(st.tuples(LABELS, st.one_of(st.none(), st.floats(0, 1e15))), max_size=5),
)
def test_any_parts_make_a_bar_inside_its_box(rows):
    chart = share(title="Any", heads=HEADS, rows=rows)
    tree_of(chart)
    check_box(chart)


@given(st.lists(st.floats(-1e15, 1e15), min_size=1), st.booleans())
def test_a_scale_holds_its_values_with_a_few_round_lines(values, with_zero):
    scale = Scale.round_over(values, with_zero=with_zero)
    room = 1e-9 * max(1.0, *(abs(value) for value in values))
    assert scale.least - room <= min(values)
    assert max(values) <= scale.most + room
    assert 2 <= len(scale.ticks) <= 6
    assert not with_zero or scale.least <= 0 <= scale.most


@pytest.mark.parametrize(
    ("values", "with_zero", "ticks"),
    [
        ([31, 41], False, [30, 35, 40, 45]),
        ([2, 18], True, [0, 10, 20]),
        ([-10_800, 15_600], True, [-20_000, -10_000, 0, 10_000, 20_000]),
        ([0.2, 0.35], False, [0.2, 0.25, 0.3, 0.35]),
        ([7], False, [0, 5, 10, 15]),
        ([0, 0], True, [0, 0.5, 1]),
    ],
)
def test_the_lines_of_a_scale_are_round(values, with_zero, ticks):
    assert Scale.round_over(values, with_zero=with_zero).ticks == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        (Measure(), 1234.5, "1,234"),
        (Measure("%", 1), -3.25, f"{MINUS}3.2%"),
        (Measure("points", 1), -0.04, "0.0 points"),
        (Measure("days"), Decimal(12), "12 days"),
        (Measure(missing="too few to show"), None, "too few to show"),
    ],
)
def test_a_value_is_written_as_people_write_it(measure, value, words):
    assert measure.words(value) == words


@pytest.mark.parametrize(
    ("rows", "summary"),
    [
        ([], NOTHING),
        ([("A", None)], f"{NOTHING} No value for A."),
        ([("A", 3)], "A: 3."),
        ([("A", 3), ("B", 3)], "All are 3."),
        ([("A", 3), ("B", 1)], "Highest: A, 3. Lowest: B, 1."),
        ([("A", 3), ("B", 1), ("C", 3)], "Highest: A and C, 3. Lowest: B, 1."),
        (
            [("A", 1), ("B", 1), ("C", 1), ("D", 9)],
            "Highest: D, 9. Lowest: A, B and C, 1.",
        ),
        (
            [("A", 1), *[(x, None) for x in "BCDE"]],
            "A: 1. No value for 4 of 5.",
        ),
    ],
)
def test_bars_and_columns_are_said_in_words(rows, summary):
    assert bars(title="T", heads=HEADS, rows=rows).summary == summary
    assert columns(title="T", heads=HEADS, rows=rows).summary == summary


def test_a_bar_is_as_long_as_its_value_and_below_zero_on_the_other_side():
    tree = tree_of(bars(title="T", heads=HEADS, rows=[("A", 30), ("B", -10), ("C", 15)]))
    drawn = [(r.get("x"), r.get("width"), r.get("class")) for r in tree.iter("rect")]
    assert drawn == [
        ("25.00%", "75.00%", "iln-chart__fill"),
        ("0.00%", "25.00%", "iln-chart__below"),
        ("25.00%", "37.50%", "iln-chart__fill"),
    ]
    assert words_of(tree) == ["A", "30", "B", f"{MINUS}10", "C", "15"]


def test_a_bar_of_percentages_can_be_measured_against_a_hundred():
    tree = tree_of(bars(title="T", heads=HEADS, rows=[("A", 30)], full=100))
    assert [rect.get("width") for rect in tree.iter("rect")] == ["30.00%"]


def test_a_missing_bar_is_a_gap_with_its_words():
    measure = Measure(missing="too few to show")
    tree = tree_of(bars(title="T", heads=HEADS, rows=[("A", 3), ("B", None)], measure=measure))
    assert len(list(tree.iter("rect"))) == 1
    assert "too few to show" in words_of(tree)
    assert tree.find("p").text == "A: 3. Too few to show for B."


def test_a_long_label_takes_two_lines_and_is_whole_in_the_table():
    label = "A consolidated school district of the hills and the valley, the river and the lake"
    chart = bars(title="T", heads=HEADS, rows=[(label, 3), ("x" * 80, 1)])
    first, second, value, *_ = words_of(tree_of(chart))
    assert (first, value) == ("A consolidated school district of the", "3")
    assert second.endswith("\u2026")
    assert chart.rows[0] == (label, "3")


def test_a_line_breaks_where_a_value_is_missing():
    rows = [(str(2018 + i), [v]) for i, v in enumerate((31, 34, None, 29, 33))]
    chart = lines(title="T", heads=("Year", "Share"), rows=rows, measure=Measure("%"))
    tree = tree_of(chart)
    strokes = [e for e in tree.iter("line") if "stroke" in e.get("class")]
    assert len(strokes) == 2
    assert len(tree.findall("svg/svg")) == 4
    assert chart.summary == (
        "From 31% in 2018 to 33% in 2022. Highest: 2019, 34%. Lowest: 2021, 29%. No value for 2020."
    )
    assert chart.rows[2] == ("2020", "no value")


def test_several_lines_differ_in_shape_and_each_is_said_in_words():
    rows = [("2023", [1, None, None]), ("2024", [2, 5, None]), ("2025", [3, 6, None])]
    chart = lines(title="T", heads=("Year", "A", "B", "C"), rows=rows)
    assert chart.summary == (
        "A: From 1 in 2023 to 3 in 2025. "
        "B: From 5 in 2024 to 6 in 2025. No value for 2023. "
        "C: There is nothing to show yet. No value for 2023, 2024 and 2025."
    )
    assert len({key.path for key in chart.keys}) == 3
    assert chart.rows[0] == ("2023", "1", "no value", "no value")


def test_lines_of_nothing_draw_nothing():
    chart = lines(title="T", heads=("Year", "A"), rows=[])
    assert (chart.drawing, chart.summary) == (None, NOTHING)
    assert tree_of(chart).find("svg") is None


def test_figures_stand_at_their_points_only_where_there_is_room():
    few = columns(title="T", heads=HEADS, rows=[("2024", 7), ("2025", -3)])
    assert {"7", f"{MINUS}3"} <= set(words_of(tree_of(few)))
    many = columns(title="T", heads=HEADS, rows=[(str(i), 1000 + i) for i in range(24)])
    assert "1,007" not in words_of(tree_of(many))


def test_periods_are_thinned_out_where_they_would_touch():
    rows = [(f"Month {i}", i) for i in range(24)]
    shown = [w for w in words_of(tree_of(columns(title="T", heads=HEADS, rows=rows))) if "M" in w]
    assert shown == ["Month 0", "Month 6", "Month 12", "Month 18"]


def test_parts_add_up_to_the_whole():
    chart = share(title="T", heads=("Decision", "Lines"), rows=[("Granted", 3), ("Denied", 1)])
    drawn = [(r.get("x"), r.get("width")) for r in tree_of(chart).iter("rect")]
    assert drawn == [("0.00%", "75.00%"), ("75.00%", "25.00%")]
    assert chart.summary == "Of 4, the largest part: Granted, 3 (75%)."
    assert chart.rows == (("Granted", "3", "75%"), ("Denied", "1", "25%"))
    assert [key.words for key in chart.keys] == ["Granted: 3 (75%)", "Denied: 1 (25%)"]


def test_a_part_is_never_rounded_to_nothing_nor_to_the_whole():
    chart = share(title="T", heads=HEADS, rows=[("A", 999), ("B", 1), ("C", None), ("D", 0)])
    assert [row[2] for row in chart.rows] == ["over 99%", "under 1%", "\u2013", "0%"]
    assert chart.summary.endswith("No value for C.")


def test_two_parts_alike_are_both_the_largest():
    chart = share(title="T", heads=HEADS, rows=[("A", 2), ("B", 2)])
    assert chart.summary == "Of 4, the largest part: A and B, 2 each (50%)."


def test_parts_of_nothing_say_so():
    chart = share(title="T", heads=HEADS, rows=[("A", 0), ("B", None)])
    assert (chart.drawing, chart.summary) == (None, NOTHING)


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: bars(title="T", heads=HEADS, rows=[("A", 2e15)]), "too large to draw"),
        (lambda: share(title="T", heads=HEADS, rows=[("A", -1)]), "less than nothing"),
        (lambda: share(title="T", heads=HEADS, rows=[("A", 1)] * 6), "up to 5, not 6"),
        (lambda: lines(title="T", heads=("Year",), rows=[]), "one to four lines, not 0"),
        (lambda: lines(title="T", heads=tuple("abcdef"), rows=[]), "one to four lines, not 5"),
        (
            lambda: lines(title="T", heads=("Year", "A"), rows=[("2024", [1, 2])]),
            "2024 has 2 values for 1 lines",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(draw, sentence):
    with pytest.raises(ValueError, match=sentence):
        draw()


def test_labels_are_escaped():
    hostile = "<script>alert(1)</script> & \"'"
    chart = bars(title=hostile, heads=(hostile, "b"), rows=[(hostile, 1)])
    assert "<script" not in page_of(chart)
    assert words_of(tree_of(chart))[0] == hostile


@pytest.mark.parametrize("chart", specimens.charts(), ids=lambda chart: chart.id)
def test_every_specimen_is_a_named_picture_with_its_table(chart):
    page, tree = page_of(chart), tree_of(chart)
    assert not re.search(r"\sstyle=|<script|\son\w+=", page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert tree.find("p").text == chart.summary != ""
    picture = tree.find("svg")
    if chart.drawing is None:
        assert picture is None
    else:
        assert picture.get("role") == "img"
        assert {picture.get("aria-labelledby"), picture.get("aria-describedby")} <= set(ids)
    check_box(chart)
    cells = [[cell.text for cell in row] for row in tree.iterfind(".//tbody/tr")]
    assert cells == [list(row) for row in chart.rows]
