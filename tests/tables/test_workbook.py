"""Spreadsheets from strangers: stored values as text, or a refusal in a sentence."""

import io
import struct
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hostile
from openiln.kernel.errors import BadInput
from openiln.tables.reading import Limits
from openiln.tables.workbook import longest_of, read_workbook, text_of


def sheets(path, **words):
    return list(read_workbook(path, **words))


def refusal(path, **words):
    with pytest.raises(BadInput) as refused:
        sheets(path, **words)
    return refused.value.sentence


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ratings.xlsx"


def test_values_lines_and_bold_are_read(path):
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        plain = book.add_format({"bold": False, "indent": 1, "italic": True})
        one, two = book.add_worksheet("One"), book.add_worksheet("Empty")
        one.write_string("A1", "Birch", bold)
        one.write_number("B1", 2644.0)
        one.write_string("B3", "0100005", plain)
        one.write_formula("C3", "=1+1", None, 7)
        one.write_blank("Z9", None, bold)
        two.write_blank("A1", None, bold)
    one, two = sheets(path)
    assert [(row.line, row.cells, row.is_bold) for row in one.rows] == [
        (1, ["Birch", "2644", ""], True),
        (3, ["", "0100005", "7"], False),
    ]
    assert (two.name, two.rows) == ("Empty", [])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (False, "FALSE"),
        (66.7, "66.7"),
        (2644.0, "2644"),
        (date(2024, 9, 26), "2024-09-26"),
        (datetime(2024, 9, 26, 8, 30), "2024-09-26T08:30:00"),
        (time(8, 30), "08:30:00"),
        (" Birch ", "Birch"),
    ],
)
def test_a_cell_as_text(value, text):
    assert text_of(value) == text


def test_the_smallest_workbook_without_styles_or_shared_strings_is_read(path):
    (sheet,) = sheets(hostile.write(path, hostile.parts()))
    assert [row.cells for row in sheet.rows] == [["name"]]


def test_cells_and_rows_without_references_are_counted(path):
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    parts = hostile.parts()
    parts["xl/worksheets/sheet1.xml"] = hostile.sheet("").replace('<row r="1"></row>', rows)
    (sheet,) = sheets(hostile.write(path, parts))
    assert [row.cells for row in sheet.rows] == [["1", "2"]]
    narrow = Limits(columns=1)
    assert "reaches to row 1 and column 2" in refusal(path, limits=narrow)


def test_a_font_that_says_it_is_not_bold_is_not(path):
    styles = (
        f'<styleSheet xmlns="{hostile.MAIN}"><fonts><font><b val="0"/></font><font><b/></font>'
        '</fonts><dxfs><dxf><font><b/></font></dxf></dxfs><cellStyleXfs><xf fontId="1"/>'
        '</cellStyleXfs><cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="9"/></cellXfs>'
        "</styleSheet>"
    )
    cell = '<c r="A{0}" s="{1}" t="inlineStr"><is><t>x</t></is></c>'
    rows = "".join(f'<row r="{n}">{cell.format(n, n - 1)}</row>' for n in (1, 2, 3))
    parts = hostile.parts() | {"xl/styles.xml": styles}
    parts["xl/worksheets/sheet1.xml"] = hostile.sheet("").replace('<row r="1"></row>', rows)
    (sheet,) = sheets(hostile.write(path, parts))
    assert [row.is_bold for row in sheet.rows] == [False, True, False]


# --- what is refused


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path):
    parts = hostile.parts() | {"xl/worksheets/sheet1.xml": b" " * 120_000_000}
    hostile.write(path, parts)
    assert path.stat().st_size < 200_000
    assert "unpacks to 120," in refusal(path)


def test_a_part_that_lies_about_its_size_is_refused(path):
    hostile.write(path, hostile.parts())
    raw = bytearray(path.read_bytes())
    listed = raw.rfind(b"PK\x01\x02")  # the last entry of the directory: the sheet
    assert raw[listed + 46 :].startswith(b"xl/worksheets/sheet1.xml")
    struct.pack_into("<I", raw, listed + 24, 10)  # its size when unpacked
    path.write_bytes(raw)
    assert "is damaged" in refusal(path)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("xl/vbaProject.bin", "holds macros or embedded programs"),
        ("xl/embeddings/oleObject1.bin", "holds macros or embedded programs"),
        ("xl/externalLinks/externalLink1.xml", "has links to other files or places"),
        ("xl/connections.xml", "has links to other files or places"),
    ],
)
def test_what_runs_or_reaches_out_is_refused(path, part, sentence):
    assert sentence in refusal(hostile.write(path, hostile.parts() | {part: "<x/>"}))


def relation(kind):
    return (
        f'<Relationships xmlns="{hostile.PACKAGE}"><Relationship Id="rId9" TargetMode="External" '
        f'Type="{hostile.RELATIONS}/{kind}" Target="https://elsewhere.example/x"/></Relationships>'
    )


def test_a_relation_to_another_place_is_refused_and_a_hyperlink_is_left_alone(path):
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    hostile.write(path, hostile.parts() | {name: relation("hyperlink")})
    assert len(sheets(path)) == 1
    hostile.write(path, hostile.parts() | {name: relation("image")})
    assert f"links to other files or places ({name})" in refusal(path)


def test_a_workbook_for_macros_is_refused_whatever_its_name(path):
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = hostile.TYPES.replace("application/xml", kind)
    hostile.write(path, hostile.parts() | {"[Content_Types].xml": types})
    assert "is a workbook for macros" in refusal(path)


def test_entities_that_blow_up_are_refused(path):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    for encoding in ("utf-8", "utf-16"):
        parts = hostile.parts() | {"xl/sharedStrings.xml": laughs.encode(encoding)}
        assert "(a document type)" in refusal(hostile.write(path, parts))


def test_a_cell_in_the_last_corner_is_refused(path):
    hostile.write(path, hostile.parts('<c r="XFD1048576"><v>1</v></c>'))
    assert "sheet One reaches to row 1,048,576 and column 16,384" in refusal(path)


def test_a_second_workbook_behind_the_one_that_is_looked_at_is_seen_too(path):
    far = hostile.sheet('<c r="XFD1048576"><v>1</v></c>')
    other = hostile.parts() | {
        "_rels/.rels": hostile.ROOT.replace("xl/workbook", "xl/b/workbook"),
        "xl/b/workbook.xml": hostile.WORKBOOK,
        "xl/b/_rels/workbook.xml.rels": hostile.LINKS.replace("sheet1", "sheet2"),
        "xl/b/worksheets/sheet2.xml": far,
    }
    assert "reaches to row 1,048,576" in refusal(hostile.write(path, other))


def test_more_cells_than_the_limit_are_refused(path):
    hostile.write(path, hostile.parts('<c r="C1"><v>1</v></c>'))
    assert "has 3 cells" in refusal(path, limits=Limits(cells=2))


def test_a_long_string_that_many_cells_share_is_refused(path):
    shared = f'<sst xmlns="{hostile.MAIN}"><si><t>{"a" * 900}</t></si></sst>'
    cells = "".join('<c t="s"><v>0</v></c>' for _ in range(20))
    parts = hostile.parts(cells) | {"xl/sharedStrings.xml": shared}
    hostile.write(path, parts)
    assert len(sheets(path)[0].rows[0].cells) == 20
    assert "18,000 characters" in refusal(path, limits=Limits(unpacked_bytes=5_000))


def test_more_shared_strings_than_cells_are_read_are_refused(path):
    for count, is_read in ((3, True), (4, False)):
        shared = f'<sst xmlns="{hostile.MAIN}">{"<si/>" * count}</sst>'
        hostile.write(path, hostile.parts() | {"xl/sharedStrings.xml": shared})
        if is_read:
            assert sheets(path, limits=Limits(cells=3))
        else:
            assert "more than 3 different texts" in refusal(path, limits=Limits(cells=3))


class Counted(int):
    """A number that counts how often it is compared."""

    compared = 0

    def __gt__(self, other):
        Counted.compared += 1
        return int(self) > int(other)


def test_parts_without_strings_cost_nothing_beside_one_that_has_many():
    many = [Counted(n) for n in range(1_000)]
    assert longest_of([many, *([] for _ in range(100)), [Counted(5), Counted(0)]]) == [5, *many[1:]]
    assert Counted.compared == 2


def test_a_string_that_is_not_there_is_refused(path):
    hostile.write(path, hostile.parts('<c r="A1" t="s"><v>7</v></c>'))
    assert "is damaged" in refusal(path)


def test_a_cell_that_is_too_long_is_refused(path):
    hostile.write(path, hostile.parts())
    assert "sheet One, line 1 has a cell of more than 3" in refusal(
        path, limits=Limits(cell_characters=3)
    )


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="1A"><v>1</v></c>',
        '<c r="A1" s="bold"><v>1</v></c>',
        "<c><v>1</c>",
    ],
)
def test_a_sheet_that_is_no_sheet_is_refused(path, cells):
    assert "is damaged" in refusal(hostile.write(path, hostile.parts(cells)))


@pytest.mark.parametrize("missing", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_workbook_without_a_part_that_it_names_is_refused(path, missing):
    parts = hostile.parts()
    del parts[missing]
    assert "is damaged" in refusal(hostile.write(path, parts))


def test_a_workbook_locked_with_a_password_is_refused(path):
    hostile.write(path, hostile.parts())
    raw = bytearray(path.read_bytes())
    raw[raw.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert "is locked with a password" in refusal(path)


def test_a_packing_that_no_spreadsheet_program_uses_is_refused(path):
    hostile.write(path, hostile.parts(), packing=zipfile.ZIP_LZMA)
    assert "packed as no spreadsheet program does it" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_is_refused(path):
    hostile.write(path, hostile.parts())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "or one twice" in refusal(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0 an old .xls"])
def test_what_is_no_archive_is_refused(path, content):
    path.write_bytes(content)
    assert "is damaged, or is no office file" in refusal(path)


def test_a_bold_mark_outside_every_font_is_refused(path):
    styles = f'<styleSheet xmlns="{hostile.MAIN}"><fonts><b/></fonts></styleSheet>'
    assert "is damaged" in refusal(hostile.write(path, hostile.parts() | {"xl/styles.xml": styles}))


SOUND = hostile.write(io.BytesIO(), hostile.parts(), packing=zipfile.ZIP_STORED).getvalue()
CHANGES = st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=4)


@given(changes=CHANGES, end=st.sampled_from([None, -1, -30, 900]))
@settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_whatever_bytes_are_changed_a_workbook_is_read_or_refused(path, changes, end):
    content = bytearray(SOUND)
    for place, byte in changes:
        content[place] = byte
    path.write_bytes(content[:end])
    try:
        said = ", ".join(sheet.name for sheet in sheets(path)) + path.name
    except BadInput as refused:
        said = refused.sentence
    assert path.name in said


def test_an_archive_of_something_else_is_refused(path):
    assert "is no XLSX file" in refusal(hostile.write(path, {"word/document.xml": "<x/>"}))
