"""What a holder of records does, from a checked input to a package, with its ledger."""

from pathlib import Path

import pyarrow.parquet as pq

from openiln_evidence.check import result
from openiln_evidence.check.result import Checked
from openiln_evidence.compress.cells import cells_query
from openiln_evidence.compress.combinations import combinations_of
from openiln_evidence.estimate.cells import CellFit
from openiln_evidence.files import check_new, whole_file, write_whole
from openiln_evidence.ledger import entry_of, open_ledger
from openiln_evidence.own_cells import fits_of
from openiln_evidence.packages.folder import write_package
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


def make_package(
    study_path: Path,
    where: str,
    *,
    engine: str,
    state: Path,
    holder: str,
    approved_by: str | None,
    out: Path,
) -> Manifest:
    """Compress a checked input, protect it, ask the ledger, and write. Raises RefusedError.

    A published table is public already: it needs no ledger.
    """
    study, source, checked = _checked(study_path, where, engine, state)
    protected = protect(study, source, checked)
    if study.is_published:
        return write_package(out, study, checked, protected, holder)
    ledger = open_ledger(state)
    entry = entry_of(study, checked, protected, approved_by)
    ledger.check(entry, study.minimum_cell)
    manifest = write_package(out, study, checked, protected, holder)
    ledger.record(entry)
    return manifest


def write_reply(
    study_path: Path,
    where: str,
    question: Path,
    *,
    engine: str,
    state: Path,
    holder: str,
    out: Path,
) -> Reply:
    """Answer the centre's second-round question, once. Raises RefusedError."""
    study, source, checked = _checked(study_path, where, engine, state)
    asked = read_question(question)
    reply = reply_to(study, source, checked, asked, holder)
    check_new(out)
    if not study.is_published:
        open_ledger(state).answer(study, checked, reply.squares, asked.digest)
    write_whole(out, reply_to_bytes(reply))
    return reply


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
        heaviest=checked.heaviest,
        common=False,
    )
    found = fetch(query, "input: the rows could not be grouped")
    with whole_file(out) as fresh:
        pq.write_table(found, fresh)
    return int(found.num_rows), fits_of(study, found, checked)


def _checked(
    study_path: Path, where: str, engine: str, state: Path
) -> tuple[Study, Source, Checked]:
    study = read_study(study_path)
    source = open_source(where, engine=engine)
    return study, source, result.load(state, study, source.digest, source.name)
