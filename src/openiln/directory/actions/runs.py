"""What every import leaves behind: one record of the file and its counts, where it changed any."""

from dataclasses import dataclass
from datetime import datetime

from openiln.directory.models import ImportRun
from openiln.directory.sources.cells import Refused
from openiln.directory.sources.files import Reading
from openiln.kernel import audit, outbox
from openiln.kernel.seat import Seat


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do: counts of the file's rows, and each row refused.

    `spellings` counts names recorded beside the rows: names in a file of ratings.
    """

    layout: str
    file_name: str
    sha256: str
    created: int
    changed: int
    unchanged: int
    refused: tuple[Refused, ...]
    spellings: int = 0

    @property
    def rows(self) -> int:
        return self.created + self.changed + self.unchanged + len(self.refused)

    @property
    def is_news(self) -> bool:
        return bool(self.created or self.changed or self.spellings)


def outcome_of(
    reading: Reading, *, created: int, changed: int, refused: list[Refused], spellings: int = 0
) -> Imported:
    """The counts of an import; what was neither created, changed nor refused is unchanged."""
    every = sorted([*reading.refused, *refused], key=lambda row: row.line)
    unchanged = len(reading.rows) - created - changed - len(refused)
    names = (reading.layout, reading.file_name, reading.sha256)
    return Imported(*names, created, changed, unchanged, tuple(every), spellings)


def record_run(done: Imported, *, by: Seat, at: datetime) -> None:
    """Write the run, its audit record and its news; one that changed nothing leaves no trace."""
    if not done.is_news:
        return
    run = ImportRun.objects.create(
        layout=done.layout,
        file_name=done.file_name[:200],
        sha256=done.sha256,
        rows=done.rows,
        created=done.created,
        changed=done.changed,
        unchanged=done.unchanged,
        refused=len(done.refused),
        spellings=done.spellings,
        imported_at=at,
    )
    audit.record(
        f"{by.label} imported {done.layout} from {run.file_name} (SHA-256 {done.sha256}): "
        f"{done.rows:,} rows, {done.created:,} created, {done.changed:,} changed, "
        f"{done.unchanged:,} unchanged, {len(done.refused):,} refused.",
        by=by,
        at=at,
        about=run,
    )
    outbox.publish("directory.imported", {"run": run.public_id, "layout": done.layout}, at=at)
