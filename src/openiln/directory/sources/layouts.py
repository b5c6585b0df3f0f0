"""The kinds of file that the directory reads, as columns; docs/reference/directory-files.md."""

from openiln.directory.rules.ratings import Outcome
from openiln.directory.sources import cells
from openiln.directory.sources.columns import Cells, Column, Layout


def outcome(cell: str) -> Outcome:
    """Given where the cell is empty."""
    try:
        return Outcome(cell.strip().lower() or Outcome.GIVEN)
    except ValueError:
        raise cells.Unreadable(
            f"says {cell[:20]!r}; write {', '.join(Outcome)}, or nothing for given."
        ) from None


def half_a_place(row: Cells) -> tuple[str, str] | None:
    """A latitude without its longitude says nothing."""
    if (row.get("latitude") is None) == (row.get("longitude") is None):
        return None
    return "latitude", "stands without its longitude, or the other way round; give both or none."


def half_a_rating(row: Cells) -> tuple[str, str] | None:
    """A rating is somebody's, and says something unless it was waived."""
    if not (row.get("nces_id") or row.get("name")):
        return "nces_id", "is empty, and so is the name; say whose rating it is."
    says_something = bool(row.get("letter")) or row.get("points") is not None
    if row.get("outcome", Outcome.GIVEN) is Outcome.WAIVED:
        return ("outcome", "says waived beside a letter or points.") if says_something else None
    return None if says_something else ("letter", "is empty, and so are the points.")


NAMED = cells.text(200)
COUNT = cells.whole(100_000_000)
SOURCE = cells.text(60)
"""Whose spelling a name is."""

NCES_ID = ("nces_id", "leaid", "district_id")
NAME = ("name", "district_name", "lea_name", "dist_name")
STATE = ("state", "st")
YEAR = ("year", "school_year")

DISTRICTS = Layout(
    "districts",
    (
        Column("nces_id", NCES_ID, cells.nces_id, is_required=True),
        Column("name", NAME, NAMED, is_required=True),
        Column("state", STATE, cells.state, is_required=True),
        Column("year", YEAR, cells.year, is_required=True),
        Column("is_open", ("status", "sy_status"), cells.is_open),
        Column("enrolment", ("enrolment", "enrollment", "member"), COUNT),
        Column("staff", ("staff", "instructional_staff"), cells.between(0, 10_000_000)),
        Column("locale", ("locale", "ulocale"), cells.locale),
        Column("latitude", ("latitude", "lat", "latcod"), cells.between(-90, 90)),
        Column("longitude", ("longitude", "lon", "loncod"), cells.between(-180, 180)),
        Column("poverty_share", ("poverty_share",), cells.between(0, 1)),
    ),
    {"group_": Column("groups", (), COUNT)},
    key=lambda cells: (cells["nces_id"], cells["year"]),
    fault=half_a_place,
)

RATINGS = Layout(
    "ratings",
    (
        Column("nces_id", NCES_ID, cells.if_any(cells.nces_id)),
        Column("name", NAME, cells.if_any(NAMED)),
        Column("state", STATE, cells.state, is_required=True),
        Column("year", YEAR, cells.year, is_required=True),
        Column("scale", ("scale",), cells.text(60), is_required=True),
        Column("cut_set", ("cut_set",), cells.text(60), is_required=True),
        Column("is_final", ("final",), cells.is_final, is_required=True),
        Column("outcome", ("outcome",), outcome),
        Column("letter", ("letter",), cells.if_any(cells.text(10))),
        Column("points", ("points",), cells.whole(32_767)),
        Column("source", ("source",), cells.if_any(NAMED)),
    ),
    {},
    key=lambda cells: (
        cells.get("nces_id") or cells["name"],
        *(cells[field] for field in ("state", "year", "scale", "cut_set", "is_final")),
    ),
    fault=half_a_rating,
)
