"""What a holder of records does, from a checked input to a package, with its ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from openiln_evidence.check import result
from openiln_evidence.check.result import Checked
from openiln_evidence.check.sketches import fingerprint
from openiln_evidence.compress.cells import cells_query, heft_of
from openiln_evidence.compress.combinations import combinations_of
from openiln_evidence.errors import RefusedError
from openiln_evidence.estimate.cells import CellFit
from openiln_evidence.files import check_new, whole_file, whole_folder, write_whole
from openiln_evidence.ledger.entry import entry_of
from openiln_evidence.ledger.file import Ledger, open_ledger
from openiln_evidence.own_cells import fits_of
from openiln_evidence.packages.folder import fill_package
from openiln_evidence.packages.manifest import Manifest
from openiln_evidence.packages.protect import protect
from openiln_evidence.packages.second_round import (
    Reply,
    read_question,
    reply_to,
    reply_to_bytes,
)
from openiln_evidence.read.engine import fetch
from openiln_evidence.read.rows import study_rows
from openiln_evidence.read.source import Source, open_source
from openiln_evidence.study.grammar import read_study
from openiln_evidence.study.plan import Study


@dataclass(frozen=True)
class Holder:
    """Who holds records, in what folder their checks and ledger are, and what day it is there.

    `tell` takes what they must know besides.
    """

    name: str
    state: Path
    on: date
    tell: Callable[[str], object]


def make_package(
    study_path: Path,
    where: str,
    *,
    engine: str,
    holder: Holder,
    approved_by: str | None,
    out: Path,
) -> Manifest:
    """Compress a checked input, protect it, ask the ledger, and write. Raises RefusedError.

    No other program judges or writes while this one does, and the ledger is written before the
    package stands in its place: none can stand without it. A published table is public already
    and needs no ledger.
    """
    study, source, checked = _checked(study_path, where, engine, holder.state)
    if study.is_published:
        protected = protect(study, source, checked, key=0)
        source.check_unchanged()
        with whole_folder(out) as fresh:
            return fill_package(
                fresh, study, checked, protected, holder=holder.name, ledger_begun_on=None
            )
    with open_ledger(holder.state, on=holder.on) as ledger:
        key = ledger.salt
        _introduce(ledger, holder)
    if checked.key != fingerprint(key):
        raise RefusedError("ledger: it is another than at the check; run iln evidence check again")
    protected = protect(study, source, checked, key=key)
    source.check_unchanged()
    entry = entry_of(study, checked, protected, approved_by)
    with whole_folder(out) as fresh, open_ledger(holder.state, on=holder.on) as ledger:
        ledger.check(entry)
        ledger.record(entry)
        return fill_package(
            fresh, study, checked, protected, holder=holder.name, ledger_begun_on=ledger.begun_on
        )


def write_reply(
    study_path: Path,
    where: str,
    question: Path,
    *,
    engine: str,
    holder: Holder,
    out: Path,
) -> Reply:
    """Answer the centre's second-round question, once. Raises RefusedError."""
    study, source, checked = _checked(study_path, where, engine, holder.state)
    asked = read_question(question)
    reply = reply_to(study, source, checked, asked, holder.name)
    source.check_unchanged()
    check_new(out)
    if not study.is_published:
        with open_ledger(holder.state, on=holder.on) as ledger:
            _introduce(ledger, holder)
            ledger.answer(study, checked.input, reply.units, asked.digest)
    write_whole(out, reply_to_bytes(reply))
    return reply


def _introduce(ledger: Ledger, holder: Holder) -> None:
    """A ledger is begun by a check: where it is new later, another one is gone."""
    if ledger.is_new:
        holder.tell(ledger.introduction)


def write_cells(
    study_path: Path, where: str, *, engine: str, state: Path, out: Path
) -> tuple[int, dict[str, CellFit | str]]:
    """Write the cells of a checked input as Parquet; returns how many, and what they show.

    Raises RefusedError.
    """
    study, source, checked = _checked(study_path, where, engine, state)
    query = cells_query(
        study,
        study_rows(study, source).table,
        combinations_of(study),
        heft=heft_of(checked),
        common=False,
    )
    found = fetch(query, "input: the rows could not be grouped")
    source.check_unchanged()
    with whole_file(out) as fresh:
        pq.write_table(found, fresh)
    return int(found.num_rows), fits_of(study, found, checked)


def _checked(
    study_path: Path, where: str, engine: str, state: Path
) -> tuple[Study, Source, Checked]:
    study = read_study(study_path)
    source = open_source(where, engine=engine)
    return study, source, result.load(state, study, source.digest, source.name)
