"""Makes holders' packages for tests: study and records in, check, compress, a folder out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from evidence_make import STUDY, write_parquet
from openiln_evidence.check import result
from openiln_evidence.check.run import check_input
from openiln_evidence.holder import Holder, make_package
from openiln_evidence.ledger.file import open_ledger
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import read_study

if TYPE_CHECKING:
    from pathlib import Path

    from openiln_evidence.packages.manifest import Manifest

DAY = date(2026, 11, 28)


def package(
    home: Path,
    columns: dict[str, list[object]],
    name: str = "package",
    *,
    text: str = STUDY,
    approved_by: str | None = None,
    accepted: tuple[str, ...] = (),
) -> Manifest:
    """A package at home / name, of records that stay in `home` with their ledger."""
    study = home / f"{name}.toml"
    study.write_text(text, encoding="utf-8")
    records = write_parquet(home / f"{name}.parquet", columns)
    source = open_source(str(records))
    state = home / "state"
    asked, key = read_study(study), 0
    if not asked.is_published:
        with open_ledger(state, on=DAY) as ledger:
            key = ledger.salt
    result.save(check_input(asked, source, key=key, accepted=accepted), state)
    return make_package(
        study,
        str(records),
        engine="duckdb",
        holder=Holder("a district", state, DAY, len),
        approved_by=approved_by,
        out=home / name,
    )


def of_district(columns: dict[str, list[object]], *districts: str) -> dict[str, list[object]]:
    """The rows of some districts."""
    kept = [place for place, d in enumerate(columns["district"]) if d in districts]
    return {name: [values[place] for place in kept] for name, values in columns.items()}
