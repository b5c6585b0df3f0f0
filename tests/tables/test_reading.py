"""Text tables from strangers: read as text within limits, or refused in a sentence."""

import pytest

from openiln.kernel.errors import BadInput
from openiln.tables.reading import Limits, digest_of, read_csv

SMALL = Limits(file_bytes=200, rows=3, columns=4, line_bytes=60, cell_characters=20)


@pytest.fixture
def read(tmp_path):
    def reading(content, **words):
        path = tmp_path / "districts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [(row.line, row.cells) for row in read_csv(path, **words)]

    return reading


def test_rows_are_read_as_text_with_their_lines_and_leading_zeros(read):
    assert read('id,name\n\n0100005,"Abbott,\nCity"\r\n,\n') == [
        (1, ["id", "name"]),
        (4, ["0100005", "Abbott,\nCity"]),
    ]


def test_a_mark_of_utf8_is_taken_away(read):
    assert read(b"\xef\xbb\xbfname\nCa\xc3\xb1on\n") == [(1, ["name"]), (2, ["Cañon"])]


def test_cp1252_is_read_when_it_is_said(read):
    assert read("name\nCañon\n".encode("cp1252"), encoding="cp1252")[1] == (2, ["Cañon"])


def test_a_formula_is_text_and_is_never_worked_out(read):
    assert read('name\n"=HYPERLINK(""http://x"")"\n@SUM(A1)\n')[1:] == [
        (2, ['=HYPERLINK("http://x")']),
        (3, ["@SUM(A1)"]),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty. Export it again"),
        (b"x" * 201, "has 201 bytes; at most 200 are read"),
        (b"name\nCa\xf1on\n", "line 2 is not utf-8 at byte 3. Save the file as UTF-8, or say"),
        ("name\nCañon\n".encode("utf-16"), "is in UTF-16. Save it again as CSV in UTF-8"),
        (b"name\nBi\0rch\n", "line 2 holds a NUL byte"),
        (b"name\n" + b"y" * 61 + b"\n", "line 2 is longer than 60 bytes"),
        (b"1\n2\n3\n4\n5\n", "has more than 3 rows"),
        (b"1,2,3,4,5\n", "line 1 has 5 columns; at most 4 are read"),
        (b"z" * 21 + b"\n", "line 1 has a cell of more than 20 characters"),
        (b'name\n"Birch\n', "line 2: the quotation marks do not pair up"),
    ],
)
def test_what_breaks_a_limit_or_is_no_text_is_refused_with_a_sentence(read, content, sentence):
    with pytest.raises(BadInput, match=sentence):
        read(content, limits=SMALL)


def test_a_line_of_ten_megabytes_is_refused_before_it_is_read(read):
    with pytest.raises(BadInput, match="line 2 is longer than 100,000 bytes"):
        read(b"name\n" + b"a" * 10_000_000)


def test_a_quotation_mark_that_swallows_the_file_is_refused(read):
    with pytest.raises(BadInput, match="field larger than field limit"):
        read('name\n"' + "Birch County\n" * 20_000)


def test_cp1252_has_holes_and_says_so(read):
    with pytest.raises(BadInput, match=r"line 1 is not cp1252 at byte 1.*or say that it is utf-8"):
        read(b"\x81\n", encoding="cp1252")


def test_an_encoding_that_is_not_read_is_refused(read):
    with pytest.raises(BadInput, match="Say one of: utf-8, cp1252"):
        read("name\n", encoding="utf-7")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"none\.csv cannot be opened"):
        list(read_csv(tmp_path / "none.csv"))


def test_a_file_is_known_by_its_digest(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")  # FIPS 180-2, appendix B.1
    assert digest_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
