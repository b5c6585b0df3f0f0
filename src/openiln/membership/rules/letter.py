"""The letter of commitment: its exact text, its hash, and how two texts differ."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from openiln.charters.facade import Charter, Clause, Menu, Side, Tier
from openiln.kernel.errors import BadInput

LONGEST_STATEMENT = 4000
"""Characters: about a page and a half, which a signatory still reads."""


def check_statement(statement: str) -> str:
    """A district's own words, trimmed, with one kind of line end.

    Raises:
        BadInput: they are too long.
    """
    text = "\n".join(line.rstrip() for line in statement.strip().splitlines())
    if len(text) > LONGEST_STATEMENT:
        raise BadInput(
            f"Your own words have {len(text)} characters, and a letter takes {LONGEST_STATEMENT}. "
            f"Leave out about {len(text) - LONGEST_STATEMENT}."
        )
    return text


def render(charter: Charter, tier: Tier, organisation: str, statement: str) -> str:
    """The text that is signed: paragraphs with an empty line between them.

    It depends on nothing but what it says, so that the same words have the same hash.
    """
    name = charter.words.letter.one
    owed = charter.clauses_owed()
    parts = [
        f"{name[:1].upper()}{name[1:]}",
        f"From {organisation} to the {charter.name}, which {charter.network.steward} runs.",
        f"We ask to be a {tier.name.lower()} of the network{', and promise:' if owed else '.'}",
        *_numbered(owed),
    ]
    for menu in charter.menus:
        parts += [_how_many(menu), *_numbered(charter.clauses_offered(menu))]
    promised = charter.clauses_of(Side.STEWARD)
    if promised:
        parts += [f"{_capital(charter.steward)} promises us:", *_numbered(promised)]
    if statement:
        parts += ["In our own words:", *(p for p in statement.split("\n\n") if p.strip())]
    names = {signatory.id: signatory.name for signatory in charter.signatories}
    parts.append("To be signed by: " + "; ".join(names[s] for s in tier.signatories) + ".")
    return "\n\n".join(parts) + "\n"


def _how_many(menu: Menu) -> str:
    """What a member promises of a menu: it takes on some, and not all of it."""
    many = f"at least {menu.at_least}" if menu.number_is_stated else "some"
    return f"{_capital(menu.name)}: we take on {many} of these, by our own choice:"


def _numbered(clauses: Iterable[Clause]) -> list[str]:
    return [f"{number}. {clause.text}" for number, clause in enumerate(clauses, 1)]


def hash_of(text: str) -> str:
    """The sha256 of exactly this text, in hexadecimal: what a signature stands for."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """What one text says otherwise than another. Where one of them is silent, it is empty."""

    before: str
    after: str

    @property
    def kind(self) -> str:
        """In a word."""
        if not self.before:
            return "Added"
        return "Changed" if self.after else "Removed"


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """How the paragraphs of two letters differ, in the order of the later one."""
    old, new = _paragraphs(before), _paragraphs(after)
    found = []
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(Difference("\n\n".join(old[i:j]), "\n\n".join(new[k:m])))
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
