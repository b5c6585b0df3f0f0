"""What one cell may say, and the sentence for one that may not be taken."""

import pytest

from openiln.directory.rules.kinds import Kind, whole_nces_id, year_from_name, year_name
from openiln.directory.sources import cells
from openiln.directory.sources.cells import Unreadable
from openiln.directory.sources.layouts import outcome


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.text(20), "  Birch   County ", "Birch County"),
        (cells.if_any(cells.text(20)), " ", ""),
        (cells.if_any(cells.text(20)), "B", "B"),
        (cells.nces_id, "100005", "0100005"),
        (cells.nces_id, " 2800030 ", "2800030"),
        (cells.state, "MS", "MS"),
        (cells.year, "2023-24", 2023),
        (cells.year, "2023-2024", 2023),
        (cells.whole(10_000), "2644.0", 2644),
        (cells.whole(10), "-1", None),
        (cells.whole(10), "M", None),
        (cells.between(0, 1), "0.667", 0.667),
        (cells.between(-180, 180), "-88.466", -88.466),
        (cells.locale, "41-Rural: Fringe", "41"),
        (cells.locale, "N", None),
        (cells.is_open, "1", True),
        (cells.is_open, "2", False),
        (cells.is_open, "Closed", False),
        (cells.is_final, "Yes", True),
        (cells.is_final, "preliminary", False),
        (outcome, "", "given"),
        (outcome, "Waived", "waived"),
    ],
)
def test_a_cell_that_is_right_is_read(read, cell, value):
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "sentence"),
    [
        (cells.text(20), " ", "is empty; every row must say it."),
        (cells.text(5), "Birches", "has 7 characters; at most 5 are kept."),
        (cells.text(20), "=1+1", "begins as a spreadsheet's formula does"),
        (cells.text(20), "@SUM", "begins as a spreadsheet's formula does"),
        (cells.text(20), "Bi\x07rch", "cannot be printed"),
        (cells.nces_id, "28003", "says '28003'; a district's NCES id is seven digits."),
        (cells.nces_id, "103", "A spreadsheet may have dropped the zeros at the front: NCES"),
        (cells.nces_id, "28000300", "seven digits"),
        (cells.nces_id, "28O0030", "seven digits"),
        (cells.nces_id, "28\u0661\u0662003", "seven digits"),
        (cells.state, "Mississippi", "write the state's two capitals"),
        (cells.state, "ms", "write the state's two capitals"),
        (cells.year, "2023", "write a school year, such as 2023-24."),
        (cells.year, "2023-25", "write a school year"),
        (cells.whole(10_000), "2,644", "write a number, without commas or units."),
        (cells.whole(10_000), "2644.5", "write a whole number."),
        (cells.whole(10_000), "10001", "it lies between 0 and 10,000."),
        (cells.whole(10_000), "nan", "write a number"),
        (cells.whole(10_000), "inf", "write a number"),
        (cells.between(0, 1), "66.7", "it lies between 0 and 1."),
        (cells.locale, "14", "the NCES locale codes are 11, 12"),
        (cells.is_open, "9", "write open or closed, or an SY_STATUS of 1 to 8."),
        (cells.is_final, "maybe", "write yes when the rating is final, else no."),
        (outcome, "lost", "write given, held, waived, or nothing for given."),
    ],
)
def test_a_cell_that_is_wrong_says_what_to_write(read, cell, sentence):
    with pytest.raises(Unreadable) as refused:
        read(cell)
    assert sentence in str(refused.value)


def test_a_school_has_twelve_digits():
    assert whole_nces_id("10000500870", Kind.SCHOOL) == "010000500870"
    assert whole_nces_id("0100005", Kind.SCHOOL) is None


def test_a_program_year_is_named_by_the_years_it_touches():
    assert year_name(1999) == "1999-00"
    assert year_from_name(year_name(1999)) == 1999
    assert year_from_name("1999-2001") is None
