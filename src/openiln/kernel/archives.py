"""The one door to ZIP archives from people we do not know: XLSX, DOCX and PPTX are such."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from openiln.kernel.errors import BadInput

_RUNS = re.compile(
    r"vbaProject|macrosheets/|dialogsheets/|activeX/"
    r"|embeddings/(?!.*\.(?:xlsx|docx|pptx)$)",  # a chart of a DOCX or PPTX embeds its own XLSX
    re.IGNORECASE,
)
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    ValueError,  # a name that is not in its encoding, a place outside the file
    RuntimeError,  # NotImplementedError, of a later ZIP, among them
)
"""What zipfile raises for archives that were damaged or crafted."""


@contextmanager
def open_archive(source: Path | BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    """The archive of this name, opened; whatever is wrong with it inside is one refusal.

    Raises:
        BadInput: it is damaged, or holds what runs.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            for part in archive.namelist():
                _check_does_not_run(part, name)
            yield archive
    except _FAULTS as error:
        raise BadInput(
            f"{name} is damaged, or is no office file. Open it in the program that it is of, and "
            "save it again as .xlsx, .docx or .pptx."
        ) from error


def _check_does_not_run(part: str, name: str) -> None:
    if _RUNS.search(part):
        raise BadInput(
            f"{name} holds macros or embedded programs ({part}). Save it without them, as .xlsx, "
            ".docx or .pptx."
        )
