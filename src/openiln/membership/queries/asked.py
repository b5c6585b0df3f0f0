"""A letter as it stands before a seat: whose signatures it asks, and what can be done."""

from dataclasses import dataclass

from openiln.charters.facade import Signatory, SignsAs, Vote
from openiln.kernel.seat import Seat
from openiln.membership import permissions
from openiln.membership.models.letter import Letter, Signature, SigningLink
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import allows
from openiln.membership.queries import letters
from openiln.membership.queries.letters import Folder
from openiln.membership.rules.signatures import MAY_SIGN, signatories
from openiln.membership.rules.states import ALLOWED, Step


@dataclass(frozen=True)
class Asked:
    """One whose signature a letter asks.

    `link` is the last one that is still unspent; `vote` is set while it must come first. `may_sign`
    says that the seat's role signs so, and `is_ones_own` that it would sign for itself, or can ask
    nobody else to.
    """

    signatory: Signatory
    signature: Signature | None
    link: SigningLink | None
    vote: Vote | None
    may_sign: bool
    is_ones_own: bool


@dataclass(frozen=True)
class Standing:
    """A letter and those whom it asks.

    `is_bound`: the network has taken it. `is_in_hand`: it can be changed and sent in;
    `is_signable`: a signature under it would stand for something. `is_own`: it is that of the
    seat's organisation.
    """

    folder: Folder
    asked: tuple[Asked, ...]
    is_bound: bool
    is_in_hand: bool
    is_signable: bool
    is_own: bool
    may_prepare: bool


def standing_of(membership: Membership, letter: Letter, seat: Seat) -> Standing:
    """A letter as a seat meets it."""
    folder = letters.folder(membership, letter)
    state, is_bound = membership.standing_state, letter.accepted_at is not None
    own = (seat, membership.network_id, membership.organisation_id)
    is_own = seat.organisation_id == membership.organisation_id
    may_prepare = allows(permissions.check_can_prepare, *own)
    given = {signature.signatory: signature for signature in folder.signatures}
    links = {link.signatory: link for link in letters.links_alive(letter)}
    open_votes = {gap.vote for gap in folder.missing if gap.vote}
    votes = {vote.id: vote for vote in folder.charter.votes if vote.id in open_votes}
    return Standing(
        folder=folder,
        asked=tuple(
            Asked(
                signatory=asked,
                signature=given.get(asked.id),
                link=links.get(asked.id),
                vote=votes.get(asked.vote or ""),
                may_sign=is_own and seat.role in MAY_SIGN[asked.signs_as],
                is_ones_own=asked.signs_as is SignsAs.PERSON or not may_prepare,
            )
            for asked in signatories(folder.charter, folder.tier)
        ),
        is_bound=is_bound,
        is_in_hand=not is_bound and state in ALLOWED[Step.CHANGE],
        is_signable=not is_bound and state.is_open,
        is_own=is_own,
        may_prepare=may_prepare,
    )
