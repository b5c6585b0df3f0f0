"""A holder's own record of the row sets that left it, so that two studies cannot be subtracted.

It stays with the holder. A row set is known by its sketch: sums of keyed hashes in BUCKETS parts.
Sets that differ in d students differ in at most d parts; so as many differing parts as the minimum
prove at least as many differing students, and anything less is refused. The file is signed with
the holder's key (HMAC-SHA-256, RFC 2104), so that a changed ledger is noticed.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from openiln_evidence.check.attendance import BlockKey
from openiln_evidence.check.result import Checked
from openiln_evidence.check.sketches import EVERY_OUTCOME
from openiln_evidence.errors import RefusedError
from openiln_evidence.files import disk_errors, write_whole
from openiln_evidence.packages.protect import Protected
from openiln_evidence.study.plan import FIRST, Study

Sketch = tuple[int, ...]

MOST_STUDIES = 5
"""More studies than this on the same rows need a named approval."""


@dataclass(frozen=True)
class Entry:
    """What one study compressed: its sketches by outcome, subgroup and unit.

    `question` is the digest of the second-round question that was answered, if one was.
    """

    study: str
    digest: str
    input: str
    engine: str
    approved_by: str | None
    sketches: dict[BlockKey, Sketch]
    question: str | None = None


@dataclass
class Ledger:
    """Entries in the order in which they were written."""

    state: Path
    key: bytes
    entries: list[Entry] = field(default_factory=list)

    @property
    def salt(self) -> int:
        """The part of the key that salts hashes of students, below 2 ** 62."""
        return int.from_bytes(hashlib.sha256(b"sketch" + self.key).digest()[:8]) >> 2

    def check(self, entry: Entry, minimum: int) -> None:
        """Refuse a study that could be subtracted from an earlier one, or a sixth on same rows."""
        same: set[str] = set()
        for before in self.entries:
            if before.engine != entry.engine:
                raise RefusedError(
                    f'ledger: study "{before.study}" was compressed with {before.engine}, whose '
                    f"row sets cannot be compared with another's; use --engine {before.engine}"
                )
            if (before.digest, before.input) != (entry.digest, entry.input):
                _check_difference(before, entry, minimum)
            if before.digest != entry.digest and _shares_rows(before, entry):
                same.add(before.digest)
        if len(same) >= MOST_STUDIES and not entry.approved_by:
            raise RefusedError(
                f"ledger: {len(same)} studies have used the same rows; another needs "
                "--approved-by NAME"
            )

    def answer(self, study: Study, checked: Checked, units: Iterable[str], question: str) -> None:
        """Write down that a question is answered; refuse a second one, and units that never left.

        Raises RefusedError.
        """
        entry = self._of(study.digest, checked.input)
        left = {key[2] for key in entry.sketches} if entry else set()
        if entry is None or not left.issuperset(units):
            raise RefusedError(
                "ledger: no package of these units left for this study; compress, and send it first"
            )
        if entry.question not in (None, question):
            raise RefusedError(
                f'ledger: study "{study.id}" has asked another question already; the replies to '
                "two could be solved for a school"
            )
        self.record(replace(entry, question=question))

    def _of(self, digest: str, input_: str) -> Entry | None:
        same = (entry for entry in self.entries if (entry.digest, entry.input) == (digest, input_))
        return next(same, None)

    def record(self, entry: Entry) -> None:
        """Write a study down, in place of an earlier entry of the same study and input.

        A question that was answered stays answered.
        """
        if (before := self._of(entry.digest, entry.input)) is not None:
            self.entries.remove(before)
            entry = replace(entry, question=entry.question or before.question)
        self.entries.append(entry)
        body = json.dumps([_as_json(one) for one in self.entries]).encode()
        write_whole(self.state / "ledger.json", self._signature(body) + b"\n" + body)

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self.key, body, "sha256").hex().encode()


def open_ledger(state: Path) -> Ledger:
    """The ledger in a folder; a new one, with a new key, where there is none."""
    key_file, file = state / "ledger.key", state / "ledger.json"
    if not key_file.exists():
        if file.exists():
            raise RefusedError(f"ledger: {key_file} is missing; put it back beside ledger.json")
        with disk_errors(key_file):
            state.mkdir(parents=True, exist_ok=True)
            key_file.touch(mode=0o600)
            key_file.write_bytes(secrets.token_bytes(32))
    ledger = Ledger(state, key_file.read_bytes())
    if file.exists():
        signature, _, body = file.read_bytes().partition(b"\n")
        if not hmac.compare_digest(signature, ledger._signature(body)):  # noqa: SLF001 -- its maker
            raise RefusedError(f"ledger: {file} was changed by hand; restore it from a copy")
        ledger.entries = [_as_entry(one) for one in json.loads(body)]
    return ledger


def entry_of(
    study: Study, checked: Checked, protected: Protected, approved_by: str | None
) -> Entry:
    """What the ledger says of a study: the row sets of the blocks that leave."""
    sketches = {}
    for block in protected.blocks:
        if block.subgroup == FIRST:  # the rows of other blocks, placed otherwise
            continue
        outcome = EVERY_OUTCOME if block.unit in protected.common else block.outcome
        sketch = checked.sketches[outcome, block.subgroup, block.unit]
        sketches[block.outcome, block.subgroup, block.unit] = tuple(sketch.tolist())
    return Entry(study.id, study.digest, checked.input, checked.engine, approved_by, sketches)


def _check_difference(before: Entry, entry: Entry, minimum: int) -> None:
    of_unit: dict[str, list[tuple[BlockKey, Sketch]]] = {}
    for key, sketch in before.sketches.items():
        of_unit.setdefault(key[2], []).append((key, sketch))
    for (outcome, subgroup, unit), sketch in entry.sketches.items():
        for (was, group, _), earlier in of_unit.get(unit, []):
            parts = sum(now != then for now, then in zip(sketch, earlier, strict=True))
            if 0 < parts < minimum:
                raise RefusedError(
                    f'ledger: block "{outcome}, {subgroup}, {unit}" differs by fewer than '
                    f'{minimum} students from "{was}, {group}" of study "{before.study}"; '
                    "subtracting the two could reveal a student"
                )


def _shares_rows(before: Entry, entry: Entry) -> bool:
    rows = {(key[2], sketch) for key, sketch in before.sketches.items()}
    return any((key[2], sketch) in rows for key, sketch in entry.sketches.items())


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "study": entry.study,
        "digest": entry.digest,
        "input": entry.input,
        "engine": entry.engine,
        "approved_by": entry.approved_by,
        "question": entry.question,
        "blocks": list(entry.sketches),
        "sketches": list(entry.sketches.values()),
    }


def _as_entry(one: dict[str, object]) -> Entry:
    blocks, sketches = one.pop("blocks"), one.pop("sketches")
    pairs = zip(blocks, sketches, strict=True)  # type: ignore[call-overload]  # signed by us
    of = {(key[0], key[1], key[2]): tuple(sketch) for key, sketch in pairs}
    return Entry(**one, sketches=of)  # type: ignore[arg-type]  # signed by us
