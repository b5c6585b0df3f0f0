"""The second round: errors by school, which a package of districts does not hold.

The centre asks with coefficients and a direction, and a holder replies with one number: a sum of
squares over all its schools. No school's part can be told from it where no two schools make up
nearly all of what is asked about; and a holder answers one question of a study, which its ledger
remembers, so that many numbers cannot be solved for few schools.
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

LEAST_REST = 0.1
"""Of the largest school's part: what schools beside the two largest must have (the p % rule of
Hundepool and others 2012, Statistical Disclosure Control)."""
QUESTION, REPLY = "openiln evidence question", "openiln evidence reply"


@dataclass(frozen=True)
class Question:
    """For each unit, coefficients and a direction in its block's columns (k,), and its rows.

    `common` names units whose outcomes are over the rows that have all of them.
    """

    study: str
    coefficients: dict[str, tuple[float, ...]]
    directions: dict[str, tuple[float, ...]]
    rows: dict[str, int]
    common: tuple[str, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(to_bytes(self)).hexdigest()


@dataclass(frozen=True)
class Reply:
    """The sum over all schools s of a holder's units of (d'S_s)^2."""

    question: str
    holder: str
    units: tuple[str, ...]
    squares: float


def to_bytes(question: Question) -> bytes:
    return sealed.to_bytes(QUESTION, asdict(question))


def read_question(path: Path) -> Question:
    """Raises RefusedError naming the file."""
    name = f"question {path.name}"
    body = sealed.from_bytes(_content(path, name), name, QUESTION)
    coefficients, directions = (
        {unit: tuple(found) for unit, found in body[of].items()}
        for of in ("coefficients", "directions")
    )
    return Question(body["study"], coefficients, directions, body["rows"], tuple(body["common"]))


def read_inspected(path: Path) -> Reply:
    """A reply that a person wants to read. Raises RefusedError, also naming what else it is."""
    content = _content(path, f"file {path.name}")
    kind = sealed.kind_of(content)
    if kind == REPLY:
        return read_reply(path)
    what = "no package and no reply"
    if path.suffix == ".toml":
        what = "a study, of which iln evidence check says whether it is in order"
    elif kind == QUESTION:
        what = "the centre's question, which iln evidence reply answers"
    raise RefusedError(
        f"file {path.name}: inspect reads the folder of a package, or a reply; this is {what}"
    )


def reply_to_bytes(reply: Reply) -> bytes:
    return sealed.to_bytes(REPLY, asdict(reply))


def read_reply(path: Path) -> Reply:
    """Raises RefusedError naming the file."""
    name = f"reply {path.name}"
    body = sealed.from_bytes(_content(path, name), name, REPLY)
    return Reply(body["question"], body["holder"], tuple(body["units"]), body["squares"])


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
    asked = tuple(sorted(held & question.coefficients.keys()))
    if not asked:
        raise RefusedError("question: it asks about no unit of this input")
    schools = _schools(study, source, checked, question)
    squares, parts = 0.0, []
    for unit in asked:
        blocks = schools.get(unit, [])
        if sum(block.n for block in blocks) != question.rows[unit]:
            raise RefusedError(
                f'question: unit "{unit}" had other rows in the package; reply from the input that '
                "it was made of"
            )
        b, d = (np.array(of[unit]) for of in (question.coefficients, question.directions))
        moving = [block.schooled for block in blocks if block.n > 1]
        squares += score_squares(moving, b, d)
        parts += [(b @ school.xx @ b, d @ school.xx @ d) for school in moving]
    _check_parts(np.array(parts).reshape(-1, 2))
    return Reply(question.digest, holder, asked, squares)


def _check_parts(parts: Floats) -> None:
    """Refuse when two schools make up nearly all of what b, or d, is about.

    `parts` (S, 2) are b'xx_s b and d'xx_s d: what of the question is in each school, scores aside.
    """
    for of in np.sort(parts, axis=0)[::-1].T:
        if len(of) < FEWEST_SCHOOLS or of[2:].sum() <= LEAST_REST * of[0]:
            raise RefusedError(
                "reply: nearly all that is asked about is in fewer than three schools, so the sum "
                "would be a school's own; it cannot be asked by school"
            )


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


def matching(question: Question, replies: Mapping[str, Reply]) -> tuple[set[str], float]:
    """The units that replied to one question, and the sum. Raises RefusedError for a misfit."""
    units: set[str] = set()
    for name, reply in replies.items():
        if reply.question != question.digest:
            raise RefusedError(
                f"reply {name}: it answers another question than these packages ask; "
                "ask again with the packages of this estimate"
            )
        if twice := sorted(units.intersection(reply.units)):
            raise RefusedError(f"reply {name}: unit {twice[0]} is in another reply too")
        units.update(reply.units)
    return units, sum(reply.squares for reply in replies.values())
