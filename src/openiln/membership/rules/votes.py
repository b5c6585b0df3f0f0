"""Votes, where a network's rules state one: counted, and judged with exact fractions."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from openiln.charters.facade import Charter, Denominator, Passes, Vote
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import BadInput, RuleViolation


@dataclass(frozen=True)
class Count:
    """What was counted. `eligible` is the electorate, or the members of the body that votes."""

    eligible: int
    present: int
    cast: int
    yes: int


@dataclass(frozen=True)
class Conduct:
    """How it was held. `noticed_on` is when those eligible were told of it."""

    held_on: date
    was_secret: bool
    certified_by: str = ""
    noticed_on: date | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether it passed, and the arithmetic in a sentence."""

    is_passed: bool
    sentence: str


def vote_called(charter: Charter, wanted: str) -> Vote:
    """A vote of the network's rules.

    Raises:
        RuleViolation: the rules know none of this id.
    """
    for vote in charter.votes:
        if vote.id == wanted:
            return vote
    raise RuleViolation(f"The rules of this network state no vote “{wanted}”, so none is recorded.")


def said_of(vote: Vote) -> tuple[str, ...]:
    """What the rules ask of a vote, for whoever records one."""
    asks = "At least" if vote.passes is Passes.AT_LEAST else "More than"
    whole = vote.denominator.value.replace("-", " ")
    how = ", by secret ballot" if vote.secret else ""
    said = [
        f"Who may vote: {vote.electorate}",
        f"{asks} {vote.threshold} of the {whole} must be in favour{how}.",
    ]
    if vote.quorum is not None:
        said.append(f"At least {vote.quorum} of those who may vote must take part.")
    if vote.notice_days is not None:
        said.append(f"Notice must be given {vote.notice_days} days before it, or earlier.")
    return tuple(said)


def check_count(count: Count) -> None:
    """Refuse numbers that cannot be of one vote.

    Raises:
        BadInput: each exceeds what it is a part of, or is below nought.
    """
    if count.eligible < 1:
        raise BadInput("Somebody must be eligible. Write how many may vote.")
    steps = (
        (count.present, count.eligible, "were present", "are eligible"),
        (count.cast, count.present, "voted", "were present"),
        (count.yes, count.cast, "voted in favour", "voted"),
    )
    for part, whole, does, of in steps:
        if not 0 <= part <= whole:
            raise BadInput(f"{part} {does}, but {whole} {of}. Correct one of the two numbers.")


def check_conduct(vote: Vote, conduct: Conduct, *, written: date, today: date) -> None:
    """Refuse a vote that was not held as the rules ask, or not on the text written on a day.

    Raises:
        BadInput: it lies before the text, or in the future.
        RuleViolation: it was open where it must be secret, noticed too late, or uncertified.
    """
    if conduct.held_on > today:
        raise BadInput("The vote lies in the future. Record it once it has been held.")
    if conduct.held_on < written:
        raise BadInput(
            f"This text stands since {day_in_words(written)}, and the vote was held before. "
            "Record a vote that was held on this text."
        )
    if vote.secret and not conduct.was_secret:
        raise RuleViolation(
            f"“{vote.name}” must be a secret ballot, and this one was not. Hold it again in secret."
        )
    if vote.certified_by and not conduct.certified_by.strip():
        raise RuleViolation(f"The result must be certified by {vote.certified_by}. Write the name.")
    if vote.notice_days is not None:
        latest = conduct.held_on - timedelta(days=vote.notice_days)
        if conduct.noticed_on is None or conduct.noticed_on > latest:
            raise RuleViolation(
                f"“{vote.name}” needs {vote.notice_days} days of notice: by "
                f"{day_in_words(latest)}. Write when notice was given, or hold it again."
            )


def judge(vote: Vote, count: Count) -> Verdict:
    """Whether a vote passed. Shares are fractions: two thirds of 30 is 20, never 19.999."""
    out_of, of_whom = _whole(vote, count)
    if vote.quorum is not None:
        needed = ceil(vote.quorum * count.eligible)
        if count.present < needed:
            said = (
                f"Without a quorum: {count.present} of {count.eligible} took part, "
                f"and {vote.quorum} of them, {needed}, had to."
            )
            return Verdict(is_passed=False, sentence=said)
    is_passed = vote.is_passed(yes=count.yes, out_of=out_of)
    exact = vote.threshold * out_of
    needed = floor(exact) + 1 if vote.passes is Passes.MORE_THAN else ceil(exact)
    asked = "more than" if vote.passes is Passes.MORE_THAN else "at least"
    result = "Passed" if is_passed else "Not passed"
    return Verdict(
        is_passed=is_passed,
        sentence=(
            f"{result}: {count.yes} of {out_of} {of_whom} in favour; {asked} {vote.threshold} "
            f"of them, {needed}, had to be."
        ),
    )


def check_not_applicable(vote: Vote, reason: str) -> None:
    """Refuse to leave a vote out for a reason that the rules do not name.

    Raises:
        RuleViolation: the reason is none of theirs.
    """
    if reason in vote.not_applicable:
        return
    if not vote.not_applicable:
        raise RuleViolation(f"The rules let nobody leave out “{vote.name}”. Hold it and record it.")
    known = "; ".join(vote.not_applicable)
    raise RuleViolation(f"“{vote.name}” may be left out only for one of these: {known}.")


def _whole(vote: Vote, count: Count) -> tuple[int, str]:
    match vote.denominator:
        case Denominator.ELIGIBLE:
            return count.eligible, "eligible"
        case Denominator.MEMBERS:
            return count.eligible, "members"
        case Denominator.PRESENT:
            return count.present, "present"
        case _:
            return count.cast, "votes cast"
