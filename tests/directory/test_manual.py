"""The reference page of directory files says what the code reads."""

from pathlib import Path

import pytest

from openiln.directory.sources.layouts import DISTRICTS, RATINGS
from openiln.tables.reading import LIMITS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "directory-files.md"
HEADINGS = sorted(
    {h for layout in (DISTRICTS, RATINGS) for c in layout.columns for h in c.headings}
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_heading_that_is_read_stands_in_the_manual(heading):
    assert f"`{heading}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "row",
    [
        f"| size of a file | {LIMITS.file_bytes // 1_000_000} MB |",
        f"| size of a workbook when unpacked | {LIMITS.unpacked_bytes // 1_000_000} MB |",
        f"| rows | {LIMITS.rows:,} |",
        f"| columns | {LIMITS.columns} |",
        f"| cells of a sheet | {LIMITS.cells:,} |",
        f"| one line of a CSV | {LIMITS.line_bytes:,} bytes |",
        f"| one cell | {LIMITS.cell_characters:,} characters |",
    ],
)
def test_every_limit_stands_in_the_manual(row):
    assert row in PAGE.read_text(encoding="utf-8")
