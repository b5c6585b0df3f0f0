from hypothesis import given
from hypothesis import strategies as st

from openiln.search import words


def test_text_is_folded_to_plain_words():
    assert words.folded('Caf\u00e9 "MTSS"-Plan_2024 (3.5%)') == "cafe mtss plan 2024 3 5"


def test_a_question_is_heard_up_to_a_point_and_each_word_once():
    assert words.asked("a B a") == ["a", "b"]
    assert len(words.asked(" ".join(str(n) for n in range(100)))) == words.MAX_WORDS


@given(st.text())
def test_folded_text_has_no_sign_that_a_database_could_read(text):
    assert all(word.isalnum() and len(word) <= words.MAX_LETTERS for word in words.asked(text))
