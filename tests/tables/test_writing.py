import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiln.tables import writing

FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\tx", "\r=1", "\n=1"]


def read_csv(rows, headings=("a",)):
    text = "".join(writing.csv_lines(headings, rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def read_xlsx(rows, headings=("a",)):
    content = writing.xlsx(headings, rows)
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(formula):
    assert read_csv([[formula]], [formula]) == [[f"'{formula}"], [f"'{formula}"]]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_spreadsheet_is_a_formula(formula):
    sheet = read_xlsx([[formula]], [formula])
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert cell.value.startswith("'")


def test_numbers_stay_numbers_below_nought_too():
    assert read_csv([[-5], [-1.5], [Decimal("-2.50")]])[1:] == [["-5"], ["-1.5"], ["-2.5"]]
    sheet = read_xlsx([[-5], [-1.5], [Decimal("-2.50")]])
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [-5, -1.5, -2.5]


def test_each_type_has_its_way_of_being_written():
    moment = datetime(2026, 3, 2, 15, tzinfo=UTC)
    row = [True, False, None, date(2026, 3, 2), moment, "0102030"]
    assert read_csv([row], "abcdef")[1] == [
        "yes",
        "no",
        "",
        "2026-03-02",
        "2026-03-02T15:00:00+00:00",
        "0102030",
    ]
    sheet = read_xlsx([row], "abcdef")
    assert [cell.value for cell in sheet[2]] == [
        True,
        False,
        None,
        datetime(2026, 3, 2),
        "2026-03-02T15:00:00+00:00",
        "0102030",
    ]
    [written] = json.loads("".join(writing.json_pieces("abcdef", [row])))
    assert written == {
        "a": True,
        "b": False,
        "c": None,
        "d": "2026-03-02",
        "e": "2026-03-02T15:00:00+00:00",
        "f": "0102030",
    }


def test_an_address_in_a_cell_is_no_link_and_a_long_text_is_cut_where_excel_cuts_it():
    sheet = read_xlsx([["https://evil.example"], ["x" * 40_000]])
    assert sheet["A2"].hyperlink is None
    assert len(sheet["A3"].value) == writing.XLSX_CELL


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=5))
def test_a_csv_gives_back_what_was_put_in_and_begins_no_formula(texts):
    [_, row] = read_csv([texts], ["h"] * len(texts))
    assert [cell.removeprefix("'") for cell in row] == [t.removeprefix("'") for t in texts]
    assert not [cell for cell in row if cell.startswith(writing.ACTIVE)]
