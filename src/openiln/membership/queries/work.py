"""What an organisation's people have before them: their letter, and what each of them can do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from openiln.kernel.seat import Seat
from openiln.membership import permissions
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import SigningLink
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import allows
from openiln.membership.queries import in_force, letters
from openiln.membership.queries.asked import Asked, Standing, standing_of
from openiln.membership.queries.letters import Folder
from openiln.membership.queries.successors import came_after_the_letter
from openiln.membership.rules.states import State


@dataclass(frozen=True)
class Mailed:
    """A link by which someone was asked to sign. The days are the network's; `until` the last.

    `times` counts this one and those before it whose place it took, to whatever address.
    """

    address: str
    on: date
    until: date
    times: int


@dataclass(frozen=True)
class AskedSignature:
    """One whose signature the letter asks. `signed_by` is empty until it stands there.

    `vote` names the vote that must come first. `url` leads to signing, for those who may now;
    `ask` to mailing a link, for those who may: then it is for others to sign, not for the seat
    that asks, even where its role could. `paper` leads to recording what was signed on paper.
    `mailed` is the last link that is still unspent.
    """

    name: str
    signed_by: str
    signed_on: date | None
    vote: str
    url: str
    ask: str
    paper: str
    mailed: Mailed | None

    def waits_for_others(self, on: date) -> bool:
        """Whether it was asked for by a link that still works on a day."""
        return self.mailed is not None and self.mailed.until >= on


@dataclass(frozen=True)
class Step:
    """Something that can be done now, and where."""

    name: str
    url: str


@dataclass(frozen=True)
class HandedIn:
    """A receipt: what became of the letter, in words, and whether it was taken."""

    number: str
    what: str
    was_taken: bool
    at: datetime
    url: str


@dataclass(frozen=True)
class LetterFact:
    """The letter that stands last, and what the seat that asks can do about it.

    `is_mended`: it was written anew since something was decided. `is_in_hand`: it can be changed,
    signed and sent in. `is_bound`: the network has taken it. `votes` are those that the seat may
    record. `send_in` is empty unless the seat may and nothing is missing. `reason` is why it was
    sent back or declined, whole. `successor_came_at` is set where a new head has not re-affirmed
    it; `reaffirm` where the seat is that head.
    """

    number: int
    is_mended: bool
    is_in_hand: bool
    is_bound: bool
    asked: tuple[AskedSignature, ...]
    missing: tuple[str, ...]
    votes: tuple[Step, ...]
    may_prepare: bool
    send_in: str
    decided: str
    decided_at: datetime | None
    reason: str
    successor_came_at: datetime | None
    reaffirm: str
    handed_in: tuple[HandedIn, ...]


def letter_of(membership: Membership, seat: Seat) -> LetterFact | None:
    """The letter of a membership as the seat meets it; None before there is one."""
    letter = letters.letters_of(membership).last()
    if letter is None:
        return None
    standing = standing_of(membership, letter, seat)
    folder, may_prepare = standing.folder, standing.may_prepare
    decision = letters.decisions_of(membership).first()
    may_record = standing.is_in_hand and allows(permissions.check_can_record, seat, membership)
    came_at = came_after_the_letter([membership]).get(membership.pk)
    may_reaffirm = came_at is not None and allows(permissions.check_is_head, seat, membership)
    return LetterFact(
        number=letter.number,
        is_mended=decision is not None and letter.written_at > decision.decided_at,
        is_in_hand=standing.is_in_hand,
        is_bound=standing.is_bound,
        asked=tuple(_asked(each, standing, membership) for each in standing.asked),
        missing=tuple(gap.sentence for gap in folder.missing),
        votes=tuple(_votes(folder, membership)) if may_record else (),
        may_prepare=may_prepare,
        send_in=_url("send_in", membership)
        if standing.is_in_hand and may_prepare and not folder.missing
        else "",
        decided=decision.label if decision else "",
        decided_at=decision.decided_at if decision else None,
        reason=_reason(membership, decision),
        successor_came_at=came_at,
        reaffirm=_url("reaffirm", membership) if may_reaffirm else "",
        handed_in=tuple(
            HandedIn(str(r), r.what, r.event != r.SENT_IN, r.issued_at, r.get_absolute_url())
            for r in letters.receipts_of(membership)
        ),
    )


def _reason(membership: Membership, decision: Decision | None) -> str:
    """What the network wrote, while it still stands in the way."""
    is_against = membership.standing_state in {State.SENT_BACK, State.DECLINED}
    return decision.reason if decision and is_against else ""


def _asked(asked: Asked, standing: Standing, membership: Membership) -> AskedSignature:
    signature, signatory = asked.signature, asked.signatory
    waits = signature is None and asked.vote is None
    is_open = standing.is_signable and waits
    may = is_open and asked.may_sign
    is_theirs = is_open and standing.may_prepare and not (may and asked.is_ones_own)
    return AskedSignature(
        name=signatory.name,
        signed_by=f"{signature}" if signature else "",
        signed_on=signature.signed_on if signature else None,
        vote=asked.vote.name if asked.vote else "",
        url=_url("sign", membership, signatory.id) if may else "",
        ask=_url("link", membership, signatory.id) if is_theirs else "",
        paper=_url("paper", membership, signatory.id) if is_theirs else "",
        mailed=_mailed(standing.folder, asked.link) if asked.link and waits else None,
    )


def _mailed(folder: Folder, link: SigningLink) -> Mailed:
    sent = in_force.local_day(folder.charter, link.sent_at)
    until = in_force.local_day(folder.charter, link.expires_at)
    return Mailed(link.address, sent, until, link.sends)


def _votes(folder: Folder, membership: Membership) -> list[Step]:
    open_votes = {gap.vote for gap in folder.missing if gap.vote}
    return [
        Step(vote.name, _url("vote", membership, vote.id))
        for vote in folder.charter.votes
        if vote.id in open_votes
    ]


def _url(step: str, membership: Membership, *words: str) -> str:
    place = [membership.network_id, membership.public_id, *words]
    return reverse(f"membership:{step}", args=place)
