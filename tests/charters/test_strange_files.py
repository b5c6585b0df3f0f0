"""Whatever a file holds, it is read or refused with findings; never anything else."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openiln.charters.rules.checking import read_charter
from openiln.charters.sources import LARGEST, read_file
from openiln.kernel.errors import BadInput
from samples import EASTMARK

LINES = EASTMARK.split("\n")
STRANGE = ["1", '"x"', '""', "true", "[]", "{}", "[1]", '[""]', "{id = 1}", "[{}]", "[[[]]]", "-1"]
STRANGE += ["1.5", "nan", "2025-01-01", "08:00:00", "2025-01-01T00:00:00Z", '"\\u0000"', "9" * 30]
STRANGE += ['[{id = "x"}, {id = "x"}]', '["teachers", 1]', "{rating = 1, open_to = 2}"]


def read_or_refused(text):
    """Read it, and check that a refusal says where, what and how to mend."""
    findings = ()
    try:
        read_charter(text)
    except BadInput as refusal:
        findings = refusal.findings or ("a refusal without findings",)
    for finding in findings:
        assert re.match(r"line \d+", finding.place)
        assert finding.wrong
        assert finding.mend


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    read_or_refused(text)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(LINES) - 1), st.sampled_from(STRANGE))
def test_any_value_in_the_place_of_another_is_read_or_refused(number, value):
    key, equals, _ = LINES[number].partition("=")
    changed = [*LINES[:number], f"{key}{equals} {value}", *LINES[number + 1 :]]
    read_or_refused("\n".join(changed))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=4), st.booleans())
def test_lines_left_out_or_moved_are_read_or_refused(numbers, moved):
    rest = [line for number, line in enumerate(LINES) if number not in numbers]
    rest += [LINES[number] for number in numbers] if moved else []
    read_or_refused("\n".join(rest))


# --- Files ------------------------------------------------------------------------------------


def refused(path):
    with pytest.raises(BadInput) as refusal:
        read_file(path)
    return refusal.value.sentence


def written(tmp_path, content):
    path = tmp_path / "rules.toml"
    path.write_bytes(content)
    return path


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    assert read_file(written(tmp_path, b"\xef\xbb\xbf[network]")) == "[network]"


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path):
    assert len(read_file(written(tmp_path, b"#" * LARGEST))) == LARGEST
    assert "larger than 256 kB" in refused(written(tmp_path, b"#" * (LARGEST + 1)))


def test_a_line_of_ten_megabytes_is_refused_unread(tmp_path):
    assert "larger than 256 kB" in refused(written(tmp_path, b"a" * 10_000_000))


def test_a_binary_file_is_refused(tmp_path):
    assert "no text: it holds NUL" in refused(written(tmp_path, b"PK\x03\x04\x00\x00"))


def test_another_encoding_is_refused_with_its_line(tmp_path):
    assert "not UTF-8 in line 2" in refused(written(tmp_path, b'a = 1\nb = "caf\xe9"'))


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    assert "is a folder. Name a file in it" in refused(tmp_path)
    assert "is not there. Check its name" in refused(tmp_path / "nothing.toml")


def test_a_name_that_no_system_has_is_refused(tmp_path):
    assert "cannot be opened" in refused(tmp_path / ("x" * 5000))
