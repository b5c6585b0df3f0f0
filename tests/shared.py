"""What lies beside the checkout, the requirements and real public files; which skips are right.

Where the folder is there, each of its files must be: a test that reads one is skipped for the lack
of the folder alone.
"""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = SHARED / "data"
ABSENT = "No shared folder lies beside the checkout."
needed = pytest.mark.skipif(not SHARED.is_dir(), reason=ABSENT)


def path_of(name: str) -> Path:
    """A file of the folder; the test is skipped where there is no folder."""
    if not SHARED.is_dir():
        pytest.skip(ABSENT)
    return SHARED / name


def is_excused(reason: str, *, is_shared_there: bool = SHARED.is_dir()) -> bool:
    """Whether CI lets a test be skipped: for the other database, or for what no machine of it has.

    It installs every program that a test asks for, so that a lack of one is a fault.
    """
    return "SQLite" in reason or (not is_shared_there and "beside" in reason)
