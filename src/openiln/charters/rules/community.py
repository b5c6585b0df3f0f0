"""The rest of what a network says of itself: goals, groups, vocabularies, grants, who sees what."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from openiln.charters.rules.schema import Element, Fault, Form, Key, Table


class GroupKind(StrEnum):
    """What a group is."""

    PLC = "plc"
    STUDY_GROUP = "study-group"
    INITIATIVE = "initiative"
    TASK_FORCE = "task-force"


class Sitting(StrEnum):
    """Who sits in it."""

    MEMBERS = "members"
    STEWARD = "steward"


class RunBy(StrEnum):
    """Whose group it is."""

    NETWORK = "network"
    PARENT = "parent"


class Rhythm(StrEnum):
    """How often it meets."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    AS_NEEDED = "as-needed"


class GrantKind(StrEnum):
    """What a grant is for."""

    SEED = "seed"
    TRAVEL = "travel"


class Sight(StrEnum):
    """Who may see something."""

    PUBLIC = "public"
    MEMBERS = "members"
    OWN_AND_STEWARD = "own-and-steward"


class ReachBy(StrEnum):
    """What reach is reported by."""

    LOCALE = "locale"
    POVERTY = "poverty"
    STUDENT_GROUP = "student-group"


class Origin(StrEnum):
    """Where a strategy comes from; the record names the place."""

    SHOWN_ELSEWHERE = "shown-elsewhere"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class Goal(Element):
    """An element of `[[goals]]`."""

    text: Annotated[str, Key("The goal, in our words.")]


@dataclass(frozen=True, kw_only=True)
class Theme(Table):
    """What a group's years are about."""

    from_year: Annotated[int, Key("From which year on, 1 for the first.", least=1, most=50)]
    text: Annotated[str, Key("The theme.")]


@dataclass(frozen=True, kw_only=True)
class Group(Element):
    """An element of `[[groups]]`."""

    name: Annotated[str, Key("What it is called.")]
    kind: Annotated[GroupKind, Key("What it is.")]
    text: Annotated[str | None, Key("What it works on.")] = None
    run_by: Annotated[RunBy, Key("Whose group it is.")] = RunBy.NETWORK
    sits: Annotated[Sitting, Key("Who sits in it.")] = Sitting.MEMBERS
    meets: Annotated[Rhythm, Key("How often it meets.")] = Rhythm.AS_NEEDED
    themes: Annotated[tuple[Theme, ...], Key("What its years are about.")] = ()

    def faults(self) -> Iterator[Fault]:
        years = [theme.from_year for theme in self.themes]
        if years != sorted(set(years)):
            mend = "Put each from_year once, from the first year on."
            yield Fault("themes", "begin twice in a year, or are out of order.", mend)


@dataclass(frozen=True, kw_only=True)
class Term(Element):
    """A term of a vocabulary."""

    name: Annotated[str, Key("The term.")]
    means: Annotated[str | None, Key("What it means, in our words.")] = None


@dataclass(frozen=True, kw_only=True)
class Vocabulary(Element):
    """An element of `[[vocabularies]]`: a list of terms by which things are described."""

    name: Annotated[str, Key("What it is called.")]
    terms: Annotated[tuple[Term, ...], Key("Its terms; none for one that members fill.", least=0)]
    living: Annotated[bool, Key("Whether members comment on it and it grows.")] = False

    def faults(self) -> Iterator[Fault]:
        if not self.terms and not self.living:
            mend = "Add terms, or write living = true."
            yield Fault("terms", "are none, and nobody can add any.", mend)


@dataclass(frozen=True, kw_only=True)
class Innovation(Table):
    """The `[innovation]` table: what the steward reviews a practice against."""

    means: Annotated[str, Key("What the network means by innovation.")]
    rows: Annotated[tuple[str, ...], Key("The rows that it carries.", form=Form.ROW)] = ()
    attributes: Annotated[
        str | None, Key("The vocabulary of its attributes.", of="vocabularies")
    ] = None
    strategies: Annotated[
        str | None, Key("The vocabulary of its strategies.", of="vocabularies")
    ] = None
    counts_as: Annotated[str | None, Key("The vocabulary of what counts.", of="vocabularies")] = (
        None
    )
    origins: Annotated[
        tuple[Origin, ...], Key("What a strategy's record says of where it comes from.")
    ] = ()


@dataclass(frozen=True, kw_only=True)
class Grant(Element):
    """An element of `[[grants]]`."""

    name: Annotated[str, Key("What it is called.")]
    kind: Annotated[GrantKind, Key("What it is for.")]
    text: Annotated[str, Key("What it pays for.")]
    for_members_alone: Annotated[bool, Key("Whether only members may ask.")] = False
    where_possible: Annotated[bool, Key("Whether it depends on the money there is.")] = False


@dataclass(frozen=True, kw_only=True)
class Partner(Element):
    """An element of `[[partners]]`: others who take part beside the members."""

    name: Annotated[str, Key("Who they are.")]


@dataclass(frozen=True, kw_only=True)
class Reach(Table):
    """The `[reach]` table: by what the network reports whom it reaches."""

    concern: Annotated[str, Key("Why it is reported.")]
    by: Annotated[tuple[ReachBy, ...], Key("By what.")]
    rows: Annotated[tuple[str, ...], Key("The rows that it carries.", form=Form.ROW)] = ()


@dataclass(frozen=True, kw_only=True)
class Privacy(Table):
    """The `[privacy]` table: who sees what, unless a member says less for an item of its own.

    Who takes part is public in every network (MS-58), so no key says it.
    """

    practices: Annotated[Sight, Key("Who sees practices and outcomes, at the widest.")] = (
        Sight.PUBLIC
    )
    news: Annotated[Sight, Key("Who sees news.")] = Sight.PUBLIC
    resources: Annotated[Sight, Key("Who sees resources.")] = Sight.MEMBERS
    member_standing: Annotated[Sight, Key("Who sees a member's own standing.")] = (
        Sight.OWN_AND_STEWARD
    )
    smallest_group: Annotated[
        int, Key("Students below which no figure is shown.", least=3, most=1000)
    ] = 10
    rows: Annotated[tuple[str, ...], Key("The rows that it carries.", form=Form.ROW)] = ()


USUAL = Privacy()
"""Who sees what, where a network has not said."""
