"""Who signs a letter, who has, and what is missing (MS-02).

A signature stands for one exact text, and so does a vote: where the text changes, both are asked
anew; where only something beside it is mended, both stand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from openiln.charters.facade import Charter, Signatory, SignsAs, Tier
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation


class How(StrEnum):
    """How a signature came."""

    SIGNED_IN = "signed-in"
    LINK = "link"
    PAPER = "paper"

    @property
    def label(self) -> str:
        return _HOW[self]


_HOW = {How.SIGNED_IN: "signed in", How.LINK: "by a mailed link", How.PAPER: "on paper"}

# The words are roles of `accounts`. A delegate prepares and never signs for another; the steward's
# staff can record a letter on paper and never sign. The clerk, or the superintendent as the
# board's secretary, records what a board resolved **[choice]**.
MAY_SIGN = {
    SignsAs.PERSON: frozenset({"superintendent", "state-contact"}),
    SignsAs.FOR_A_GROUP: frozenset(
        {"superintendent", "state-contact", "district-lead", "school-leader", "educator"}
    ),
    SignsAs.BODY: frozenset({"board-clerk", "superintendent"}),
}


@dataclass(frozen=True)
class Signed:
    """A signature as the rules see it."""

    signatory: str
    sha256: str


@dataclass(frozen=True)
class Voted:
    """A vote as the rules see it: settled when it passed or did not apply."""

    vote: str
    sha256: str
    is_settled: bool


@dataclass(frozen=True)
class Gap:
    """Something that a letter still needs; `vote` is the id of a vote, `signatory` of who signs."""

    sentence: str
    signatory: str = ""
    vote: str = ""


def signatories(charter: Charter, tier: Tier) -> tuple[Signatory, ...]:
    """Those whom the tier asks to sign, in its order."""
    found = {signatory.id: signatory for signatory in charter.signatories}
    return tuple(found[name] for name in tier.signatories)


def signatory_called(charter: Charter, tier: Tier, wanted: str) -> Signatory:
    """One of those who sign.

    Raises:
        RuleViolation: the letter asks no such signature.
    """
    for signatory in signatories(charter, tier):
        if signatory.id == wanted:
            return signatory
    raise RuleViolation(f"The letter asks no signature of “{wanted}”. Choose one from its page.")


def gaps(
    charter: Charter, tier: Tier, *, sha256: str, signed: Iterable[Signed], voted: Iterable[Voted]
) -> tuple[Gap, ...]:
    """What the text of this hash still lacks: votes before the signatures that rest on them."""
    have = {s.signatory for s in signed if s.sha256 == sha256}
    settled = {v.vote for v in voted if v.sha256 == sha256 and v.is_settled}
    names = {vote.id: vote.name for vote in charter.votes}
    found = []
    for signatory in signatories(charter, tier):
        if signatory.vote and signatory.vote not in settled:
            found.append(Gap(f"The vote: {names[signatory.vote]}.", vote=signatory.vote))
        if signatory.id not in have:
            found.append(Gap(f"The signature: {signatory.name}.", signatory=signatory.id))
    return tuple(dict.fromkeys(found))


def check_complete(missing: tuple[Gap, ...]) -> None:
    """Refuse to send in a letter that lacks something.

    Raises:
        RuleViolation: it does; each gap is named.
    """
    if missing:
        named = " ".join(gap.sentence for gap in missing)
        raise RuleViolation(f"The letter is not complete. Still missing: {named}")


def check_may_sign(role: str, signatory: Signatory) -> None:
    """Refuse a signature from a role that cannot give it.

    Raises:
        NotPermitted: the role may not sign so.
    """
    if role in MAY_SIGN[signatory.signs_as]:
        return
    if role == "delegate":
        raise NotPermitted(
            "A delegate prepares the letter and does not sign it. "
            f"Mail the link to whoever signs as “{signatory.name}”."
        )
    raise NotPermitted(
        f"Your role does not sign as “{signatory.name}”. Ask whoever does to sign in, "
        "or mail them the link from the letter's page."
    )


def check_signable(
    signatory: Signatory, *, text_read: str, text: str, missing: tuple[Gap, ...]
) -> None:
    """Refuse a signature that would stand for nothing.

    `text_read` and `text` are hashes: of what the signatory saw, and of what stands now.

    Raises:
        OutOfDate: the text has changed since it was read.
        RuleViolation: it is signed already, or a vote must come first.
    """
    if text_read != text:
        raise OutOfDate(
            "The letter has changed since you opened it, so nothing was signed. "
            "Read the text as it now stands, and sign that."
        )
    open_votes = {gap.vote for gap in missing}
    if signatory.vote and signatory.vote in open_votes:
        raise RuleViolation(
            f"Before “{signatory.name}” can sign, the vote must be recorded and have passed. "
            "Record it on the letter's page."
        )
    if signatory.id not in {gap.signatory for gap in missing}:
        raise RuleViolation(
            f"This text is already signed as “{signatory.name}”. Nothing more is needed."
        )


def check_name_and_title(name: str, title: str) -> tuple[str, str]:
    """What a signatory typed, trimmed.

    Raises:
        BadInput: one of them is missing or far too long.
    """
    name, title = " ".join(name.split()), " ".join(title.split())
    for typed, what in ((name, "name"), (title, "title")):
        if not typed:
            raise BadInput(f"Type your {what}: it is your signature.")
        if len(typed) > 120:
            raise BadInput(f"Your {what} is longer than 120 characters. Type it shorter.")
    return name, title
