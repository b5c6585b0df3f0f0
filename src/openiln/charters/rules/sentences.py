"""Single rules in plain words, in the network's own."""

from collections.abc import Sequence
from fractions import Fraction

from openiln.charters.rules.commitments import (
    Counted,
    DueOn,
    Mode,
    Obligation,
    Per,
    PerEach,
    Strength,
)
from openiln.charters.rules.designations import Cap, CapPer, Trigger
from openiln.charters.rules.joining import (
    Denominator,
    DesignationRoute,
    ExceptionRoute,
    InvitationRoute,
    Passes,
    RatingRoute,
    Route,
    Vote,
)
from openiln.charters.rules.waivers import (
    Authority,
    AuthorityState,
    PartialException,
    SchoolYearTerm,
    Term,
    YearsTerm,
)
from openiln.charters.rules.words import Noun, Words

_NOUNS = {
    Counted.CALL_ATTENDED: ("call", "calls"),
    Counted.CONTACT: ("occasion", "occasions"),
    Counted.SHARING: ("thing shared", "things shared"),
    Counted.HELP_OFFERED: ("offer of help", "offers of help"),
    Counted.EXCHANGE: ("exchange", "exchanges"),
    Counted.ASSISTANCE: ("piece of assistance", "pieces of assistance"),
    Counted.TRAINING: ("training", "trainings"),
    Counted.REPORT: ("report", "reports"),
    Counted.POLICY_WORK: ("piece of policy work", "pieces of policy work"),
}
_MODES = {
    Mode.WRITTEN: "in writing",
    Mode.ONLINE: "online",
    Mode.TELEPHONE: "by telephone",
    Mode.FACE_TO_FACE: "face to face",
}
_OF_WHOM = {
    Denominator.ELIGIBLE: "of those eligible",
    Denominator.MEMBERS: "of the members of the body",
    Denominator.PRESENT: "of those present",
    Denominator.CAST: "of the votes cast",
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]


def join(items: Sequence[str], word: str) -> str:
    """Items as a person lists them: a, b and c."""
    *most, last = items
    return f"{', '.join(most)} {word} {last}" if most else last


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def day_of_year(month_day: str) -> str:
    """A day of the year as a person says it: 30 June for 06-30."""
    month, day = month_day.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]}"


def ordinal(number: int) -> str:
    """Third for 3; a number with its ending beyond the tenth."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    is_teen = 11 <= number % 100 <= 13
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def noun(counted: Counted, words: Words) -> Noun:
    """What is counted, in the network's words."""
    own = {
        Counted.CONVENING_ATTENDED: words.convening,
        Counted.CONVENING_HELD: words.convening,
        Counted.HIGHLIGHT: words.highlight,
        Counted.PRACTICE: words.practice,
        Counted.GROUP_WORK: words.initiative,
    }
    return own[counted] if counted in own else Noun(one=_NOUNS[counted][0], many=_NOUNS[counted][1])


def say_obligation(obligation: Obligation, words: Words) -> str:
    """What is counted of a promise, and how many; nothing where no number is asked."""
    if obligation.at_least is None:
        return "As needed; no number is asked." if obligation.as_needed else ""
    thing = noun(obligation.counts, words)
    number = obligation.at_least
    period = {
        Per.PROGRAM_YEAR: f"each {words.program_year}",
        Per.QUARTER: "each quarter",
        Per.MONTH: "each month",
        Per.MEMBERSHIP: "once and for all",
    }[obligation.per]
    said = f"at least {number} {thing.one if number == 1 else thing.many} {period}"
    if obligation.per_each is PerEach.PARTICIPANT:
        said += f" for each {words.participant}"
    aim = "Aim: " if obligation.strength is Strength.EXPECTED else ""
    said += _say_parts(obligation) + _say_held(obligation, words) + _say_due(obligation)
    return f"{aim}{said if aim else capital(said)}."


def _say_parts(obligation: Obligation) -> str:
    if not obligation.including:
        return ""
    parts = [
        f"at least {part.at_least} {join([_MODES[m] for m in part.mode], 'or')}"
        for part in obligation.including
    ]
    how = "counted together" if obligation.together else "each way counted for itself"
    return f", with {join(parts, 'and')} ({how})"


