"""Every read of memberships and letters."""

import dataclasses
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from openiln.accounts import facade as accounts
from openiln.charters import facade as charters
from openiln.charters.facade import Charter, NetworkInForce, RatingRoute, Tier
from openiln.directory import facade as directory
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Operator, Seat, is_operator
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import Ballot, Letter, Receipt, Signature, SigningLink
from openiln.membership.models.listing import Listing
from openiln.membership.models.membership import (
    HeldDesignation,
    Membership,
    Participant,
    Steward,
)
from openiln.membership.permissions import HEADS, networks_run_by
from openiln.membership.rules import signatures
from openiln.membership.rules.listing import Held, Listed
from openiln.membership.rules.routes import Circumstances, RatingKnown
from openiln.membership.rules.signatures import Gap, Signed, Voted
from openiln.membership.rules.states import CLOSED, UNDER_WAY, State

IN_SIGHT = UNDER_WAY | {State.MEMBER}
OPEN = ~Q(state__in=[state.value for state in sorted(CLOSED)])


def visible_to(seat: Seat) -> QuerySet[Membership]:
    """One's own organisation's, and those of the networks that one's organisation runs."""
    found = Membership.objects.select_related("organisation", "network")
    if is_operator(seat):
        return found
    own = Q(organisation_id=seat.organisation_id) & ~Q(organisation_id="")
    return found.filter(own | Q(network_id__in=networks_run_by(seat)))


def network(network_id: str, at: datetime) -> NetworkInForce:
    """A network with the rules that it has at a moment, by its own time zone.

    Raises:
        RuleViolation: there is none, or it has no rules yet.
    """
    found = charters.network_today(Operator(), network_id, at)
    if found is None:
        raise RuleViolation(
            f"There is no network “{network_id}” with rules in force. Choose one from the list."
        )
    return found


def local_day(charter: Charter, at: datetime) -> date:
    """The day of a moment where the network is."""
    return at.astimezone(ZoneInfo(charter.network.time_zone)).date()


def tier_called(charter: Charter, wanted: str) -> Tier:
    """A kind of membership.

    Raises:
        RuleViolation: the network's rules know none of this id.
    """
    for tier in charter.tiers:
        if tier.id == wanted:
            return tier
    raise RuleViolation(f"The network has no membership “{wanted}”. Choose one from its page.")


def open_membership(network_id: str, organisation_id: str) -> Membership | None:
    """The one that is under way or stands."""
    found = Membership.objects.filter(OPEN, network_id=network_id, organisation_id=organisation_id)
    return found.select_related("organisation", "network").first()


def organisation_name(organisation_id: str) -> str:
    """What the directory calls it.

    Raises:
        RuleViolation: it has none of this id.
    """
    found = directory.organisation(Operator(), organisation_id)
    if found is None:
        raise RuleViolation("There is no organisation of this id. Choose one from the directory.")
    return found.name


def lock(membership: Membership) -> Membership:
    """The membership as it is now, and nobody else's until the transaction ends."""
    locked = Membership.objects.select_for_update(of=("self",))
    return locked.select_related("organisation", "network").get(pk=membership.pk)


def next_serial(membership: Membership) -> int:
    """The network's next receipt number; locks the network's row, so that none is given twice."""
    networks = Membership.network.get_queryset(instance=membership)
    networks.select_for_update().get(pk=membership.network.pk)
    last = Receipt.objects.filter(network_id=membership.network_id).order_by("-serial").first()
    return last.serial + 1 if last else 1


def circumstances(
    charter: Charter, tier: Tier, *, organisation_id: str, membership: Membership | None, on: date
) -> Circumstances:
    """What is known of an organisation that decides about its way in."""
    ratings = {}
    for route in tier.routes:
        if isinstance(route, RatingRoute):
            year = route.of_year if route.of_year == "latest-final" else int(route.of_year[:4])
            found = directory.rating_of_year(Operator(), organisation_id, year)
            if found and found.letter:
                name = f"{found.year}-{(found.year + 1) % 100:02d}"
                ratings[route.of_year] = RatingKnown(found.letter, name)
    held = designations_held(charter.network.id, on).filter(
        membership__organisation_id=organisation_id
    )
    invited = membership.invited_towards if membership else ""
    return Circumstances(
        ratings=ratings,
        designations=frozenset(held.values_list("designation", flat=True)),
        invited_towards=frozenset({invited} - {""}),
        exception=membership.exception if membership else "",
    )


