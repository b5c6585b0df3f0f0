"""Imports a file of any kind that the directory knows."""

from datetime import datetime

from openiln.directory.actions.bulk import Progress
from openiln.directory.actions.districts import import_districts
from openiln.directory.actions.ratings import import_ratings
from openiln.directory.actions.runs import Imported
from openiln.directory.actions.spellings import import_spellings
from openiln.directory.sources.cells import Unreadable
from openiln.directory.sources.cells import state as read_state
from openiln.directory.sources.files import RESULTS, Reading
from openiln.directory.sources.layouts import DISTRICTS, SOURCE
from openiln.kernel.errors import BadInput
from openiln.kernel.seat import Seat


def import_reading(
    reading: Reading,
    *,
    state: str,
    source: str,
    by: Seat,
    at: datetime,
    is_dry_run: bool,
    on_progress: Progress,
) -> Imported:
    """Take over what is new in a file that was read.

    Raises:
        BadInput: the file has names for organisations, and it was not said whose spellings.
        NotPermitted: the seat is not the operator's.
    """
    if reading.layout == DISTRICTS.name:
        return import_districts(
            reading, source=source, by=by, at=at, is_dry_run=is_dry_run, on_progress=on_progress
        )
    source = _source(reading, source)
    if reading.layout == RESULTS:
        return import_spellings(
            reading,
            source=source,
            state=_state(reading, state),
            by=by,
            at=at,
            is_dry_run=is_dry_run,
            on_progress=on_progress,
        )
    return import_ratings(
        reading, source=source, by=by, at=at, is_dry_run=is_dry_run, on_progress=on_progress
    )


def _source(reading: Reading, source: str) -> str:
    try:
        return SOURCE(source)
    except Unreadable as fault:
        raise BadInput(
            f"{reading.file_name} holds {reading.layout}, where names stand for organisations. "
            f"Say whose spellings they are, such as --source MDE: the source {fault}"
        ) from fault


def _state(reading: Reading, state: str) -> str:
    try:
        return read_state(state)
    except Unreadable as fault:
        raise BadInput(
            f"{reading.file_name} does not say which state's districts it names. "
            f"Say it, such as --state MS: the state {fault}"
        ) from fault
