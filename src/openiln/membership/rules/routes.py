"""Which way into a network is open to an organisation, and what would open another (MS-01)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from openiln.charters.facade import (
    Charter,
    DesignationRoute,
    ExceptionRoute,
    InvitationRoute,
    MemberKind,
    RatingRoute,
    Route,
    Tier,
)
from openiln.kernel.errors import RuleViolation


@dataclass(frozen=True)
class RatingKnown:
    """A published rating: the letter, and the program year as people call it ("2023-24")."""

    letter: str
    year: str


@dataclass(frozen=True)
class Circumstances:
    """What is known of an organisation that asks to join.

    `ratings` is by the `of_year` of a rating route; a year without a rating is absent.
    `designations` are ids of those held on the day, `invited_towards` of those that an invitation
    prepares for. `exception` is the reason that was recorded, or nothing.
    """

    ratings: Mapping[str, RatingKnown] = field(default_factory=dict)
    designations: frozenset[str] = frozenset()
    invited_towards: frozenset[str] = frozenset()
    exception: str = ""


@dataclass(frozen=True)
class Way:
    """One route as a person reads it. `change` says what would open it; empty when it is open."""

    route: Route
    is_open: bool
    explanation: str
    change: str = ""


def ways(charter: Charter, tier: Tier, known: Circumstances) -> tuple[Way, ...]:
    """Every route of a tier, in the order of the network's rules."""
    return tuple(_way(charter, route, known) for route in tier.routes)


def open_way(charter: Charter, tier: Tier, known: Circumstances) -> Way:
    """The first route that is open.

    Raises:
        RuleViolation: none is; the sentence says what would change that.
    """
    shown = ways(charter, tier, known)
    for way in shown:
        if way.is_open:
            return way
    changes = " ".join(way.change for way in shown)
    interest = (
        " Until then you can register your interest and follow the network."
        if tier.may_register_interest
        else ""
    )
    raise RuleViolation(f"No way into this network is open yet. {changes}{interest}")


def ways_opened(charter: Charter, tier: Tier, known: Circumstances) -> dict[str, Way]:
    """The ways that are open, each by a key that says what opened it.

    An invitation towards another designation, or an exception with another reason, has another
    key; a rating of the next year, where the latest counts, has the same.
    """
    return {
        f"{tier.id} {_opened_by(way.route, known)}": way
        for way in ways(charter, tier, known)
        if way.is_open
    }


def _opened_by(route: Route, known: Circumstances) -> str:
    match route:
        case RatingRoute():
            return f"rating {route.of_year}"
        case DesignationRoute():
            return f"designation {route.designation}"
        case InvitationRoute():
            return f"invitation {route.invited_towards}"
        case ExceptionRoute():
            return f"exception {hashlib.sha256(known.exception.encode()).hexdigest()[:16]}"
        case _:
            return "open to all"


MEMBERS = {
    MemberKind.DISTRICT: "district",
    MemberKind.SCHOOL: "school",
    MemberKind.STATE: "agency",
}
"""What the directory calls the members of each kind of network: a state is in by its agency."""


def check_may_belong(charter: Charter, *, name: str, kind: str, state: str) -> None:
    """Refuse an organisation of another kind, or of another state, than a network's members are.

    Raises:
        RuleViolation: it can be no member of this network, by any way in.
    """
    wanted = MEMBERS[charter.network.member_kind]
    if kind != wanted:
        is_state = charter.network.member_kind is MemberKind.STATE
        members = "states, each by its education agency" if is_state else f"{wanted}s"
        raise RuleViolation(
            f"{name} cannot join: the members of the {charter.name} are {members}. "
            "Choose the network that it is for, or another organisation."
        )
    if charter.network.state and state != charter.network.state:
        raise RuleViolation(
            f"{name} cannot join: the members of the {charter.name} are in the state "
            f"{charter.network.state}. Choose the network of its own state."
        )


def check_takes_exceptions(tier: Tier) -> None:
    """Refuse an exception that would open nothing.

    Raises:
        RuleViolation: no way into the tier is by exception.
    """
    if not takes_exceptions(tier):
        raise RuleViolation(f"No exception leads into this network as {tier.name}. Choose another.")


