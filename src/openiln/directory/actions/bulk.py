"""Writes many rows in few statements: for imports only, whose one audit record counts them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from django.db import models

Progress: TypeAlias = Callable[[int, int], None]
"""Called after each batch with how many of how many rows are written."""

Work: TypeAlias = tuple[type[models.Model], Sequence[Any], Sequence[str]]
"""A model, its rows, and the fields to overwrite: none for rows that are new."""

BATCH = 2_000


def in_silence(_done: int, _all: int) -> None:
    """Show no progress."""


def write_all(*works: Work, on_progress: Progress) -> None:
    """Write every row of every work in turn. Rows that are new get their keys."""
    done, every = 0, sum(len(rows) for _, rows, _ in works)
    for model, rows, fields in works:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            if fields:
                _overwrite(model, batch, fields)
            else:
                model._default_manager.bulk_create(batch)  # noqa: SLF001 -- Django's public name
            done += len(batch)
            on_progress(done, every)


def _overwrite(model: type[models.Model], batch: Sequence[Any], fields: Sequence[str]) -> None:
    """One INSERT ... ON CONFLICT: many times faster than an UPDATE with a CASE for each row."""
    model._default_manager.bulk_create(  # noqa: SLF001 -- Django's public name for it
        batch, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
