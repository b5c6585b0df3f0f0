import csv
import io
import json
import re

import openpyxl
import pytest

from trial_lists import one, seven

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("trial_templates"),
    pytest.mark.urls("trial_lists"),
]


@pytest.fixture
def get(client):
    """The answer of the list's address, with its content whole."""

    def got(address=""):
        answer = client.get(f"/messages/{address}")
        whole = answer.getvalue() if answer.streaming else answer.content
        return answer, whole

    return got


def test_the_page_shows_rows_facets_and_the_way_to_the_next_page(get):
    seven()
    text = get("?template=letter")[1].decode()
    assert "4 rows" in text
    assert "&lt;b&gt;bold" in text
    assert "<b>bold" not in text
    assert 'href="?page=2&amp;template' not in text
    assert re.search(r'href="\?template=letter&amp;page=2"[^>]*>Next page', text)
    assert 'aria-sort="ascending"' in text
    assert 'aria-current="true"' in text
    assert text.count('<th scope="row"') == 3
    assert "style=" not in text
    assert "<script" not in text
    assert "Previous page" in get("?page=2")[1].decode()


def test_an_empty_list_says_what_to_do(get):
    assert "Nothing here fits what you chose. Show all" in get("?state=failed")[1].decode()
    one(1)
    assert "1 row\n" in get()[1].decode()


def test_every_row_that_was_asked_for_comes_as_csv(get):
    seven()
    answer, whole = get("?template=letter&sort=-attempts&page=2&format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="messages.csv"'
    rows = list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig"))))
    assert list(rows[0]) == ["to", "state", "attempts", "sent", "subject"]
    assert [row["to"][0] for row in rows] == ["1", "2", "3", "4"]
    assert rows[1]["sent"] == "2026-03-02T15:00:00+00:00"
    assert rows[0]["state"] == "queued", "what has no word stays as it is"
    assert rows[1]["state"] == "On its way", "a file for people has the words of the page"


def test_the_same_rows_come_as_json_with_their_types(get):
    seven()
    answer, whole = get("?state=sent&format=json")
    assert answer["Content-Type"] == "application/json"
    rows = json.loads(whole)
    assert [row["to"][0] for row in rows] == ["2", "5", "6"]
    assert rows[0]["attempts"] == 3
    assert rows[0]["state"] == "sent", "a program reads the code"
    assert json.loads(get("?state=failed&format=json")[1]) == []


def test_the_same_rows_come_as_a_spreadsheet(get):
    seven()
    answer, whole = get("?state=sent&format=xlsx")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(io.BytesIO(whole)).active
    rows = list(sheet.values)
    assert rows[0] == ("to", "state", "attempts", "sent", "subject")
    assert [row[0][0] for row in rows[1:]] == ["2", "5", "6"]
    assert rows[1][1:3] == ("On its way", 3)


def test_a_format_that_we_do_not_write_is_read_as_the_page(get):
    seven()
    assert "7 rows" in get("?format=exe")[1].decode()


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_file_takes_two_queries_however_many_rows(get, rows, kind, django_assert_num_queries):
    for number in range(rows):
        one(number)
    with django_assert_num_queries(2):
        get(f"?format={kind}")