def check_is_invited_towards(charter: Charter, tier: Tier, designation: str) -> None:
    """Refuse an invitation that would open nothing.

    Raises:
        RuleViolation: no way into the tier is by an invitation to prepare for this designation.
    """
    if designation not in invited_towards(tier):
        name = _designation(charter, designation)
        raise RuleViolation(
            f"No invitation to prepare to become {name} leads into this network as {tier.name}. "
            "Choose another."
        )


def takes_exceptions(tier: Tier) -> bool:
    """Whether a way into a tier is by exception."""
    return any(isinstance(route, ExceptionRoute) for route in tier.routes)


def invited_towards(tier: Tier) -> frozenset[str]:
    """The designations for which an invitation opens a way into a tier."""
    return frozenset(r.invited_towards for r in tier.routes if isinstance(r, InvitationRoute))


def _way(charter: Charter, route: Route, known: Circumstances) -> Way:
    match route:
        case RatingRoute():
            return _by_rating(charter, route, known)
        case DesignationRoute():
            return _by_designation(charter, route, known)
        case InvitationRoute():
            return _by_invitation(charter, route, known)
        case ExceptionRoute():
            return _by_exception(charter, route, known)
        case _:
            return Way(route, is_open=True, explanation=f"Open to: {route.open_to}")


def _by_rating(charter: Charter, route: RatingRoute, known: Circumstances) -> Way:
    wanted = _either(route.rating)
    of_year = (
        "the latest final ratings"
        if route.of_year == "latest-final"
        else f"the year {route.of_year}"
    )
    found = known.ratings.get(route.of_year)
    if found is None:
        return Way(
            route,
            is_open=False,
            explanation=f"By a rating of {wanted} in {of_year}: none is recorded here.",
            change=f"A rating of {wanted} in {of_year} opens it, once {charter.steward} has it.",
        )
    is_open = found.letter in route.rating
    return Way(
        route,
        is_open=is_open,
        explanation=(
            f"By a rating of {wanted} in {of_year}: {found.year} brought {_article(found.letter)} "
            f"{found.letter}."
        ),
        change="" if is_open else f"A rating of {wanted} in {of_year} opens it.",
    )


def _by_designation(charter: Charter, route: DesignationRoute, known: Circumstances) -> Way:
    name = _designation(charter, route.designation)
    if route.designation in known.designations:
        return Way(route, is_open=True, explanation=f"By being {name} already: recorded here.")
    return Way(
        route,
        is_open=False,
        explanation=f"By being {name} already: not recorded here.",
        change=f"If you are {name}, ask {charter.steward} to record it.",
    )


def _by_invitation(charter: Charter, route: InvitationRoute, known: Circumstances) -> Way:
    name = _designation(charter, route.invited_towards)
    if route.invited_towards in known.invited_towards:
        said = f"By an invitation to prepare to become {name}: you have it."
        return Way(route, is_open=True, explanation=said)
    return Way(
        route,
        is_open=False,
        explanation=f"By an invitation to prepare to become {name}: none is recorded.",
        change=f"{_capital(charter.steward)} can invite you, a year before you apply to be {name}.",
    )


def _by_exception(charter: Charter, route: ExceptionRoute, known: Circumstances) -> Way:
    if known.exception:
        said = f"By exception, with a recorded reason: {known.exception}"
        return Way(route, is_open=True, explanation=said)
    return Way(
        route,
        is_open=False,
        explanation="By exception, with a recorded reason: none is recorded.",
        change=f"{_capital(charter.steward)} can make an exception and records why.",
    )


def _designation(charter: Charter, wanted: str) -> str:
    name = next(d.name for d in charter.designations if d.id == wanted)
    return f"{_article(name)} {name}"


def _article(word: str) -> str:
    """Which article: a vowel has "an", and so have letters that are spoken with one, as F."""
    spoken = "AEFHILMNORSX" if len(word) == 1 else "AEIOaeio"
    return "an" if word[:1] in spoken else "a"


def _either(words: tuple[str, ...]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
