"""Reads a charter file from disk into text, or refuses it with a sentence."""

from pathlib import Path

from openiln.kernel.errors import BadInput

LARGEST = 256 * 1024
"""Bytes. The longest charter that ships has a tenth of it."""


def read_file(path: Path) -> str:
    """The text of a charter file.

    Raises:
        BadInput: it is not there, no file, not ours to read, too large, or no text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise BadInput(f"{path} is not there. Check its name and folder.") from error
    except IsADirectoryError as error:
        raise BadInput(f"{path} is a folder. Name a file in it.") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be opened. Check its name and who may read it.") from error
    if len(content) > LARGEST:
        raise BadInput(
            f"{path} is larger than {LARGEST // 1024} kB, which no charter is. "
            "Check that it is the file that you mean."
        )
    if b"\0" in content:
        raise BadInput(f"{path} is no text: it holds NUL bytes. Save it as plain text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{path} is not UTF-8 in line {line}. Save it as UTF-8.") from error
