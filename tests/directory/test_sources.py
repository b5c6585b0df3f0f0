"""A file is known by its headings; its rows are read as plain values or refused with a reason."""

import hashlib
from pathlib import Path

import pytest
import xlsxwriter

import rolls
from openiln.directory.sources.cells import Refused
from openiln.directory.sources.files import read_file
from openiln.kernel.errors import BadInput


def test_simple_districts_are_read_with_the_zero_that_was_lost(tmp_path):
    reading = read_file(rolls.write(tmp_path, rolls.DISTRICTS))
    assert reading.layout == "districts"
    assert reading.rows[0] == (
        2,
        {
            "nces_id": "0100005",
            "name": "Abbott City",
            "state": "NL",
            "year": 2023,
            "enrolment": 5821,
            "staff": 314.5,
            "latitude": 34.2,
            "longitude": -86.2,
        },
    )
    assert reading.refused == []


def test_the_common_core_is_read_in_its_official_columns(tmp_path):
    path = rolls.ccd(
        tmp_path,
        rolls.ccd_row("0100005", "Abbott City", status="5"),
        rolls.ccd_row("9900007", "BIRCH CO SD", status="2"),
    )
    reading = read_file(path)
    assert [(c["nces_id"], c["name"], c["year"], c["is_open"]) for _, c in reading.rows] == [
        ("0100005", "Abbott City", 2023, True),
        ("9900007", "BIRCH CO SD", 2023, False),
    ]


def test_student_groups_are_gathered_and_a_missing_count_is_absent(tmp_path):
    text = (
        "leaid,name,state,year,poverty_share,locale,group_homeless,group_EL,group_\n"
        "9900007,Birch,NL,2023-24,0.6,41,12,-1,5\n"
    )
    ((_, cells),) = read_file(rolls.write(tmp_path, text)).rows
    assert (cells["groups"], cells["poverty_share"], cells["locale"]) == (
        {"homeless": 12},
        0.6,
        "41",
    )


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        (
            "9900007,,NL,1,1,2023-24,,",
            Refused(2, "district_name", "is empty; every row must say it."),
        ),
        (
            "99,B,NL,1,1,2023-24,,",
            Refused(
                2,
                "nces_id",
                (
                    "says '99'; a district's NCES id is seven digits. A spreadsheet may have "
                    "dropped the zeros at the front: NCES district ids have seven digits."
                ),
            ),
        ),
        (
            "9900007,B,NL,1,1,2023-24,1,",
            Refused(
                2,
                "latitude",
                "stands without its longitude, or the other way round; give both or none.",
            ),
        ),
        ("9900007,B", Refused(2, "", "has 2 cells; the header needs 8.")),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_line_column_and_reason(tmp_path, row, refused):
    header = rolls.DISTRICTS.splitlines()[0]
    reading = read_file(rolls.write(tmp_path, f"{header}\n{row}\n9900008,C,NL,1,1,2023-24,,\n"))
    assert reading.refused == [refused]
    assert [cells["name"] for _, cells in reading.rows] == ["C"]


def test_a_district_that_stands_twice_is_refused_the_second_time(tmp_path):
    again = rolls.DISTRICTS + rolls.DISTRICTS.splitlines()[1] + "\n"
    reading = read_file(rolls.write(tmp_path, again))
    assert reading.refused == [
        Refused(
            4,
            "nces_id",
            "speaks of the same as line 2: it stands twice, or one of the two is mistyped.",
        )
    ]


def test_two_columns_that_say_the_same_are_refused(tmp_path):
    path = rolls.write(tmp_path, "leaid,district_id,name,state,year\n1,1,B,NL,2023-24\n")
    with pytest.raises(BadInput, match="say the same thing") as refused:
        read_file(path)
    assert str(refused.value.findings[0]) == (
        "line 1: leaid and district_id say the same. Take one out."
    )


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ({"name": ""}, "is empty, and so is the name; say whose rating it is."),
        ({"name": "B", "letter": "", "points": ""}, "is empty, and so are the points."),
        ({"name": "B", "outcome": "waived"}, "says waived beside a letter or points."),
        ({"name": "B", "letter": "much too long"}, "has 13 characters; at most 10 are kept."),
        ({"name": "B", "points": "40000"}, "says '40000'; it lies between 0 and 32,767."),
    ],
)
def test_a_rating_that_says_too_little_or_too_much_is_refused(tmp_path, row, refused):
    path = rolls.ratings(tmp_path, row, header=(*rolls.RATINGS_HEADER, "outcome", "source"))
    reading = read_file(path)
    assert (reading.rows, [r.reason for r in reading.refused]) == ([], [refused])


def test_a_waived_rating_and_one_without_points_are_read(tmp_path):
    header = (*rolls.RATINGS_HEADER, "outcome")
    waived = {"name": "B", "outcome": "waived", "letter": "", "points": ""}
    reading = read_file(rolls.ratings(tmp_path, waived, {"name": "C", "points": ""}, header=header))
    assert [cells["outcome"] for _, cells in reading.rows] == ["waived", "given"]


def test_ratings_are_read_from_a_spreadsheet_too(tmp_path):
    path = tmp_path / "ratings.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", rolls.RATINGS_HEADER)
        sheet.write_row("A2", [100005, "", "NL", "2024-25", "1000", "2024", "A", 700, True])
    ((_, cells),) = read_file(path).rows
    assert (cells["nces_id"], cells["points"], cells["is_final"]) == ("0100005", 700, True)


def test_the_districts_of_a_test_workbook_are_the_rows_in_bold(tmp_path):
    path = rolls.results(
        tmp_path,
        [("Birch Co School District", True), ("Birch Elementary", False), ("Oak Charter", True)],
        [("Oak Charter", True), ("Oak Charter", False), ("=Alder", True), ("Fir SD", True)],
    )
    reading = read_file(path)
    assert reading.layout == "test results"
    assert [cells["name"] for _, cells in reading.rows] == [
        *("Birch Co School District", "Oak Charter", "Fir SD"),
    ]
    assert [(r.line, r.column) for r in reading.refused] == [(4, "G4 ELA, column A")]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("x.xlsm", "x", "neither .csv nor .xlsx"),
        ("x.csv", "\n\n", "has no rows"),
        ("x.csv", "a,b\n1,2\n", "has no columns that the directory knows"),
    ],
)
def test_a_file_of_no_known_kind_is_refused(tmp_path, name, text, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_file(rolls.write(tmp_path, text, name))


def test_an_empty_spreadsheet_is_refused(tmp_path):
    path = tmp_path / "empty.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    with pytest.raises(BadInput, match="has no rows"):
        read_file(path)


class Rewritten(type(Path())):
    """A file that somebody saves anew each time after it was opened."""

    def open(self, *words, **named):
        opened = super().open(*words, **named)
        after = Path(f"{self}.new")
        after.write_bytes(opened.read().replace(b"Birch", b"Birch I"))
        opened.seek(0)
        after.replace(self)
        return opened


def test_the_digest_is_of_what_was_read_whoever_writes_the_file_meanwhile(tmp_path):
    text = "nces_id,name,state,year\n0100005,Birch,NL,2023-24\n"
    path = tmp_path / "districts.csv"
    path.write_text(text)
    reading = read_file(Rewritten(path))
    name = reading.rows[0][1]["name"]
    assert reading.sha256 == hashlib.sha256(text.replace("Birch", name).encode()).hexdigest()
    assert path.read_text() != text
