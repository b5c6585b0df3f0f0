import dataclasses
from datetime import timedelta

import pytest
from django.http import QueryDict

import make
from openiln.mail.models import Message, State
from openiln.tables import asked, counts
from openiln.tables.declared import Column, DeclaredList, Facet, Kind
from openiln.tables.page import page_of, shown
from trial_lists import MESSAGES, one, seven

pytestmark = pytest.mark.django_db


@pytest.fixture(name="seven")
def _seven():
    seven()


def page(address="", declared=MESSAGES):
    return page_of(declared, Message.objects.all(), QueryDict(address))


def options(page, label):
    facet = next(f for f in page.facets if f.label == label)
    return [(o.label, o.count, o.is_chosen) for o in facet.options]


def texts(page):
    return [row["name"][0] for row in page.rows]


def test_the_first_page_shows_the_first_rows_in_the_declared_order(seven):
    first = page()
    assert (first.total, first.pager.number, first.pager.pages) == (7, 1, 3)
    assert texts(first) == ["1", "2", "3"]
    assert first.rows[1]["name"] == "2@northland.example"
    assert [cell["text"] for cell in first.rows[1]["cells"]] == [
        "On its way",
        "3",
        "2 March 2026",
        "not recorded",
    ]
    assert first.rows[0]["cells"][1]["text"] == "1,200"
    assert first.rows[0]["url"].startswith("/messages/")
    assert (first.pager.previous_url, first.pager.next_url, first.clear_url) == ("", "?page=2", "")


def test_the_last_page_is_shown_for_any_page_after_it(seven):
    for address in ("page=3", "page=99"):
        last = page(address)
        assert texts(last) == ["7"]
        assert (last.pager.previous_url, last.pager.next_url) == ("?page=2", "")


def test_each_facet_is_counted_under_the_choices_of_the_others(seven):
    assert options(page(), "State") == [
        ("On its way", 3, False),
        ("Waiting", 3, False),
        ("bounced", 1, False),
    ]
    called = page("template=call&state=sent")
    assert called.total == 2
    assert texts(called) == ["5", "6"]
    assert options(called, "State") == [("On its way", 2, True), ("bounced", 1, False)]
    assert options(called, "About") == [("call", 2, True), ("letter", 1, False)]


def test_every_word_must_be_found_somewhere_in_a_row():
    one("Oak-1", subject="A letter of 50%")
    one("oak-2", subject="A call")
    found = dataclasses.replace(MESSAGES, found_by=("to", "subject"), find="To or subject")
    assert texts(page("q=OAK", found)) == ["O", "o"]
    assert texts(page("q=oak+letter", found)) == ["O"]
    assert texts(page("q=5%25", found)) == [], "a sign of the database's own is a sign like another"
    assert texts(page("q=50%25", found)) == ["O"]
    assert page("q=oak+letter", found).total == 1
    assert page("q=elm").total == 2, "a list that says no fields is not searched"
    many = "+".join(f"{w}" for w in ["oak"] * counts.MAX_WORDS + ["elm"])
    assert page(f"q={many}", found).total == 2, "more words than anyone types are not heard"


def test_several_values_of_a_facet_widen_it(seven):
    assert page("state=sent&state=bounced").total == 4


def test_rows_without_a_value_can_be_chosen(seven):
    waiting = page("when=")
    assert texts(waiting) == ["1", "3", "4"]
    assert options(waiting, "When")[-1] == ("Not yet", 3, True)


def test_a_chosen_value_that_no_row_has_finds_nothing_and_can_be_taken_back(seven):
    lost = page("state=failed")
    assert (lost.total, lost.rows, lost.clear_url) == (0, [], "?")
    assert ("failed", 0, True) in options(lost, "State")
    chosen = next(o for f in lost.facets for o in f.options if o.is_chosen)
    assert chosen.url == "?"


def test_a_facets_address_keeps_the_other_choices_the_order_and_the_words(seven):
    narrowed = page("template=call&sort=-to&page=2&q=a+b")
    sent = next(o for f in narrowed.facets for o in f.options if o.label == "On its way")
    assert sent.url == "?q=a+b&state=sent&template=call&sort=-to"
    assert narrowed.clear_url == "?sort=-to"


