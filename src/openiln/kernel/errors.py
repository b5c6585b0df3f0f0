"""Refusals with names. Each carries one sentence for the person: what is wrong, what to do."""

from dataclasses import dataclass


class Refusal(Exception):
    """The system says no, and says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RuleViolation(Refusal):
    """A rule of the network forbids what was asked."""


class NotPermitted(Refusal):
    """This seat may not do this; perhaps another may."""


class OutOfDate(Refusal):
    """What was asked rests on something that has changed meanwhile."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong in something given to us, and how to mend it.

    `place` is what a person looks for: "line 12, obligations.mentoring.at_least".
    """

    place: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} {self.mend}".strip()


class BadInput(Refusal):
    """A file or a form cannot be taken; every finding is named, and nothing was kept."""

    def __init__(self, sentence: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(sentence)
        self.findings = findings
