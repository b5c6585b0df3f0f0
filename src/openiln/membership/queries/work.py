"""What an organisation's people have before them: their letter, and what each of them can do."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from openiln.kernel.seat import Seat
from openiln.membership import permissions
from openiln.membership.models.decision import Decision
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import allows
from openiln.membership.queries import letters
from openiln.membership.queries.letters import Folder
from openiln.membership.queries.successors import came_after_the_letter
from openiln.membership.rules.signatures import MAY_SIGN, signatories
from openiln.membership.rules.states import State


@dataclass(frozen=True)
class AskedSignature:
    """One whose signature the letter asks. `signed_by` is empty until it stands there.

    `vote` names the vote that must come first. `url` leads to signing, for those who may now.
    """

    name: str
    signed_by: str
    signed_on: date | None
    vote: str
    url: str


@dataclass(frozen=True)
class Step:
    """Something that can be done now, and where."""

    name: str
    url: str


@dataclass(frozen=True)
class HandedIn:
    """A receipt: `was_approved` says whether of an approval, else of a letter that was sent in."""

    number: str
    was_approved: bool
    at: datetime
    url: str


@dataclass(frozen=True)
class LetterFact:
    """The letter that stands last, and what the seat that asks can do about it.

    `is_in_hand`: it can be changed, signed and sent in. `is_bound`: the network has taken it.
    `votes` are those that the seat may record. `send_in` is empty unless the seat may and nothing
    is missing. `reason` is why it was sent back or declined, whole. `successor_came_at` is set
    where a new head has not re-affirmed it; `reaffirm` where the seat is that head.
    """

    number: int
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
    folder = letters.folder(membership, letter)
    decision = letters.decisions_of(membership).first()
    is_bound = letter.accepted_at is not None
    is_in_hand = not is_bound and membership.standing_state in IN_HAND
    own = (seat, membership.network_id, membership.organisation_id)
    may_prepare = allows(permissions.check_can_prepare, *own)
    may_record = is_in_hand and allows(permissions.check_can_record, seat, membership)
    came_at = came_after_the_letter([membership]).get(membership.pk)
    may_reaffirm = came_at is not None and allows(permissions.check_is_head, seat, membership)
    return LetterFact(
        number=letter.number,
        is_in_hand=is_in_hand,
        is_bound=is_bound,
        asked=tuple(_asked(folder, membership, seat, is_signable=not is_bound)),
        missing=tuple(gap.sentence for gap in folder.missing),
        votes=tuple(_votes(folder, membership)) if may_record else (),
        may_prepare=may_prepare,
        send_in=_url("send_in", membership)
        if is_in_hand and may_prepare and not folder.missing
        else "",
        decided=decision.label if decision else "",
        decided_at=decision.decided_at if decision else None,
        reason=_reason(membership, decision),
        successor_came_at=came_at,
        reaffirm=_url("reaffirm", membership) if may_reaffirm else "",
        handed_in=tuple(
            HandedIn(str(r), r.event == r.APPROVED, r.issued_at, r.get_absolute_url())
            for r in letters.receipts_of(membership)
        ),
    )


IN_HAND = {State.DRAFTING, State.SENT_BACK, State.MEMBER}


def _reason(membership: Membership, decision: Decision | None) -> str:
    """What the network wrote, while it still stands in the way."""
    is_against = membership.standing_state in {State.SENT_BACK, State.DECLINED}
    return decision.reason if decision and is_against else ""


def _asked(
    folder: Folder, membership: Membership, seat: Seat, *, is_signable: bool
) -> list[AskedSignature]:
    given = {signature.signatory: signature for signature in folder.signatures}
    open_votes = {gap.vote for gap in folder.missing if gap.vote}
    names = {vote.id: vote.name for vote in folder.charter.votes}
    is_own = seat.organisation_id == membership.organisation_id
    is_open = is_signable and membership.standing_state.is_open
    found = []
    for asked in signatories(folder.charter, folder.tier):
        signature = given.get(asked.id)
        vote = names[asked.vote] if asked.vote in open_votes else ""
        may = is_own and is_open and not vote and seat.role in MAY_SIGN[asked.signs_as]
        found.append(
            AskedSignature(
                name=asked.name,
                signed_by=f"{signature}" if signature else "",
                signed_on=signature.signed_on if signature else None,
                vote=vote,
                url=_url("sign", membership, asked.id) if may and signature is None else "",
            )
        )
    return found


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