def designations_held(network_id: str, on: date) -> QuerySet[HeldDesignation]:
    """Those held in a network on a day; `until` is the last day."""
    return (
        HeldDesignation.objects.filter(membership__network_id=network_id, since__lte=on)
        .filter(Q(until__isnull=True) | Q(until__gte=on))
        .select_related("membership__organisation")
    )


@dataclass(frozen=True)
class Folder:
    """A letter with all that lies beside it, judged by the rules that it was written under."""

    letter: Letter
    rules: NetworkInForce
    tier: Tier
    signatures: tuple[Signature, ...]
    ballots: tuple[Ballot, ...]

    @property
    def charter(self) -> Charter:
        return self.rules.charter

    @cached_property
    def missing(self) -> tuple[Gap, ...]:
        """What the letter's text still lacks."""
        sha256 = self.letter.sha256
        return signatures.gaps(
            self.charter,
            self.tier,
            sha256=sha256,
            signed=[Signed(s.signatory, sha256) for s in self.signatures],
            voted=[Voted(b.vote, sha256, is_settled=b.is_settled) for b in self.ballots],
        )


def letters_of(membership: Membership) -> QuerySet[Letter]:
    """Every version, the first one first."""
    return membership.letters.order_by("number")


def current_letter(membership: Membership) -> Letter:
    """The last version.

    Raises:
        RuleViolation: none has been drawn up.
    """
    found = letters_of(membership).last()
    if found is None:
        raise RuleViolation("There is no letter yet. Ask to join: that draws it up.")
    return found


def folder(membership: Membership, letter: Letter | None = None) -> Folder:
    """The current letter, or another version, with the signatures and votes that stand for it.

    A signature of an earlier version stands for a later one of exactly the same text.
    """
    letter = letter or current_letter(membership)
    rules = charters.find_version(Operator(), letter.version_id)
    alike = {"letter__membership": membership, "letter__sha256": letter.sha256}
    return Folder(
        letter=letter,
        rules=rules,
        tier=tier_called(rules.charter, membership.tier),
        signatures=tuple(Signature.objects.filter(**alike).order_by("recorded_at", "id")),
        ballots=tuple(Ballot.objects.filter(**alike).order_by("recorded_at", "id")),
    )


def accepted_letter(membership: Membership) -> Letter | None:
    """The letter by which a member is bound."""
    return membership.letters.filter(accepted_at__isnull=False).order_by("-number").first()


def decisions_of(membership: Membership) -> QuerySet[Decision]:
    """What was decided about it, the last first."""
    found = Decision.objects.filter(letter__membership=membership).select_related("letter")
    return found.order_by("-decided_at", "-id")


def receipts_of(membership: Membership) -> QuerySet[Receipt]:
    """The receipts that were given, the last first."""
    return Receipt.objects.filter(letter__membership=membership).order_by("-serial")


