"""Opens an XLSX, which is a ZIP of XML, without believing what it says of itself.

Every part is unpacked within limits and looked at. What is kept is packed anew, so that whoever
reads it next sees only parts that were unpacked here, and nothing that runs or reaches out.
"""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from xml.parsers import expat

from openiln.kernel.archives import open_archive
from openiln.kernel.errors import BadInput
from openiln.tables.reading import Limits, check_size

Parts: TypeAlias = dict[str, bytes]
Start: TypeAlias = Callable[[str, dict[str, str]], None]
Text: TypeAlias = Callable[[str], None]

MAX_PARTS = 2_000
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1  # ZIP specification 4.4.4, bit 0
_KEPT = re.compile(r"\[Content_Types\]\.xml|(?:_rels|xl)/.*\.(?:xml|rels)")
_REACHES_OUT = re.compile(r"externalLinks/|xl/connections|queryTables/", re.IGNORECASE)


def unpack(path: Path, limits: Limits) -> Parts:
    """The XML parts of the workbook, each well-formed and without a document type.

    Raises:
        BadInput: it is no XLSX, breaks a limit, or holds what runs or reaches out.
    """
    check_size(path, limits)
    with open_archive(path, path.name) as archive:
        infos = archive.infolist()
        _check_listing(infos, path.name, limits)
        parts = {
            info.filename: archive.read(info) for info in infos if _KEPT.fullmatch(info.filename)
        }
    if "xl/workbook.xml" not in parts:
        raise BadInput(f"{path.name} is no XLSX file. Save it again as XLSX.")
    for name, xml in parts.items():
        _check_part(name, xml, path.name)
    return parts


def pack(parts: Parts) -> io.BytesIO:
    """The parts as an archive in memory."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    packed.seek(0)
    return packed


def walk(xml: bytes, start: Start, text: Text | None = None) -> None:
    """Call `start` with the name (without its prefix) and attributes of each element, in order.

    `text` is called with what stands between the tags, as often as expat likes.

    Raises:
        ValueError: the XML has a document type, which may define entities that blow up.
        expat.ExpatError: it is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, found: start(tag.rpartition(":")[2], found)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if text is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = text
    parser.Parse(xml, True)


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a document type")


def _check_listing(infos: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    names = [info.filename for info in infos]
    if len(names) > MAX_PARTS or len(names) != len(set(names)):
        raise BadInput(f"{name} has too many parts for a workbook, or one twice. Save it again.")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_bytes:
        raise BadInput(
            f"{name} unpacks to {unpacked:,} bytes; at most {limits.unpacked_bytes:,} are read. "
            "Delete the sheets that are not needed, or save each as CSV."
        )
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise BadInput(f"{name} is locked with a password. Save it without one.")
    if any(info.compress_type not in _PACKED for info in infos):
        raise BadInput(f"{name} is packed as no spreadsheet program does it. Save it again.")
    for part in names:
        if _REACHES_OUT.search(part):
            raise _reaches_out(name, part)


def _reaches_out(name: str, part: str) -> BadInput:
    return BadInput(
        f"{name} has links to other files or places ({part}). Break the links in your spreadsheet "
        "program, which keeps their values, and save it again."
    )


def _check_part(part: str, xml: bytes, name: str) -> None:
    def look(tag: str, found: dict[str, str]) -> None:
        is_link = found.get("Type", "").endswith("/hyperlink")  # which nobody follows
        if found.get("TargetMode", "").lower() == "external" and not is_link:
            raise _reaches_out(name, part)
        if tag in {"Override", "Default"} and "macroEnabled" in found.get("ContentType", ""):
            raise BadInput(f"{name} is a workbook for macros. Save it as XLSX without them.")

    try:
        walk(xml, look)
    except (expat.ExpatError, ValueError) as error:
        raise BadInput(
            f"{name} is damaged: its part {part} is not what a spreadsheet program writes "
            f"({error}). Save it again as XLSX."
        ) from error
