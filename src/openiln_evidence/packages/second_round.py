"""The second round: errors by school, which a package of districts does not hold.

The centre asks with coefficients, and a holder replies with one sum over its schools for each unit.
A sum over fewer than three schools would be a school's own, and the replies to two questions could
be solved for schools: a holder answers one question of a study, and its ledger remembers which.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.run import compress
from openiln_evidence.errors import RefusedError
from openiln_evidence.estimate.second_round import score_squares
from openiln_evidence.moments import Block, Floats
from openiln_evidence.packages import sealed
from openiln_evidence.packages.rules import FEWEST_SCHOOLS
from openiln_evidence.read.source import Source
from openiln_evidence.study.plan import WHOLE, Level, Study

QUESTION, REPLY = "openiln evidence question", "openiln evidence reply"


@dataclass(frozen=True)
class Question:
    """For each unit, coefficients in its block's columns (k,), and the block's rows.

    `common` names units whose outcomes are over the rows that have all of them.
    """

    study: str
    coefficients: dict[str, tuple[float, ...]]
    rows: dict[str, int]
    common: tuple[str, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(to_bytes(self)).hexdigest()


@dataclass(frozen=True)
class Reply:
    """For each unit of a holder, the sum over its schools of S_s S_s' (k, k)."""

    question: str
    holder: str
    squares: dict[str, Floats]


def to_bytes(question: Question) -> bytes:
    return sealed.to_bytes(QUESTION, asdict(question))


def read_question(path: Path) -> Question:
    """Raises RefusedError naming the file."""
    name = f"question {path.name}"
    body = sealed.from_bytes(_content(path, name), name, QUESTION)
    coefficients = {unit: tuple(found) for unit, found in body["coefficients"].items()}
    return Question(body["study"], coefficients, body["rows"], tuple(body["common"]))


def reply_to_bytes(reply: Reply) -> bytes:
    squares = {unit: found.tolist() for unit, found in reply.squares.items()}
    return sealed.to_bytes(REPLY, vars(reply) | {"squares": squares})


def read_reply(path: Path) -> Reply:
    """Raises RefusedError naming the file."""
    name = f"reply {path.name}"
    body = sealed.from_bytes(_content(path, name), name, REPLY)
    squares = {unit: np.array(found) for unit, found in body["squares"].items()}
    return Reply(body["question"], body["holder"], squares)


def _content(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RefusedError(f"{name}: it cannot be read: {error.strerror}") from None


def reply_to(
    study: Study, source: Source, checked: Checked, question: Question, holder: str
) -> Reply:
    """A holder's reply, of the units that it holds. Raises RefusedError."""
    if question.study != study.digest:
        raise RefusedError("question: it is of another study, or of this one before an edit")
    held = set(checked.roster.units(study.treatment.level))
    asked = {unit: np.array(b) for unit, b in question.coefficients.items() if unit in held}
    if not asked:
        raise RefusedError("question: it asks about no unit of this input")
    schools = _schools(study, source, checked, question)
    squares = {}
    for unit, coefficients in asked.items():
        blocks = schools.get(unit, [])
        if sum(block.n for block in blocks) != question.rows[unit]:
            raise RefusedError(
                f'question: unit "{unit}" had other rows in the package; reply from the input that '
                "it was made of"
            )
        moving = [block for block in blocks if block.n > 1]
        if len(moving) < FEWEST_SCHOOLS:
            raise RefusedError(
                f'reply: unit "{unit}" has fewer than three schools, so the sum would be a '
                "school's own; it cannot be asked by school"
            )
        squares[unit] = score_squares([block.schooled for block in moving], coefficients)
    return Reply(question.digest, holder, squares)


def _schools(
    study: Study, source: Source, checked: Checked, question: Question
) -> dict[str, list[Block]]:
    """The primary outcome's blocks of each unit's schools, over the rows that its own block had."""
    of_schools = replace(study, treatment=replace(study.treatment, level=Level.SCHOOL))
    units = checked.roster.units(study.treatment.level)
    unit_of = dict(zip(checked.roster.schools, units, strict=True))
    found: dict[str, list[Block]] = {}
    for common in {False, bool(question.common)}:
        for one in compress(of_schools, source, checked, common=common)[0]:
            block, unit = one.block, unit_of[one.block.unit]
            of_primary = (block.outcome, block.subgroup) == (study.primary.id, WHOLE)
            if of_primary and (unit in question.common) == common:
                found.setdefault(unit, []).append(block)
    return found


def matching(question: Question, replies: Mapping[str, Reply]) -> dict[str, Floats]:
    """The replies to one question as one. Raises RefusedError naming one that does not fit."""
    squares: dict[str, Floats] = {}
    for name, reply in replies.items():
        if reply.question != question.digest:
            raise RefusedError(
                f"reply {name}: it answers another question than these packages ask; "
                "ask again with the packages of this estimate"
            )
        if twice := sorted(squares.keys() & reply.squares.keys()):
            raise RefusedError(f"reply {name}: unit {twice[0]} is in another reply too")
        squares |= reply.squares
    return squares
