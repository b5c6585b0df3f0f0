"""What poppler's programs see inside a PDF. Needs poppler-utils; without it the test is skipped."""

import shutil
import subprocess
from pathlib import Path

import pytest


def asked_of(program: str, content: bytes, folder: Path) -> str:
    """What one of them (pdftotext, pdfinfo, pdffonts) says of a PDF, which it finds in `folder`."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not here: install poppler-utils to see the inside of a PDF.")
    (folder / "made.pdf").write_bytes(content)
    words = [program, "made.pdf", *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout
