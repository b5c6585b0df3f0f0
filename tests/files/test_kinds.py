import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiln.files.kinds import Kind, kind_of, safe_name
from openiln.kernel.errors import BadInput


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "a.png", Kind.PDF),
        (b"\x89PNG\r\n\x1a\n...", "a", Kind.PNG),
        (b"\xff\xd8\xff\xe0...", "a.jpeg", Kind.JPEG),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", Kind.XLSX),
        (zipped("word/document.xml"), "a.docx", Kind.DOCX),
        (zipped("ppt/presentation.xml"), "a.pptx", Kind.PPTX),
        (b"district,grade\n", "a.CSV", Kind.CSV),
        ("\ufeffcaf\u00e9".encode(), "a.txt", Kind.TEXT),
        (b"<script>alert(1)</script>", "a.html", Kind.TEXT),
    ],
)
def test_a_kind_is_told_by_the_content(content, name, kind):
    assert kind_of(content, name) is kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped("xl/workbook.xml", "xl/VBAPROJECT.BIN"), "holds macros"),
        (zipped("setup.exe"), "not a kind of file that we take"),
        (b"PK\x03\x04 and nothing", "is damaged"),
        (b"MZ\x90\x00", "not a kind of file that we take"),
        (b"text with a \0 in it", "Save it as one of these: PDF, PNG"),
    ],
)
def test_what_is_not_taken_is_refused_by_name(content, sentence):
    with pytest.raises(BadInput, match=rf"thing\.x.*{sentence}"):
        kind_of(content, "thing.x")


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("Letter of commitment.PDF", "Letter of commitment.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\plan.v2.docx", "plan.v2.pdf"),
        ('a"\r\nSet-Cookie: x', "a___Set-Cookie_ x.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
    ],
)
def test_a_name_loses_its_folders_and_gets_the_extension_of_what_it_is(given_name, name):
    assert safe_name(given_name, Kind.PDF) == name


@given(st.text(max_size=400))
def test_no_name_can_leave_its_folder_or_break_a_header(name):
    safe = safe_name(name, Kind.CSV)
    assert safe.endswith(".csv")
    assert len(safe) <= 154
    assert not set(safe) & set('/\\"\r\n\0;')


def test_every_kind_has_a_media_type():
    assert all(kind.media_type for kind in Kind)
