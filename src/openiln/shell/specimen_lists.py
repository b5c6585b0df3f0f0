"""A list in each of its states, with invented rows, for the page of components."""

from dataclasses import replace

from openiln.kernel.models import AuditRecord
from openiln.tables.page import Cell, FacetShown, Heading, Option, Page, Row, attributes_of
from openiln.tables.pager import Pager

_ROWS = [
    ("Example one", "Rural: Fringe", "1,204"),
    ("Example two, whose name is long enough to need a second line on a telephone", "City", "310"),
    ("Example three", "not recorded", "not recorded"),
]
_LABELS = ("Locale", "Students")


def lists() -> dict[str, Page]:
    """By the word of an address: usual, with a search; narrowed; nothing found; nobody yet."""
    usual = _usual()
    narrowed = replace(
        usual,
        rows=usual.rows[1:2],
        facets=[_facet(chosen="City")],
        total=1,
        pager=Pager(1, 1, slice(0, 25), "", ""),
        clear_url="?list=rows#lists",
    )
    return {
        "rows": usual,
        "narrowed": narrowed,
        "not-found": replace(narrowed, rows=[], facets=[], total=0, words="atlantis"),
        "none": replace(narrowed, rows=[], facets=[], total=0, find="", clear_url=""),
    }


def _usual() -> Page:
    return Page(
        caption="Example districts",
        headings=[
            Heading("Name", is_number=False, url="?list=rows#lists", sort="ascending"),
            Heading("Locale", is_number=False, url="", sort=""),
            Heading("Students", is_number=True, url="?list=rows#lists", sort=""),
        ],
        rows=[_row(words) for words in _ROWS],
        facets=[_facet()],
        total=75,
        one="district",
        many="districts",
        pager=Pager(2, 3, slice(25, 50), "?list=rows#lists", "?list=rows#lists"),
        find="Name or NCES id",
        words="",
        kept=[("list", "not-found")],
        clear_url="",
        downloads=[("CSV", "#lists"), ("XLSX", "#lists"), ("JSON", "#lists")],
        asked_for=AuditRecord.objects.none(),
    )


def _row(words: tuple[str, ...]) -> Row:
    cells = [
        Cell(text=text, attributes=attributes_of(label, _style(text, label)))
        for label, text in zip(_LABELS, words[1:], strict=True)
    ]
    return Row(name=words[0], url="#lists", cells=cells)


def _style(text: str, label: str) -> str:
    if text == "not recorded":
        return "iln-table__empty"
    return "text-right" if label == "Students" else ""


def _facet(chosen: str = "") -> FacetShown:
    counts = [("Rural: Fringe", 41), ("City", 1), ("Not recorded", 33)]
    options = [
        Option(label, count, "?list=narrowed#lists", is_chosen=label == chosen)
        for label, count in counts
    ]
    return FacetShown("Locale", options, chosen=1 if chosen else 0)
