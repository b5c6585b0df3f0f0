"""Every read of letters, and of what lies beside them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from openiln.charters import facade as charters
from openiln.charters.facade import Charter, NetworkInForce, Tier
from openiln.files.models import StoredFile
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Operator, Seat
from openiln.membership.models.decision import Answer, Decision
from openiln.membership.models.letter import Ballot, Letter, Receipt, Signature, SigningLink
from openiln.membership.models.membership import Membership
from openiln.membership.queries.in_force import tier_called
from openiln.membership.queries.memberships import visible_to
from openiln.membership.rules import signatures
from openiln.membership.rules.signatures import Gap, How, Signed, Voted


def next_serial(membership: Membership) -> int:
    """The network's next receipt number; locks the network's row, so that none is given twice."""
    networks = Membership.network.get_queryset(instance=membership)
    networks.select_for_update().get(pk=membership.network.pk)
    last = Receipt.objects.filter(network_id=membership.network_id).order_by("-serial").first()
    return last.serial + 1 if last else 1


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
        signatures=tuple(standing_signatures().filter(**alike).order_by("recorded_at", "id")),
        ballots=tuple(Ballot.objects.filter(**alike).order_by("recorded_at", "id")),
    )


def standing_signatures() -> QuerySet[Signature]:
    """All but what was recorded from paper by mistake and taken back."""
    return Signature.objects.filter(taken_back_at__isnull=True)


def taken_back(letter: Letter) -> QuerySet[Signature]:
    """Records of signatures on paper under exactly this text that were taken back, in order."""
    alike = Signature.objects.filter(
        letter__membership=letter.membership_id, letter__sha256=letter.sha256
    )
    return alike.filter(taken_back_at__isnull=False).order_by("taken_back_at", "id")


def is_bound_by(membership: Membership, sha256: str) -> bool:
    """Whether some version of exactly this text was accepted."""
    return membership.letters.filter(sha256=sha256, accepted_at__isnull=False).exists()


def accepted_letter(membership: Membership) -> Letter | None:
    """The letter by which a member is bound."""
    return membership.letters.filter(accepted_at__isnull=False).order_by("-number").first()


def decisions_of(membership: Membership) -> QuerySet[Decision]:
    """What was decided about it, the last first."""
    found = Decision.objects.filter(letter__membership=membership).select_related(
        "letter__membership__organisation", "answer__attachment"
    )
    return found.order_by("-decided_at", "-id")


def answer_file(membership: Membership, answer_id: str) -> StoredFile | None:
    """The file that came with an answer to what was asked, if there is one."""
    found = Answer.objects.filter(decision__letter__membership=membership, public_id=answer_id)
    answer = found.select_related("attachment").first()
    return answer.attachment if answer else None


def scan(membership: Membership, signature_id: str) -> StoredFile | None:
    """The scan of what was signed on paper, if there is one."""
    found = Signature.objects.filter(letter__membership=membership, public_id=signature_id)
    signature = found.select_related("scan").first()
    return signature.scan if signature else None


def receipts_of(membership: Membership) -> QuerySet[Receipt]:
    """The receipts that were given, the last first."""
    return Receipt.objects.filter(letter__membership=membership).order_by("-serial")


def receipts_visible_to(seat: Seat) -> QuerySet[Receipt]:
    """The receipts of all memberships that the seat may see."""
    found = Receipt.objects.filter(letter__membership__in=visible_to(seat))
    return found.select_related("letter__membership__organisation")


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


def last_signature_of(seat: Seat) -> Signature | None:
    """What someone signed last, signed in: their name and title are not asked for twice."""
    found = Signature.objects.filter(seat_id=seat.public_id, how=How.SIGNED_IN)
    return found.order_by("recorded_at", "id").last()


def signature_by_link(link: SigningLink) -> Signature | None:
    """The signature that a link has given."""
    return Signature.objects.filter(seat_id=link.public_id).first()


def links_alive(letter: Letter) -> QuerySet[SigningLink]:
    """The links by which this text can still be signed."""
    return letter.links.filter(spent_at__isnull=True, dead_at__isnull=True).order_by("id")
