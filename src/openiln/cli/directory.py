"""Import organisations and their ratings; settle whose name a spelling is."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from openiln.cli.calling import as_called
from openiln.cli.django_side import start_installation
from openiln.kernel import clock
from openiln.kernel.errors import BadInput
from openiln.kernel.seat import Operator

PATIENCE = 2.0
"""Seconds after which a person at a terminal is shown that something still happens."""
BAR = 40
MOST_SHOWN = 20
"""Refused rows that a dry run prints."""
KINDS = ("agency", "district", "school", "partner")
REVIEW_COLUMNS = ("spelling", "source", "state", "name", "reason", "candidates", "decision")
REFUSED_COLUMNS = ("line", "column", "reason")


@dataclass
class ProgressBar:
    """A bar on a terminal, drawn only when the work takes longer than a person's patience."""

    stream: TextIO
    seconds: Callable[[], float] = time.monotonic
    _began: float = field(init=False)
    _is_drawn: bool = False

    def __post_init__(self) -> None:
        self._began = self.seconds()

    def show(self, done: int, every: int) -> None:
        """Draw how many of how many are done."""
        if self.stream.isatty() and self.seconds() - self._began >= PATIENCE:
            filled = BAR * done // every
            bar = "#" * filled + "." * (BAR - filled)
            self.stream.write(f"\r[{bar}] {done:,} of {every:,}")
            self.stream.flush()
            self._is_drawn = True

    def close(self) -> None:
        """Leave the line, if one was drawn."""
        if self._is_drawn:
            self.stream.write("\n")


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    load = words.add_parser("import", help="take over districts, ratings or spellings from a file")
    load.add_argument("file", type=Path, help="a .csv or .xlsx file")
    load.add_argument("--encoding", default="utf-8", help="of a CSV: utf-8 or cp1252")
    load.add_argument(
        "--source", default="", help="who published it, or whose spelling the names are: MDE"
    )
    load.add_argument("--state", default="", help="whose districts a test workbook names")
    load.add_argument("--refused", type=Path, help="where to list the rows refused")
    load.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    load.set_defaults(function=import_file)
    add = words.add_parser("add", help="add an organisation that no file brings, such as an agency")
    add.add_argument("kind", choices=KINDS)
    add.add_argument("name", help="in quotation marks where it has spaces")
    add.add_argument("--state", default="", help="its two capitals; none for a national one")
    add.add_argument("--nces-id", default="", help="of a district or a school")
    add.add_argument("--within", default="", metavar="ID", help="the organisation it is a part of")
    add.set_defaults(function=add_organisation)
    find = words.add_parser("find", help="list the organisations whose names have these words")
    find.add_argument("words", nargs="+", metavar="WORD")
    find.add_argument("--state", default="", help="in this state alone")
    find.set_defaults(function=find_organisations)
    review = words.add_parser("review", help="list the spellings in doubt as CSV, or decide them")
    review.add_argument("--decide", type=Path, metavar="FILE", help="the list with decisions")
    review.set_defaults(function=review_spellings)


def import_file(args: argparse.Namespace) -> int:
    """Import one file; rows that are refused are listed beside it."""
    start_installation()
    from openiln.directory import facade  # noqa: PLC0415 -- needs Django started

    bar = ProgressBar(sys.stderr)
    refused = args.refused or args.file.with_suffix(".refused.csv")
    check_is_our_list(refused)
    try:
        done = facade.import_file(
            args.file,
            by=Operator(),
            at=clock.now(),
            encoding=args.encoding,
            source=args.source,
            state=args.state,
            is_dry_run=args.dry_run,
            on_progress=bar.show,
        )
    finally:
        bar.close()
    would = "would be " if args.dry_run else ""
    print(
        f"{done.layout.capitalize()}: {done.rows:,} rows; {done.created:,} {would}created, "
        f"{done.changed:,} {would}changed, {done.unchanged:,} unchanged, "
        f"{len(done.refused):,} refused."
    )
    rows = [(row.line, row.column, as_called(row.reason)) for row in done.refused]
    if args.dry_run and args.refused is None:
        show_refused(rows)
    else:
        list_refused(refused, rows)
    waiting = facade.count_in_doubt()
    if waiting:
        print(as_called(f"Spellings that wait for you: {waiting:,}. Run: iln directory review."))
    return 0


