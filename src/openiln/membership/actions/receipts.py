"""Makes the PDF of a receipt when it is first asked for, and keeps it."""

import io
from datetime import datetime
from pathlib import Path

from django.db import transaction

from openiln.charters import facade as charters
from openiln.documents.pdf import render_pdf
from openiln.files.models import StoredFile
from openiln.files.store import store_file
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import NotPermitted
from openiln.kernel.seat import Operator, Seat
from openiln.membership.models.letter import Receipt
from openiln.membership.models.membership import Membership
from openiln.membership.queries import in_force, letters, memberships
from openiln.membership.rules.signatures import signatories

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "membership" / "receipt.typ"


def make_pdf(receipt: Receipt, *, by: Seat, at: datetime) -> StoredFile:
    """The stored PDF of a receipt. It says what stood when the receipt was given.

    The document is made outside the transaction; where two ask at once, one of the two is kept.

    Raises:
        NotPermitted: the seat may not see the membership.
    """
    membership = receipt.letter.membership
    if not memberships.visible_to(by).filter(pk=membership.pk).exists():
        raise NotPermitted("You may not see this receipt. Sign in for the organisation it is of.")
    if receipt.pdf is not None:
        return receipt.pdf
    content = content_of(receipt, membership)
    issued = receipt.issued_at.replace(microsecond=0)  # as a PDF says times
    made = render_pdf(TEMPLATE, title=f"Receipt {receipt}", content=content, at=issued)
    name = f"receipt-{receipt}.pdf".lower()
    stored = store_file(io.BytesIO(made), name=name, size=len(made), at=at)
    with transaction.atomic():
        locked = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
        if locked.pdf_id is None:
            locked.pdf = stored
            locked.save()
        kept = locked.pdf
    return kept or stored


def content_of(receipt: Receipt, membership: Membership) -> dict[str, object]:
    """What the receipt says, as JSON can say it."""
    letter = receipt.letter
    charter = charters.find_version(Operator(), letter.version_id).charter
    tier = in_force.tier_called(charter, membership.tier)
    asked = {signatory.id: signatory.name for signatory in signatories(charter, tier)}
    folder = letters.folder(membership, letter)
    issued = in_force.local_day(charter, receipt.issued_at)
    return {
        "number": str(receipt),
        "what": receipt.what,
        "network": charter.name,
        "steward": charter.network.steward,
        "organisation": str(membership.organisation),
        "issued": day_in_words(issued),
        "route": membership.route,
        "sha256": letter.sha256,
        "letter": letter.text.strip().split("\n\n"),
        "signatures": [
            [asked[s.signatory], f"{s.name}, {s.title}", day_in_words(s.signed_on), s.how_label]
            for s in folder.signatures
            if s.recorded_at <= receipt.issued_at
        ],
        "votes": [
            b.verdict for b in folder.ballots if b.is_settled and b.recorded_at <= receipt.issued_at
        ],
    }
