"""Archives from strangers: opened, or refused in a sentence."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiln.files.kinds import kind_of
from openiln.kernel.archives import open_archive
from openiln.kernel.errors import BadInput


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def refusal(content):
    with pytest.raises(BadInput) as refused, open_archive(io.BytesIO(content), "a.xlsx"):
        pass
    return refused.value.sentence


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "xl/macrosheets/sheet1.xml",
        "xl/dialogsheets/sheet1.xml",
        "word/activeX/activeX1.bin",
        "xl/embeddings/evil.bin",
        "xl/embeddings/evil.xlsm",
    ],
)
def test_what_runs_is_refused_by_its_part(part):
    assert f"a.xlsx holds macros or embedded programs ({part})" in refusal(
        zipped("xl/workbook.xml", part)
    )


def test_the_figures_of_a_chart_are_no_program():
    content = zipped("ppt/presentation.xml", "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx")
    with open_archive(io.BytesIO(content), "a.pptx") as archive:
        assert len(archive.namelist()) == 2


def test_a_name_that_is_no_utf_8_is_refused():
    raw = bytearray(zipped("xl/workb\u00f6ok.xml"))
    listed = raw.rfind("\u00f6".encode())
    raw[listed] = 0xFF
    assert "a.xlsx is damaged" in refusal(bytes(raw))


def test_an_archive_of_a_later_zip_is_refused():
    raw = bytearray(zipped("xl/workbook.xml"))
    struct.pack_into("<H", raw, raw.rfind(b"PK\x01\x02") + 6, 99)  # the version that it asks for
    assert "a.xlsx is damaged" in refusal(bytes(raw))


SOUND = zipped("xl/workbook.xml", "xl/styl\u00e9s.xml")
CHANGES = st.lists(st.tuples(st.integers(4, len(SOUND) - 1), st.integers(0, 255)), max_size=4)


@given(changes=CHANGES)
def test_whatever_bytes_are_changed_an_archive_is_of_a_kind_or_refused(changes):
    content = bytearray(SOUND)
    for place, byte in changes:
        content[place] = byte
    try:
        said = kind_of(bytes(content), "a.xlsx").value
    except BadInput as refused:
        said = refused.sentence
    assert "xlsx" in said
