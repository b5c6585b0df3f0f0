"""The ledger on disk: an SQLite file that one program at a time may use, signed with a key.

The signature (HMAC-SHA-256, RFC 2104) notices a changed ledger, and stops nobody who owns both.
"""

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from openiln_evidence.errors import RefusedError
from openiln_evidence.files import disk_errors, make_folder, write_whole
from openiln_evidence.ledger.entry import Entry, from_bytes, to_bytes
from openiln_evidence.ledger.judge import check_differences, shares_rows
from openiln_evidence.study.plan import Study

VERSION = 2
"""Of the file. Version 1 was ledger.json, and knew row sets by a study's own units and periods."""
FILE, KEY = "ledger.sqlite", "ledger.key"
TURN, PATIENCE = 1.0, 600
"""Seconds to wait for another program that uses the ledger before one may interrupt, and turns."""
MOST_STUDIES = 5
"""More studies than this on the same rows need a named approval."""
MOST_QUESTIONS = 2
"""Of second rounds on the same rows: three schools are not solved from two sums."""
TABLES = (
    "CREATE TABLE ledger (begun_on TEXT NOT NULL, signature TEXT NOT NULL)",
    "CREATE TABLE entry (place INTEGER PRIMARY KEY, body BLOB NOT NULL)",
)


@dataclass
class Ledger:
    """An opened ledger: entries in the order in which they were written."""

    path: Path
    key: bytes
    begun_on: str
    is_new: bool = False
    entries: list[Entry] = field(default_factory=list)

    @property
    def introduction(self) -> str:
        """What to say of a ledger that knows no study."""
        return (
            f"the ledger {self.path.resolve()} was begun on {self.begun_on} and knows of no "
            "earlier study. If packages of these records have left before, put the ledger and key "
            "of then in its place before you compress"
        )

    @property
    def salt(self) -> int:
        """The part of the key that numbers of students come from, below 2 ** 62."""
        return salt_of(self.key)

    def check(self, entry: Entry) -> None:
        """Refuse a study that could be subtracted from earlier ones, or a sixth on same rows."""
        same = (entry.digest, entry.input)
        others = [before for before in self.entries if (before.digest, before.input) != same]
        check_differences(entry, others)
        studies = self._on_rows_of(entry)
        if len(studies) >= MOST_STUDIES and not entry.approved_by:
            raise RefusedError(
                f"ledger: {len(studies)} studies have used the same rows; another needs "
                "--approved-by NAME"
            )

    def _on_rows_of(self, entry: Entry) -> dict[str, Entry]:
        """Other studies that have rows of an entry, by digest; of one, its last entry."""
        return {
            before.digest: before
            for before in self.entries
            if before.digest != entry.digest and shares_rows(entry, before)
        }

    def record(self, entry: Entry) -> None:
        """Write a study down, in place of an earlier entry of the same study and input.

        A question that was answered stays answered.
        """
        if (before := self.of(entry.digest, entry.input)) is not None:
            self.entries.remove(before)
            entry = replace(entry, question=entry.question or before.question)
        self.entries.append(entry)

    def answer(self, study: Study, input_: str, units: Iterable[str], question: str) -> None:
        """Write down that a question is answered.

        Raises RefusedError for a second one of a study, a third on the same rows, and for units
        that never left.
        """
        entry = self.of(study.digest, input_)
        if entry is None or not entry.units.issuperset(units):
            raise RefusedError(
                "ledger: no package of these units left for this study; compress, and send it first"
            )
        if entry.question not in (None, question):
            raise RefusedError(
                f'ledger: study "{study.id}" has asked another question already; the replies to '
                "many could be solved for a school"
            )
        asked = [one for one in self._on_rows_of(entry).values() if one.question]
        if len(asked) >= MOST_QUESTIONS:
            raise RefusedError(
                f"ledger: {len(asked)} studies have asked about the same rows already; the replies "
                "to many could be solved for a school"
            )
        self.record(replace(entry, question=question))

    def of(self, digest: str, input_: str) -> Entry | None:
        same = (entry for entry in self.entries if (entry.digest, entry.input) == (digest, input_))
        return next(same, None)


def salt_of(key: bytes) -> int:
    """The salt that a key gives."""
    return int.from_bytes(hashlib.sha256(b"sketch" + key).digest()[:8]) >> 2