def hash_of_token(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> SigningLink | None:
    """The link of a token that someone has."""
    return (
        SigningLink.objects.filter(token_hash=hash_of_token(token))
        .select_related("letter__membership__organisation", "letter__membership__network")
        .first()
    )


def links_alive(letter: Letter) -> QuerySet[SigningLink]:
    """The links by which this text can still be signed."""
    return letter.links.filter(spent_at__isnull=True, dead_at__isnull=True).order_by("id")


def waiting(network_id: str, seat: Seat) -> QuerySet[Membership]:
    """What is under way in a network, what waits for its staff first, the oldest first."""
    letters = Prefetch("letters", Letter.objects.order_by("number"))
    found = visible_to(seat).filter(OPEN, network_id=network_id).exclude(state=State.MEMBER)
    return found.prefetch_related(letters).order_by("state_since", "id")


def members(network_id: str, on: date) -> QuerySet[Membership]:
    """The members of a network on a day: public (MS-58)."""
    return (
        Membership.objects.filter(network_id=network_id, member_on__lte=on)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
        .select_related("organisation", "network")
        .order_by("organisation__name", "id")
    )


def spells(network_id: str, organisation_id: str) -> QuerySet[Membership]:
    """The memberships of an organisation that stand or have ended, the last first: public."""
    found = Membership.objects.filter(network_id=network_id, organisation_id=organisation_id)
    came = found.filter(member_on__isnull=False).select_related("organisation", "network")
    return came.order_by("-member_on", "-id")


def all_designations(network_id: str, organisation_id: str) -> QuerySet[HeldDesignation]:
    """Every designation that an organisation holds or held in a network: public (MS-42)."""
    return HeldDesignation.objects.filter(
        membership__network_id=network_id, membership__organisation_id=organisation_id
    ).select_related("membership__organisation")


def organisations_served(seat: Seat) -> frozenset[str]:
    """Organisations that are under way or members in the networks which the seat's agency runs."""
    run = networks_run_by(seat)
    found = (
        Membership.objects.filter(OPEN, network_id__in=run) if run else Membership.objects.none()
    )
    return frozenset(membership.organisation_id for membership in found)


def staff_addresses(network_id: str) -> list[str]:
    """The addresses of the people who decide in a network."""
    steward = Steward.objects.filter(network_id=network_id).first()
    if steward is None:
        return []
    return _addresses(steward.organisation_id, frozenset({"steward-staff"}))


def head_addresses(membership: Membership) -> list[str]:
    """The addresses of an organisation's head and of those who prepare for it."""
    return _addresses(membership.organisation_id, HEADS | {"delegate", "district-lead"})


def _addresses(organisation_id: str, roles: frozenset[str]) -> list[str]:
    people = accounts.people_of(organisation_id, Operator())
    return sorted({p.address for p in people if p.ended_at is None and p.held.role in roles})


def roster(membership: Membership, year_starts: date) -> QuerySet[Participant]:
    """The participants of a program year who were not removed."""
    found = membership.participants.filter(year_starts=year_starts, removed_at__isnull=True)
    return found.order_by("name", "id")


def awaits_reaffirmation(membership: Membership) -> bool:
    """Whether the head came after the letter was accepted and has not re-affirmed it.

    Whoever signed the letter is asked for nothing twice: their access is as old as the letter.
    """
    letter = accepted_letter(membership)
    if letter is None or letter.accepted_at is None or membership.state != State.MEMBER:
        return False
    people = accounts.people_of(membership.organisation_id, Operator())
    heads = [p for p in people if p.ended_at is None and p.held.role in HEADS]
    affirmed = set(letter.reaffirmations.values_list("seat_id", flat=True))
    signed = set(letter.signatures.values_list("seat_id", flat=True))
    return bool(heads) and all(
        head.granted_at > letter.accepted_at and head.held.public_id not in affirmed | signed
        for head in heads
    )


def addresses_of_seat(seat: Seat) -> list[str]:
    """The address to which a seat was given."""
    people = accounts.people_of(seat.organisation_id, Operator()) if seat.organisation_id else []
    return [p.address for p in people if p.held.public_id == seat.public_id]


def networks_of(seat: Seat) -> list[str]:
    """The ids of the networks that a seat's organisation runs, then of those it belongs to."""
    run = networks_run_by(seat)
    own = Membership.objects.filter(OPEN, organisation_id=seat.organisation_id)
    belongs = (membership.network_id for membership in own.order_by("state_since", "id"))
    return list(dict.fromkeys([*run, *belongs]))


def held_by(memberships: Collection[Membership]) -> dict[int, list[Held]]:
    """Every designation of some memberships, by a membership's key."""
    held: dict[int, list[Held]] = {}
    found = HeldDesignation.objects.filter(membership__in=memberships).order_by("since", "id")
    for each in found:
        spell = Held(each.designation, each.since, each.until)
        held.setdefault(each.membership_id, []).append(spell)
    return held


def listings_of(memberships: Collection[Membership]) -> QuerySet[Listing]:
    """The lines that some memberships have in the lists."""
    return Listing.objects.filter(membership__in=memberships)


def as_values(listed: QuerySet[Listing]) -> list[Listed]:
    """Lines of members as values."""
    fields = [field.name for field in dataclasses.fields(Listed)]
    return [Listed(*values) for values in listed.values_list(*fields)]


def listed(network_id: str, seat: Seat) -> QuerySet[Listing]:
    """The lines of a network's members, which are public (MS-58); to its staff, of all to come."""
    sees_all = network_id in networks_run_by(seat)
    states = IN_SIGHT if sees_all else {State.MEMBER}
    return Listing.objects.filter(network_id=network_id, state__in=sorted(states))
