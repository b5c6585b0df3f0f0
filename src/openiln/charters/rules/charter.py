"""A network's charter, as frozen values. Pure: no database, no clock, no file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from openiln.charters.rules.commitments import Clause, Menu, Obligation, Side
from openiln.charters.rules.community import (
    USUAL,
    Goal,
    Grant,
    Group,
    Innovation,
    Partner,
    Privacy,
    Reach,
    Vocabulary,
)
from openiln.charters.rules.designations import Designation
from openiln.charters.rules.joining import InvitationRoute, Signatory, Tier, Vote
from openiln.charters.rules.network import MemberKind, NetworkRules
from openiln.charters.rules.schema import Fault, Key, Table
from openiln.charters.rules.waivers import WaiverRules
from openiln.charters.rules.words import COMMON, Words

LED_BY = {
    MemberKind.DISTRICT: (
        "superintendent",
        "the superintendent, their delegate or the lead of the {member}",
    ),
    MemberKind.SCHOOL: ("school leader", "the staff of {steward}, on behalf of the {member},"),
    MemberKind.STATE: ("point of contact", "the point of contact of the {member}"),
}
"""Who leads a member of each kind, and who may prepare for it, as `membership` permits it."""


@dataclass(frozen=True, kw_only=True)
class Charter(Table):
    """The written rules of one network: a whole file."""

    network: Annotated[NetworkRules, Key("What the network is.")]
    tiers: Annotated[tuple[Tier, ...], Key("The kinds of membership.")]
    signatories: Annotated[tuple[Signatory, ...], Key("Who signs.")]
    clauses: Annotated[tuple[Clause, ...], Key("The promises, as they are read.")]
    words: Annotated[Words, Key("The network's own words.")] = COMMON
    votes: Annotated[tuple[Vote, ...], Key("The votes that are asked.")] = ()
    obligations: Annotated[tuple[Obligation, ...], Key("What is counted.")] = ()
    menus: Annotated[tuple[Menu, ...], Key("Some of these, by choice.")] = ()
    goals: Annotated[tuple[Goal, ...], Key("What the network is for.")] = ()
    innovation: Annotated[Innovation | None, Key("What counts as innovation.")] = None
    waivers: Annotated[WaiverRules | None, Key("What may be waived; none where left out.")] = None
    designations: Annotated[tuple[Designation, ...], Key("Statuses with a pipeline.")] = ()
    groups: Annotated[tuple[Group, ...], Key("Groups that work together.")] = ()
    vocabularies: Annotated[tuple[Vocabulary, ...], Key("Lists of terms.")] = ()
    grants: Annotated[tuple[Grant, ...], Key("Money that is offered.")] = ()
    partners: Annotated[tuple[Partner, ...], Key("Others who take part.")] = ()
    reach: Annotated[Reach | None, Key("By what reach is reported.")] = None
    privacy: Annotated[Privacy, Key("Who sees what.")] = USUAL

    @property
    def name(self) -> str:
        return self.network.name

    @property
    def steward(self) -> str:
        """The steward's short name, else its whole one."""
        return self.words.steward or self.network.steward

    @property
    def head(self) -> str:
        """Who leads a member and signs for it, as a sentence names them."""
        head, _ = LED_BY[self.network.member_kind]
        return head

    @property
    def preparers(self) -> str:
        """Who may ask, prepare and send in for a member."""
        _, preparers = LED_BY[self.network.member_kind]
        return preparers.format(member=self.words.member, steward=self.steward)

    def clause(self, id: str) -> Clause:  # noqa: A002 -- the word of the file
        """The clause of an id; the checker has seen to it that it is there."""
        return next(clause for clause in self.clauses if clause.id == id)

    def clauses_of(self, side: Side) -> tuple[Clause, ...]:
        """What one side promises."""
        return tuple(clause for clause in self.clauses if clause.said_by is side)

    def clauses_owed(self) -> tuple[Clause, ...]:
        """What every member promises: all but what it chooses from a menu."""
        offered = {clause.id for menu in self.menus for clause in self.clauses_offered(menu)}
        return tuple(c for c in self.clauses_of(Side.MEMBER) if c.id not in offered)

    def clauses_offered(self, menu: Menu) -> tuple[Clause, ...]:
        """The clauses of a menu, of which each member takes on some."""
        of_clause = {obligation.id: obligation.clause for obligation in self.obligations}
        return tuple(self.clause(id_) for id_ in dict.fromkeys(of_clause[o] for o in menu.of))

    def obligations_of(self, clause: Clause) -> tuple[Obligation, ...]:
        """What of a clause is counted."""
        return tuple(o for o in self.obligations if o.clause == clause.id)

    def faults(self) -> Iterator[Fault]:
        yield from self._faults_of_sides()
        yield from self._faults_of_menus()
        yield from self._faults_of_routes()
        yield from self._faults_of_parts()

    def _faults_of_sides(self) -> Iterator[Fault]:
        clauses = {clause.id: clause for clause in self.clauses}
        for number, obligation in enumerate(self.obligations):
            clause = clauses.get(obligation.clause)
            if clause and clause.said_by is not obligation.owed_by:
                mend = "Name a clause of the side that owes it."
                wrong = f'names "{clause.id}", which the other side says.'
                yield Fault(f"obligations.{number}.clause", wrong, mend)
            if clause and clause.strength is not obligation.strength:
                wrong = f'is "{obligation.strength}", and its clause "{clause.strength}".'
                mend = "Write the same strength in both."
                yield Fault(f"obligations.{number}.strength", wrong, mend)

    def _faults_of_menus(self) -> Iterator[Fault]:
        owed_by = {obligation.id: obligation.owed_by for obligation in self.obligations}
        seen: dict[str, str] = {}
        for number, menu in enumerate(self.menus):
            if len({owed_by[o] for o in menu.of if o in owed_by}) > 1:
                wrong = "mixes what members owe with what the steward owes."
                yield Fault(f"menus.{number}.of", wrong, "Make two menus of it.")
            for obligation in menu.of:
                if obligation in seen:
                    wrong = f'offers "{obligation}", which "{seen[obligation]}" offers too.'
                    yield Fault(f"menus.{number}.of", wrong, "Offer it in one menu.")
                seen[obligation] = menu.id

    def _faults_of_routes(self) -> Iterator[Fault]:
        invites = {d.id for d in self.designations if d.requires.invited}
        known = {d.id for d in self.designations}
        for number, tier in enumerate(self.tiers):
            for route in tier.routes:
                if isinstance(route, InvitationRoute) and route.invited_towards in known - invites:
                    wrong = f'invites towards "{route.invited_towards}", which asks no invitation.'
                    mend = "Write requires = { invited = true } there, or remove the route."
                    yield Fault(f"tiers.{number}.routes", wrong, mend)

    def _faults_of_parts(self) -> Iterator[Fault]:
        within = {p.id: p.within for p in self.waivers.protected} if self.waivers else {}
        for start, wider in within.items():
            step, seen = wider, {start}
            while step is not None and step not in seen:
                seen.add(step)
                step = within.get(step)
            if step is not None:
                wrong = f'"{start}" lies within itself, through other areas.'
                mend = "Remove one within of the ring."
                yield Fault("waivers.protected", wrong, mend)
