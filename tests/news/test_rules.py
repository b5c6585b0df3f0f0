from datetime import date, timedelta

import pytest

import make
from openiln.kernel.errors import BadInput, OutOfDate
from openiln.news import rules
from openiln.news.rules import Standing

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("appears", "taken_back", "expected"),
    [
        (None, None, Standing.DRAFT),
        (make.NOW + DAY, None, Standing.SCHEDULED),
        (make.NOW, None, Standing.PUBLISHED),
        (make.NOW - DAY, None, Standing.PUBLISHED),
        (make.NOW - DAY, make.NOW, Standing.TAKEN_BACK),
        (None, make.NOW, Standing.TAKEN_BACK),
    ],
)
def test_where_an_announcement_stands_follows_from_its_times(appears, taken_back, expected):
    found = rules.standing(appears_at=appears, taken_back_at=taken_back, at=make.NOW)
    assert found is expected


@pytest.mark.parametrize("found", Standing)
def test_a_step_out_of_time_is_refused_with_what_to_do_instead(found):
    rules.check_standing(found, frozenset({found}))
    with pytest.raises(OutOfDate, match=r"instead|Correct it, or take it back"):
        rules.check_standing(found, frozenset())


def test_a_change_of_any_word_or_of_the_audience_changes_the_fingerprint():
    words = [
        ("a", "b", "public"),
        ("ab", "", "public"),
        ("a", "b", "members"),
        ("a", "c", "public"),
    ]
    assert len({rules.fingerprint(*one) for one in words}) == len(words)
    rules.check_read("same", "same")
    with pytest.raises(OutOfDate, match="Somebody changed this announcement"):
        rules.check_read("before", "after")


def test_a_title_is_one_line_and_a_text_keeps_its_paragraphs():
    assert rules.clean_title("  Spring\r\nmeeting ") == "Spring meeting"
    assert rules.clean_text(" One \r\n\r\n\r\n\r\nTwo\r\nlines  \n") == "One\n\nTwo\nlines"


def test_what_no_feed_can_carry_is_left_out():
    assert rules.clean_title("a\x08b\ufffe") == "ab"
    assert rules.clean_text("a\x1bb\tc\n\x7fd") == "ab\tc\nd"


@pytest.mark.parametrize(
    ("clean", "words", "said"),
    [
        (rules.clean_title, " ", "Write a title"),
        (rules.clean_text, "\n\x01 ", "Write the text"),
        (rules.clean_title, "x" * 151, "The title has 151 characters; at most 150 fit"),
        (rules.clean_text, "x" * 20_001, "The text has 20,001 characters; at most 20,000 fit"),
        (lambda words: rules.clean_note(words, "Say why."), "", "Say why"),
        (lambda words: rules.clean_note(words, "Say why."), "x" * 1001, "The note has 1,001"),
    ],
)
def test_too_little_and_too_much_is_refused(clean, words, said):
    with pytest.raises(BadInput, match=said):
        clean(words)


def test_an_audience_that_is_none_is_refused():
    assert rules.audience_called("members") is rules.Audience.MEMBERS
    with pytest.raises(BadInput, match="Choose who reads it"):
        rules.audience_called("all")


def test_a_day_that_is_over_is_refused():
    rules.check_day(date(2026, 3, 2), date(2026, 3, 2))
    with pytest.raises(BadInput, match="1 March 2026 is over"):
        rules.check_day(date(2026, 3, 1), date(2026, 3, 2))


def test_a_link_ends_at_its_moment():
    rules.check_link(None, make.NOW)
    rules.check_link(make.NOW + timedelta(seconds=1), make.NOW)
    with pytest.raises(OutOfDate, match="This link has ended"):
        rules.check_link(make.NOW, make.NOW)