def test_headings_sort_and_the_second_time_the_other_way(seven):
    by_attempts = page("sort=-attempts")
    assert texts(by_attempts)[:2] == ["1", "2"]
    heading = by_attempts.headings[2]
    assert (heading.sort, heading.url, heading.is_number) == ("descending", "?sort=attempts", True)
    upwards = page("sort=attempts").headings
    assert (upwards[2].sort, upwards[2].url) == ("ascending", "?sort=-attempts")
    assert (upwards[0].sort, upwards[0].url) == ("", "?")
    assert upwards[4].url == ""


def test_empty_values_come_last_either_way(seven):
    Message.objects.filter(key="2").update(sent_at=make.NOW - timedelta(days=1))
    assert texts(page("sort=sent"))[0] == "2"
    assert texts(page("sort=-sent")) == ["5", "6", "7"]
    assert texts(page("sort=-sent&page=3")) == ["4"]


@pytest.mark.parametrize(
    "address", ["sort=password", "sort=subject", "page=-1", "page=x", "page=" + "9" * 30, "page=²"]
)
def test_an_address_that_makes_no_sense_is_read_as_the_first_page(seven, address):
    assert texts(page(address)) == ["1", "2", "3"]


def test_no_more_values_are_heard_than_a_person_would_choose():
    query = QueryDict("&".join(f"state={n}" for n in range(500)))
    assert len(asked.read(MESSAGES, query).chosen["state"]) == asked.MAX_CHOSEN


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_page_takes_two_queries_however_many_rows(rows, django_assert_num_queries):
    for number in range(rows):
        one(number)
    with django_assert_num_queries(2):
        page("state=queued")


def test_an_empty_list_takes_no_query_for_its_rows(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert page().rows == []


def test_a_list_without_facets_and_links_is_counted_plainly(seven):
    bare = DeclaredList("bare", "Bare", (Column("to", "To", "to"),), sort="-to")
    shown_page = page("state=sent", bare)
    assert (shown_page.total, texts(shown_page)[0]) == (7, "7")
    assert (shown_page.rows[0]["url"], shown_page.rows[0]["cells"]) == ("", [])


@pytest.mark.parametrize(
    ("columns", "facets", "sort"),
    [
        ((Column("a", "A", "a"), Column("a", "B", "b")), (), "a"),
        ((Column("a", "A", "a"),), (Facet("sort", "S", "s"),), "a"),
        ((Column("a", "A", "a"),), (), "b"),
        ((Column("a", "A", "a", is_sortable=False),), (), "a"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(columns, facets, sort):
    with pytest.raises(ValueError, match="The list x"):
        DeclaredList("x", "X", columns, sort=sort, facets=facets)


def test_yes_and_no_are_words():
    column = Column("open", "Open", "is_open", Kind.YES_NO, empty="nobody knows")
    assert shown(True, column) == "Yes"
    assert shown(False, column) == "No"
    assert shown(None, column) == "nobody knows"


def test_what_is_too_long_for_the_page_stands_in_the_files_alone(seven):
    columns = (*MESSAGES.columns, Column("key", "Key", "key", is_on_page=False))
    shown_now = page(declared=dataclasses.replace(MESSAGES, columns=columns))
    assert [heading.label for heading in shown_now.headings][-1] == "Subject"
    assert shown_now.rows[0]["url"].startswith("/messages/")


def test_a_column_that_says_nothing_of_any_row_is_left_out():
    one(1)
    assert "Sent on" not in [heading.label for heading in page().headings]
    assert [cell["text"] for cell in page().rows[0]["cells"]] == ["queued", "0", "not recorded"]
    one(2, State.SENT)
    assert "Sent on" in [heading.label for heading in page().headings]


def test_of_no_row_there_is_no_file(seven):
    found = dataclasses.replace(MESSAGES, found_by=("to",), find="To")
    assert page("q=atlantis", found).downloads == []
    assert len(page("q=1", found).downloads) == 3


def test_a_cell_that_is_empty_is_marked_so_that_a_telephone_leaves_it_out():
    one(1)
    one(2, State.SENT)
    row, _ = page().rows
    assert [cell["attributes"] for cell in row["cells"]] == [
        ' data-label="State"',
        ' class="text-right" data-label="Attempts"',
        ' class="iln-table__empty" data-label="Sent on"',
        ' class="iln-table__empty" data-label="Subject"',
    ]
