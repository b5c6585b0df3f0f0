"""What kinds of file we take, told by their first bytes and never by what the sender says."""

import io
from enum import Enum
from pathlib import PurePath

from openiln.kernel.archives import open_archive
from openiln.kernel.errors import BadInput


class Kind(Enum):
    """A kind of file that is taken. The value is the extension that its name is given."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    XLSX = "xlsx"
    DOCX = "docx"
    PPTX = "pptx"
    CSV = "csv"
    TEXT = "txt"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.PPTX: f"{_OFFICE}.presentationml.presentation",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.TEXT: "text/plain; charset=utf-8",
}
_BEGINNINGS = {b"%PDF-": Kind.PDF, b"\x89PNG\r\n\x1a\n": Kind.PNG, b"\xff\xd8\xff": Kind.JPEG}
_OFFICE_PARTS = {
    "xl/workbook.xml": Kind.XLSX,
    "word/document.xml": Kind.DOCX,
    "ppt/presentation.xml": Kind.PPTX,
}


def kind_of(content: bytes, name: str) -> Kind:
    """The kind of a file by its content; a name tells only CSV from other plain text.

    Raises:
        BadInput: it is of no kind that is taken, or an office file that is damaged or runs.
    """
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content, name)
    try:
        is_text = "\0" not in content.decode("utf-8-sig")
    except UnicodeDecodeError:
        is_text = False
    if not is_text:
        raise _refused(name)
    return Kind.CSV if PurePath(name).suffix.lower() == ".csv" else Kind.TEXT


def _office_kind(content: bytes, name: str) -> Kind:
    """Which office file a ZIP is, from its list of parts; nothing is unpacked."""
    with open_archive(io.BytesIO(content), name) as archive:
        parts = archive.namelist()
    for part, kind in _OFFICE_PARTS.items():
        if part in parts:
            return kind
    raise _refused(name)


def _refused(name: str) -> BadInput:
    taken = ", ".join(kind.value.upper() for kind in Kind)
    return BadInput(f"{name} is not a kind of file that we take. Save it as one of these: {taken}.")


def safe_name(name: str, kind: Kind) -> str:
    """A name without folders or odd characters, with the extension of what the file is."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = stem[: -len(PurePath(stem).suffix)] if PurePath(stem).suffix else stem
    kept = "".join(c if c.isalnum() or c in " -_.()" else "_" for c in stem).strip(" .")
    return f"{kept[:150] or 'file'}.{kind.value}"
