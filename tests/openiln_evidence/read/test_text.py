"""A CSV file that no engine can read is told by the line that is wrong, and never by a value."""

import gzip

import pytest

from openiln_evidence.read.text import fault_of, is_csv, lines_of

HEADER = "student,school,score"
GOOD = [HEADER, "a,north,1", "b,north,2", "c,south,3"]


def written(tmp_path, content, name="records.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(**changes):
    """The good lines, with those named by number (line3=...) changed."""
    changed = {int(name.removeprefix("line")): text for name, text in changes.items()}
    return "".join(f"{changed.get(n, line)}\n" for n, line in enumerate(GOOD, start=1))


@pytest.mark.parametrize("cut", [lambda packed: packed[:-9], lambda packed: b"student" + packed])
def test_a_packed_file_that_is_damaged_is_said_to_be_so(tmp_path, cut):
    path = written(tmp_path, cut(gzip.compress(lines().encode() * 99)), "records.csv.gz")
    assert fault_of(path) == "which is damaged, or no gzip file; pack it again"
    assert lines_of(path, [7]) == (7,)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lines(line3="b,north,2,9"), "line 3 has 4 fields, and the header (line 1) names 3"),
        (lines(line4="c"), "line 4 has 1 fields, and the header (line 1) names 3"),
        (lines(line3='b,"north,2'), "line 3 has a stray quote"),
        (lines(line3='b,"north"east,2'), "line 3 has a stray quote"),
        (lines(line3="b,nor\rth,2"), "line 3 has an odd line end within it (CR alone"),
        (lines(line3="b,north,2\r"), "line 3 ends with CR LF, as Windows does, and line 1 with LF"),
        ("a,b\r\n1,2\n3,4\r\n", "line 2 ends with LF, as others do, and line 1 with CR LF"),
        (lines(line3="b,é,2").encode("latin-1"), "line 3 holds a letter that is not in UTF-8"),
        (b"a,b\n\n1,2\n1,2,3\n", "line 4 has 3 fields"),
        (b'a,b\n"1\n1",2\n1,2,3\n', "line 4 has 3 fields"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, content, told):
    found = fault_of(written(tmp_path, content))
    assert found.startswith(told)
    assert not any(value in found for value in ("north", "th,2", "é"))


@pytest.mark.parametrize(
    "content",
    ["", lines(), lines().strip(), "a;b\n1,5;2\n", "\ufeffa\tb\n1\t2\n", 'a,b\r\n"1,5",2\r\n'],
)
def test_a_file_in_order_has_no_fault(tmp_path, content):
    assert fault_of(written(tmp_path, content)) is None


def test_a_packed_file_is_looked_into(tmp_path):
    path = written(tmp_path, gzip.compress(lines(line3="b").encode()), "records.csv.gz")
    assert fault_of(path).startswith("line 3 has 1 fields")
    assert is_csv(path)
    assert not is_csv(written(tmp_path, b"", "records.parquet"))
    assert not is_csv(tmp_path)


def test_rows_are_found_in_the_lines_of_the_file(tmp_path):
    path = written(tmp_path, 'a,b\n1,2\n\n"3\n3",4\n5,6\n7,8\n')
    assert lines_of(path, (2, 3, 4)) == (2, 4, 6)
    assert lines_of(path, (5, 99)) == (7, 99)
    assert lines_of(written(tmp_path, "a,b\r1,2\r"), (2,)) == (2,)