def check_is_our_list(path: Path) -> None:
    """Refuse to write the refused rows over a file that is no list of them.

    Raises:
        BadInput: it is something else, or cannot be read.
    """
    from openiln.tables.writing import csv_lines  # noqa: PLC0415 -- heavy, and of the web extra

    header = next(iter(csv_lines(REFUSED_COLUMNS, []))).encode()
    try:
        with path.open("rb") as file:
            is_ours = file.read(len(header)) == header
    except FileNotFoundError:
        return
    except OSError:
        is_ours = False
    if not is_ours:
        raise BadInput(
            f"{path} is there and is no list of refused rows: it would be lost. "
            "Name another place: --refused PATH. Nothing was imported."
        )


def show_refused(rows: list[tuple[int, str, str]]) -> None:
    """Print the first of the rows that would be refused: a dry run writes nothing."""
    for line, column, reason in rows[:MOST_SHOWN]:
        print(f"  line {line}{f', {column}' if column else ''}: {reason}")
    if len(rows) > MOST_SHOWN:
        print(f"  and {len(rows) - MOST_SHOWN:,} more: --refused PATH lists them all.")


def list_refused(path: Path, rows: list[tuple[int, str, str]]) -> None:
    """Write the rows refused to a CSV; where there are none, take an earlier list away.

    Raises:
        BadInput: the list cannot be written there.
    """
    from openiln.tables.writing import csv_lines  # noqa: PLC0415 -- heavy, and of the web extra

    try:
        if not rows:
            path.unlink(missing_ok=True)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(REFUSED_COLUMNS, rows))
    except OSError as error:
        raise BadInput(
            f"What stands above holds, and the list of {len(rows):,} refused rows could not be "
            f"written to {path} ({error.strerror}). Run it again with --refused PATH."
        ) from error
    print(f"The refused rows and their reasons are in {path}.")


def add_organisation(args: argparse.Namespace) -> int:
    """Add one organisation, and print the id by which other commands name it."""
    start_installation()
    from openiln.directory import facade  # noqa: PLC0415 -- needs Django started

    added = facade.add_organisation(
        kind=facade.Kind(args.kind),
        name=args.name,
        state=args.state,
        nces_id=args.nces_id,
        parent_id=args.within,
        by=Operator(),
        at=clock.now(),
    )
    print(f"{added}  {args.name} is in the directory.")
    return 0


def find_organisations(args: argparse.Namespace) -> int:
    """Print the first organisations by state and name: ids, kind, state, name and students."""
    start_installation()
    from openiln.directory import facade  # noqa: PLC0415 -- needs Django started

    found = facade.search(Operator(), " ".join(args.words), state=args.state)
    facts = facade.latest_facts(Operator(), [each.id for each in found])
    for each in found:
        students = facts[each.id].enrolment
        known = (
            f", {students.value:,} students in {facade.year_name(students.year)}"
            if students
            else ""
        )
        line = f"{each.id}  {each.nces_id or '-':12}  {each.kind:8}  {each.state:2}  {each.name}"
        print(f"{line}{known}")
    if len(found) == facade.MOST_FOUND:
        print(f"These are the first {facade.MOST_FOUND}. Say more of the name, or --state.")
    if not found:
        print(as_called("The directory has none. Import it, or add it: iln directory add."))
    return 0


def review_spellings(args: argparse.Namespace) -> int:
    """Print the spellings in doubt, or take over what was decided on them."""
    start_installation()
    from openiln.directory import facade  # noqa: PLC0415 -- needs Django started
    from openiln.tables.writing import csv_lines  # noqa: PLC0415 -- heavy, and of the web extra

    if args.decide is None:
        rows = (
            (s.id, s.source, s.state, s.name, s.reason, _candidates(s.candidates), "")
            for s in facade.spellings_in_doubt()
        )
        sys.stdout.writelines(csv_lines(REVIEW_COLUMNS, rows))
        return 0
    count = facade.decide_spellings(args.decide, by=Operator(), at=clock.now())
    print(f"Spellings decided: {count:,}; still waiting: {facade.count_in_doubt():,}.")
    return 0


def _candidates(found: Iterable[Any]) -> str:
    """Each candidate as its id and name, the likeliest first."""
    return "; ".join(f"{each.nces_id or each.id} {each.name}" for each in found)
