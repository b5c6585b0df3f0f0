"""Who may join, by which route, and who signs and votes."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, TypeAlias

from openiln.charters.rules.schema import Element, Fault, Form, Key, Table


class Denominator(StrEnum):
    """Whom a vote's share is a share of."""

    ELIGIBLE = "eligible"
    MEMBERS = "members-of-the-body"
    PRESENT = "present"
    CAST = "votes-cast"


class Passes(StrEnum):
    """Whether the threshold itself is enough (>=) or must be passed (>)."""

    AT_LEAST = "at-least"
    MORE_THAN = "more-than"


class SignsAs(StrEnum):
    """How a signatory signs."""

    PERSON = "one-person"
    FOR_A_GROUP = "one-for-a-group"
    BODY = "a-body-by-resolution"


class RatingDrop(StrEnum):
    """What a later drop in rating does to a membership."""

    KEEPS = "keeps-membership"
    REVIEWED = "steward-reviews"
    ENDS = "ends-membership"


class ExceptionBy(StrEnum):
    """What an exception needs."""

    RECORDED = "recorded"


class Approval(StrEnum):
    """Who says the last word on a joining."""

    STEWARD = "steward"
    SIGNATURE = "signature-alone"


@dataclass(frozen=True, kw_only=True)
class Vote(Element):
    """An element of `[[votes]]`: a vote, who may take part, what passes it."""

    name: Annotated[str, Key("What the vote is called.")]
    electorate: Annotated[str, Key("Who may vote, in a sentence.")]
    denominator: Annotated[Denominator, Key("What the share is a share of.")]
    threshold: Annotated[Fraction, Key("The share that passes it.")]
    passes: Annotated[Passes, Key("Whether that share is enough, or more is needed.")]
    secret: Annotated[bool, Key("Whether the ballot is secret.")] = False
    quorum: Annotated[Fraction | None, Key("The share of those eligible who must take part.")] = (
        None
    )
    notice_days: Annotated[int | None, Key("Days of notice before it.", least=1, most=366)] = None
    certified_by: Annotated[str | None, Key("Who certifies the result.")] = None
    not_applicable: Annotated[
        tuple[str, ...], Key("The reasons for which it may be left out.")
    ] = ()
    source: Annotated[str | None, Key("The law or rule that asks for it.")] = None

    def faults(self) -> Iterator[Fault]:
        if self.passes is Passes.MORE_THAN and self.threshold >= 1:
            mend = 'Write passes = "at-least", or a smaller threshold.'
            yield Fault("threshold", "asks for more than everyone; no vote could pass.", mend)
        if self.passes is Passes.AT_LEAST and self.threshold < Fraction(1, 2):
            mend = 'Write "1/2" with passes = "more-than" for a majority, or a larger share.'
            yield Fault("threshold", "lets a minority decide against the rest.", mend)
        if self.quorum is not None and self.denominator is Denominator.ELIGIBLE:
            mend = "Remove the quorum: the threshold already counts those who stay away."
            yield Fault("quorum", "can decide nothing beside a share of those eligible.", mend)

    def is_passed(self, *, yes: int, out_of: int) -> bool:
        """Whether so many votes in favour pass it, out of the denominator's number."""
        if out_of <= 0:
            return False
        share = Fraction(yes, out_of)
        return share > self.threshold or (
            self.passes is Passes.AT_LEAST and share == self.threshold
        )


@dataclass(frozen=True, kw_only=True)
class Signatory(Element):
    """An element of `[[signatories]]`: one who signs the letter of commitment."""

    name: Annotated[str, Key("Who signs, as the letter names them.")]
    signs_as: Annotated[SignsAs, Key("How they sign.")] = SignsAs.PERSON
    vote: Annotated[str | None, Key("The vote that must come before.", of="votes")] = None


@dataclass(frozen=True, kw_only=True)
class RatingRoute(Table):
    """A route by rating in a named year."""

    rating: Annotated[tuple[str, ...], Key("The ratings that open it.")]
    of_year: Annotated[str, Key("The year whose rating counts.", form=Form.RATED_YEAR)] = (
        "latest-final"
    )


@dataclass(frozen=True, kw_only=True)
class DesignationRoute(Table):
    """A route by a designation that is held already."""

    designation: Annotated[str, Key("The designation that opens it.", of="designations")]


@dataclass(frozen=True, kw_only=True)
class InvitationRoute(Table):
    """A route by invitation, for one who will ask for a designation."""

    invited_towards: Annotated[str, Key("The designation that it prepares for.", of="designations")]


@dataclass(frozen=True, kw_only=True)
class ExceptionRoute(Table):
    """A route by exception."""

    exception: Annotated[ExceptionBy, Key("What it needs: a recorded reason.")]


@dataclass(frozen=True, kw_only=True)
class OpenRoute(Table):
    """A route for any who commit themselves."""

    open_to: Annotated[str, Key("Whom it is open to, in a sentence.")]


Route: TypeAlias = RatingRoute | DesignationRoute | InvitationRoute | ExceptionRoute | OpenRoute


@dataclass(frozen=True, kw_only=True)
class Tier(Element):
    """An element of `[[tiers]]`: a kind of membership."""

    name: Annotated[str, Key("What such a member is called.")]
    routes: Annotated[tuple[Route, ...], Key("The ways in; any one is enough.")]
    signatories: Annotated[
        tuple[str, ...], Key("Who signs the letter of commitment.", of="signatories")
    ]
    approved_by: Annotated[Approval, Key("Who says the last word.")] = Approval.STEWARD
    rating_drop: Annotated[RatingDrop, Key("What a later drop in rating does.")] = RatingDrop.KEEPS
    may_register_interest: Annotated[
        bool, Key("Whether one who may not join yet can follow the network.")
    ] = True
    key_contacts: Annotated[
        int | None, Key("How many key contacts a member names.", least=1, most=20)
    ] = None
