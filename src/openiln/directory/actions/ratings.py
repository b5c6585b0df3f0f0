"""Imports accountability ratings."""

from datetime import datetime

from django.db import transaction

from openiln.directory import queries
from openiln.directory.actions.bulk import Progress, in_silence, write_all
from openiln.directory.actions.runs import Imported, outcome_of, record_run
from openiln.directory.actions.spellings import SETTLING, Speller, doubt_of
from openiln.directory.models import Organisation, Rating, Spelling
from openiln.directory.permissions import check_can_change
from openiln.directory.rules.ratings import Outcome
from openiln.directory.sources.cells import Refused
from openiln.directory.sources.columns import Cells
from openiln.directory.sources.files import Reading
from openiln.kernel.seat import Seat

SAID = ("outcome", "letter", "points", "source")


class _Owners:
    """Finds whose rating a row is: by NCES id, else by name."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller
        self._by_nces_id = queries.districts_by_nces_id()
        self._by_key = {o.pk: o for o in self._by_nces_id.values()}

    def of(self, line: int, cells: Cells) -> int | Refused:
        """The organisation's key, or why the row is refused."""
        nces_id = cells.get("nces_id")
        if nces_id:
            found = self._by_nces_id.get(nces_id)
            if found is None:
                return Refused(
                    line, "nces_id", f"{nces_id} is not in the directory. Import districts first."
                )
            return _of_state(found, line, cells)
        spelling = self._speller.settle(cells["name"], cells["state"])
        return spelling.organisation_id or doubt_of(spelling, line)


def _of_state(found: Organisation, line: int, cells: Cells) -> int | Refused:
    if found.state != cells["state"]:
        return Refused(line, "state", f"says {cells['state']}; {found} is in {found.state}.")
    return found.pk


@transaction.atomic
def import_ratings(
    reading: Reading,
    *,
    source: str,
    by: Seat,
    at: datetime,
    is_dry_run: bool = False,
    on_progress: Progress = in_silence,
) -> Imported:
    """Record ratings; one that a file corrects is overwritten, and the audit names the file.

    A row whose organisation is not known for sure is refused, and its name waits for review.

    Raises:
        NotPermitted: the seat is not the operator's.
    """
    check_can_change(by)
    queries.lock_imports()
    speller = Speller(source)
    owners = _Owners(speller)
    standing = queries.ratings_by_measure(cells["year"] for _, cells in reading.rows)
    new: list[Rating] = []
    changed: list[Rating] = []
    refused: list[Refused] = []
    seen: dict[object, int] = {}
    for line, cells in reading.rows:
        owner = owners.of(line, cells)
        if isinstance(owner, Refused):
            refused.append(owner)
            continue
        key = (owner, cells["year"], cells["scale"], cells["cut_set"], cells["is_final"])
        if key in seen:  # once by id and once by name, or under two spellings
            again = f"rates the organisation that line {seen[key]} rates."
            refused.append(Refused(line, "name", again))
            continue
        seen[key] = line
        _compare(standing.get(key), owner, cells, source, new, changed)
    spelt = len(speller.new) + len(speller.changed)
    done = outcome_of(
        reading, created=len(new), changed=len(changed), refused=refused, spellings=spelt
    )
    if not is_dry_run:
        write_all(
            (Spelling, speller.new, ()),
            (Spelling, speller.changed, SETTLING),
            (Rating, new, ()),
            (Rating, changed, SAID),
            on_progress=on_progress,
        )
        record_run(done, by=by, at=at)
    return done


def _compare(
    standing: Rating | None,
    owner: int,
    cells: Cells,
    source: str,
    new: list[Rating],
    changed: list[Rating],
) -> None:
    """Sort a row among the new or the changed; a row that says nothing new goes nowhere."""
    said = {
        "outcome": cells.get("outcome", Outcome.GIVEN),
        "letter": cells.get("letter", ""),
        "points": cells.get("points"),
        "source": cells.get("source") or source,
    }
    if standing is None:
        keys = {name: cells[name] for name in ("year", "scale", "cut_set", "is_final")}
        new.append(Rating(organisation_id=owner, **keys, **said))
    elif any(getattr(standing, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(standing, name, value)
        changed.append(standing)