def _say_held(obligation: Obligation, words: Words) -> str:
    held = obligation.holds
    if held is None:
        return ""
    thing = noun(held.what, words)
    if held.at_most is None or held.at_most == held.at_least:
        exactly = "" if held.at_most else "at least "
        return f", with {exactly}{held.at_least} {thing.one if held.at_least == 1 else thing.many}"
    return f", with {held.at_least} to {held.at_most} {thing.many}"


def _say_due(obligation: Obligation) -> str:
    due = obligation.due
    if isinstance(due, DueOn):
        return f", by {day_of_year(due.on)}"
    return f", within {due.days_after_year} days of its end" if due else ""


def say_route(route: Route, designations: dict[str, str]) -> str:
    """A way into the network; `designations` gives names by id."""
    match route:
        case RatingRoute():
            latest = route.of_year == "latest-final"
            year = "the latest final ratings" if latest else f"the ratings of {route.of_year}"
            return f"Rated {join(route.rating, 'or')} in {year}."
        case DesignationRoute():
            return f"{designations[route.designation]} already."
        case InvitationRoute():
            return f"Invited, to prepare for the status {designations[route.invited_towards]}."
        case ExceptionRoute():
            return "By exception, with a recorded reason."
    return route.open_to


def say_vote(vote: Vote) -> str:
    """What passes a vote, and who takes part."""
    than = "At least" if vote.passes is Passes.AT_LEAST else "More than"
    said = f"{than} {say_share(vote.threshold)} {_OF_WHOM[vote.denominator]}"
    said += ", by secret ballot" if vote.secret else ""
    said += (
        f", when at least {say_share(vote.quorum)} of those eligible take part"
        if vote.quorum
        else ""
    )
    said += f". Who may vote: {vote.electorate}"
    said = said if said.endswith(".") else f"{said}."
    if vote.notice_days:
        said += f" Notice: {vote.notice_days} days."
    if vote.certified_by:
        said += f" Certified by {vote.certified_by}."
    if vote.not_applicable:
        said += f" Left out only for: {'; '.join(vote.not_applicable)}."
    return said


def say_authority(authority: Authority, noun: Noun) -> str:
    """Whether they can be granted yet."""
    if authority.state is AuthorityState.RECORDED and authority.since:
        since = f"{authority.since.day} {_MONTHS[authority.since.month - 1]} {authority.since.year}"
        return (
            f"{capital(authority.decider or '')} decides, by {authority.instrument}, since {since}."
        )
    state = "No authority to grant them is recorded here yet:"
    if authority.state is AuthorityState.REQUESTED:
        state = "The authority to grant them has been requested. Until it is recorded,"
    return f"{state} a request for {noun.article} {noun} can be drafted, and not granted."


def say_term(term: Term) -> str:
    """How long a grant lasts."""
    match term:
        case YearsTerm():
            years = "1 year" if term.years == 1 else f"{term.years} years"
            renewal = term.renewal_years
            return f"At most {years}" + (f"; a renewal, at most {renewal}." if renewal else ".")
        case SchoolYearTerm():
            anew = "begins it anew" if term.amendment_restarts else "does not begin it anew"
            day = day_of_year(term.ends)
            return (
                f"Until {day} of the {ordinal(term.of_full_year)} full school year; "
                f"an amendment {anew}."
            )
    return term.as_granted


def say_share(share: Fraction) -> str:
    """Halves and thirds as such; others in percent where that is exact."""
    is_exact = (share * 100).denominator == 1
    return f"{share * 100} percent" if share.denominator > 3 and is_exact else str(share)


def say_exception(exception: PartialException) -> str:
    """What of a protected area may be waived all the same."""
    who = f", {exception.who}" if exception.who else ""
    return f"Except up to {say_share(exception.up_to)} of {exception.of}{who}."


def say_cap(cap: Cap, words: Words) -> str:
    per = {
        CapPer.PROGRAM_YEAR: f"each {words.program_year}",
        CapPer.CALENDAR_YEAR: "each calendar year",
        CapPer.IN_ALL: "in all",
    }[cap.per]
    return f"At most {cap.at_most} {per}."


def say_trigger(trigger: Trigger, steward: str) -> str:
    """What follows when something is so for years."""
    years = "1 year" if trigger.consecutive_years == 1 else f"{trigger.consecutive_years} years"
    return f"{trigger.when} for {years} in a row: {steward} {trigger.steward} {trigger.does} it."