def key_before(state: Path, *, on: date) -> bytes:
    """The key of the ledger in a folder; where there is none yet, a new one, written nowhere.

    So a check that is refused leaves nothing.
    """
    if (state / FILE).exists():
        with open_ledger(state, on=on) as ledger:
            return ledger.key
    _check_version_one(state)
    key = state / KEY
    with disk_errors(key):
        return key.read_bytes() if key.exists() else secrets.token_bytes(32)


@contextmanager
def open_ledger(state: Path, *, on: date, key: bytes | None = None) -> Iterator[Ledger]:
    """The ledger in a folder, for nobody else until the block ends; what it then holds is kept.

    Where there is none, one is begun `on` a day, with `key` or with a new one. Raises RefusedError
    where `key` is given and is not the ledger's.
    """
    path = state / FILE
    _check_version_one(state)
    make_folder(state)
    with _database_errors(path), closing(_connected(path)) as database:
        _begin(database)
        try:
            ledger, written = _read(database, state, on, key)
            _check_same(ledger, key)
            yield ledger
            _write(database, ledger, written)
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


def _check_same(ledger: Ledger, key: bytes | None) -> None:
    if key not in (None, ledger.key):
        raise RefusedError(
            "ledger: another was begun while this check ran; run iln evidence check again"
        )


def _check_version_one(state: Path) -> None:
    old = state / "ledger.json"
    if old.exists():
        raise RefusedError(
            f"ledger: {old} is of an older version, whose row sets cannot be compared with those "
            f"of this one; keep it, with its ledger.key, in another folder, and a new ledger will "
            "be begun. It will not know the studies of the old one: look for those yourself"
        )


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=TURN, isolation_level=None)


def _begin(database: sqlite3.Connection) -> None:
    for _ in range(PATIENCE - 1):
        with suppress(sqlite3.OperationalError):
            database.execute("BEGIN IMMEDIATE")
            return
    database.execute("BEGIN IMMEDIATE")


@contextmanager
def _database_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        why = {
            sqlite3.SQLITE_FULL: "the disk is full",
            sqlite3.SQLITE_BUSY: "another program is using it; try again when it has ended",
            sqlite3.SQLITE_NOTADB: "it is damaged; restore it from a copy",
        }.get(getattr(error, "sqlite_errorcode", 0), type(error).__name__)
        raise RefusedError(f"ledger: {path} could not be used: {why}") from None


def _read(
    database: sqlite3.Connection, state: Path, on: date, new_key: bytes | None
) -> tuple[Ledger, list[bytes]]:
    """The ledger, and its entries as they are written."""
    path, key = state / FILE, state / KEY
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise RefusedError(f"ledger: {path} was written by a newer program; upgrade this program")
    if not version:
        return _begun(database, state, on, new_key), []
    if not key.exists():
        raise RefusedError(f"ledger: {key} is missing; put it back beside {FILE}")
    begun_on, signature = database.execute("SELECT begun_on, signature FROM ledger").fetchone()
    bodies = [
        body for (body,) in database.execute("SELECT CAST(body AS BLOB) FROM entry ORDER BY place")
    ]
    ledger = Ledger(path, key.read_bytes(), begun_on)
    if not hmac.compare_digest(signature, _signature(ledger, bodies)):
        raise RefusedError(f"ledger: {path} was changed by hand; restore it from a copy")
    ledger.entries = [from_bytes(body) for body in bodies]
    return ledger, bodies


def _begun(database: sqlite3.Connection, state: Path, on: date, new_key: bytes | None) -> Ledger:
    path, key = state / FILE, state / KEY
    if not key.exists():
        write_whole(key, new_key or secrets.token_bytes(32))  # which its owner alone may read
    ledger = Ledger(path, key.read_bytes(), on.isoformat(), is_new=True)
    for statement in TABLES:
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")
    signature = _signature(ledger, [])
    database.execute("INSERT INTO ledger VALUES (?, ?)", (ledger.begun_on, signature))
    return ledger


def _write(database: sqlite3.Connection, ledger: Ledger, written: list[bytes]) -> None:
    bodies = [to_bytes(entry) for entry in ledger.entries]
    if bodies == written:
        return
    database.execute("DELETE FROM entry")
    database.executemany("INSERT INTO entry (body) VALUES (?)", [(body,) for body in bodies])
    database.execute("UPDATE ledger SET signature = ?", (_signature(ledger, bodies),))


def _signature(ledger: Ledger, bodies: Iterable[bytes]) -> str:
    signed = hmac.new(ledger.key, f"{VERSION} {ledger.begun_on}".encode(), "sha256")
    for body in bodies:
        signed.update(len(body).to_bytes(8, "big") + body)
    return signed.hexdigest()
