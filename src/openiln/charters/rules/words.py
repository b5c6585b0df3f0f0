"""The network's own words, for its pages."""

from dataclasses import dataclass
from typing import Annotated, Self

from openiln.charters.rules.schema import Key, Spelled, Table, keys_of


@dataclass(frozen=True, kw_only=True)
class Noun(Spelled):
    """A thing, one and many. May be written as one text: "highlight"."""

    one: Annotated[str, Key("One of them.")]
    many: Annotated[str, Key("Several of them.")]

    @classmethod
    def from_text(cls, text: str) -> Self:
        """A noun from its singular, with the plural of ordinary English."""
        head, of, rest = text.partition(" of ")
        if of:
            return cls(one=text, many=f"{cls.from_text(head).many}{of}{rest}")
        if text[-1] == "y" and text[-2:-1] not in set("aeiou"):
            return cls(one=text, many=f"{text[:-1]}ies")
        ending = "es" if text.endswith(("s", "x", "ch", "sh")) else "s"
        return cls(one=text, many=text + ending)

    @property
    def article(self) -> str:
        return "an" if self.one[0].lower() in "aeiou" else "a"

    def __str__(self) -> str:
        return self.one


@dataclass(frozen=True, kw_only=True)
class Words(Table):
    """The `[words]` table. What is not said here reads as common English has it."""

    steward: Annotated[str | None, Key("Who runs the network, in short.")] = None
    charter: Annotated[str, Key("What the written promises are called.")] = "our commitments"
    rules: Annotated[str, Key("What the written rules are called.")] = "network rules"
    member: Annotated[Noun, Key("A member.")] = Noun(one="member", many="members")
    obligation: Annotated[Noun, Key("Something that a member owes.")] = Noun(
        one="commitment", many="commitments"
    )
    duty: Annotated[Noun, Key("Something that the agency that runs the network owes.")] = Noun(
        one="commitment", many="commitments"
    )
    standing: Annotated[str, Key("Where a member is against what it owes.")] = "progress"
    letter: Annotated[Noun, Key("What an organisation signs to join.")] = Noun(
        one="letter of commitment", many="letters of commitment"
    )
    program_year: Annotated[Noun, Key("The year that promises are counted in.")] = Noun(
        one="program year", many="program years"
    )
    convening: Annotated[Noun, Key("A meeting of the whole network.")] = Noun(
        one="network meeting", many="network meetings"
    )
    plc: Annotated[Noun, Key("A peer learning community.")] = Noun(
        one="peer learning community", many="peer learning communities"
    )
    study_group: Annotated[Noun, Key("A study group.")] = Noun(
        one="study group", many="study groups"
    )
    initiative: Annotated[Noun, Key("An initiative.")] = Noun(one="initiative", many="initiatives")
    task_force: Annotated[Noun, Key("A task force.")] = Noun(one="task force", many="task forces")
    mentor: Annotated[Noun, Key("Who supports another.")] = Noun(
        one="mentor or coach", many="mentors and coaches"
    )
    participant: Annotated[Noun, Key("A person of a member who takes part.")] = Noun(
        one="participant", many="participants"
    )
    practice: Annotated[Noun, Key("An innovative policy or practice.")] = Noun(
        one="practice", many="practices"
    )
    pilot: Annotated[Noun, Key("A trial of a practice.")] = Noun(one="pilot", many="pilots")
    highlight: Annotated[Noun, Key("The annual report.")] = Noun(
        one="annual highlight", many="annual highlights"
    )
    waiver: Annotated[Noun, Key("Permission that comes with membership.")] = Noun(
        one="waiver", many="waivers"
    )
    exemption: Annotated[Noun, Key("Permission that comes with a designation.")] = Noun(
        one="exemption", many="exemptions"
    )
    protected_area: Annotated[Noun, Key("What no waiver may touch.")] = Noun(
        one="protected area", many="protected areas"
    )
    designation: Annotated[Noun, Key("A status with its own pipeline.")] = Noun(
        one="designation", many="designations"
    )
    exemplar: Annotated[Noun, Key("A member held up as a model.")] = Noun(
        one="exemplar", many="exemplars"
    )
    underserved: Annotated[str, Key("Whom innovation has not reached equitably.")] = (
        "underserved students, schools and districts"
    )


def said(words: Words, steward: str) -> tuple[tuple[str, str], ...]:
    """What each word is for, and the word: of a noun, one and many."""
    found = []
    for key in keys_of(Words).values():
        word = getattr(words, key.name)
        if isinstance(word, Noun):
            word = f"{word.one}, {word.many}"
        means = key.key.says.rstrip(".").replace("the agency that runs the network", steward)
        found.append((means, word or "its whole name"))
    return tuple(found)


COMMON = Words()
"""The words of a network that has said none."""
