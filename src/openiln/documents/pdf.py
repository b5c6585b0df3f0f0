"""Makes a PDF that a screen reader can read, from a Typst template and plain values.

What people wrote reaches the template as JSON through `sys.inputs`, so that `#` and `*` in it are
signs and not orders. A template stands with its context, reads `content` and begins with the house
letterhead, which is put before it; it reads no file outside its own folder.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from openiln.kernel.errors import Refusal

LETTERHEAD = Path(__file__).resolve().parent / "letterhead" / "house.typ"
FONTS = Path(__file__).resolve().parents[1] / "shell/static/vendor/uswds/fonts/source-sans-pro"


class DocumentFault(Refusal):
    """A template cannot be made into an accessible PDF: a mistake of ours, with Typst's words."""


@cache
def _fonts() -> typst.Fonts:
    """The three faces that come with the front end, and none that this machine happens to have."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def render_pdf(template: Path, *, title: str, content: Mapping[str, object], at: datetime) -> bytes:
    """The PDF/UA-1 document of a template; the same input gives the same bytes.

    `content` is what JSON can say. `at` stands in the file as the time of its making.

    Raises:
        DocumentFault: the template is wrong, or an image has no alternative text.
    """
    source = LETTERHEAD.read_text(encoding="utf-8") + template.read_text(encoding="utf-8")
    compiler = typst.Compiler(
        input=source.encode(),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"title": title, "content": json.dumps(content)},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=at)
    except typst.TypstError as error:
        raise DocumentFault(
            f"The template {template.name} makes no accessible PDF: {error.message}"
        ) from error
    assert isinstance(made, bytes), "a PDF is one file, however many pages"  # noqa: S101
    return made
