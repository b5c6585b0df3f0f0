"""The steps of signing: signed in, by mailing a link, on paper, and re-affirming."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse

from openiln.kernel.days import day_in_words
from openiln.kernel.errors import BadInput, RuleViolation
from openiln.kernel.limits import check_rate
from openiln.kernel.seat import Seat
from openiln.membership.actions import links, reaffirming, signing
from openiln.membership.models.letter import Letter
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import (
    allows,
    check_can_prepare,
    check_can_recognise,
    check_can_record,
    check_is_own,
)
from openiln.membership.queries import letters, people, successors
from openiln.membership.rules.signatures import check_may_sign, signatory_called
from openiln.membership.web import forms
from openiln.membership.web.steps import Step, folder_of, keep_file, membership_of, take
from openiln.shell.audience import SeatedRequest, seated

MOST_LINKS = 30
"""Links of one membership in an hour **[choice]**: ten signatories, each mailed three times."""
SCANS = frozenset({"pdf", "png", "jpg"})
"""The kinds of file, as `files` calls them, that a page on paper becomes."""
MOST_TO_ONE = 5
"""Links to one address in an hour **[choice]**: nobody's mailbox is filled from here."""


@seated
def sign(
    request: SeatedRequest, network_id: str, membership_id: str, signatory: str
) -> HttpResponse:
    """Read the exact text and sign it."""
    found = membership_of(request, network_id, membership_id)
    letter, asked = asked_of(found, signatory)
    form = forms.Sign(request.POST or None, initial=_known(request.seat, letter))
    step = Step(
        "Sign the letter",
        "Sign",
        f"Signed as: {asked}.",
        (f"You sign as: {asked}. Read the text; below it type your name and title.",),
        letter.text,
    )

    def check() -> None:
        check_is_own(request.seat, found)
        _, asked = signing.signable(found, signatory, letter.sha256)
        check_may_sign(request.seat.role, asked)

    act = partial(signing.sign_letter, signatory=signatory)
    return take(request, found, step, form, act, check=check)


@seated
def link(
    request: SeatedRequest, network_id: str, membership_id: str, signatory: str
) -> HttpResponse:
    """Mail a link to someone who signs without an account."""
    found = membership_of(request, network_id, membership_id)
    letter, asked = asked_of(found, signatory)

    def check() -> None:
        check_can_prepare(request.seat, network_id, found.organisation_id)
        signing.signable(found, signatory, letter.sha256)

    def send(found: Membership, *, address: str, by: Seat, at: datetime) -> object:
        hour = timedelta(hours=1)
        check_rate(f"signing links of {found.public_id}", limit=MOST_LINKS, per=hour, at=at)
        check_rate(f"signing links to {address.lower()}", limit=MOST_TO_ONE, per=hour, at=at)
        return links.send_signing_link(found, signatory=signatory, address=address, by=by, at=at)

    step = Step(
        "Mail a link to sign",
        "Mail the link",
        "The link is on its way.",
        (
            f"For the signature: {asked}. They read the letter on one page and sign it there.",
            "The link works for two weeks. A new one takes the place of an older one.",
        ),
    )
    return take(request, found, step, forms.Link(request.POST or None), send, check=check)


@seated
def paper(
    request: SeatedRequest, network_id: str, membership_id: str, signatory: str
) -> HttpResponse:
    """Record what was signed on paper."""
    found = membership_of(request, network_id, membership_id)
    letter, asked = asked_of(found, signatory)
    initial = {"read": letter.sha256}
    form = forms.Paper(request.POST or None, request.FILES or None, initial=initial)
    step = Step(
        "Record a signature on paper",
        "Record it",
        f"Recorded: {asked}, signed on paper.",
        (f"For the signature: {asked}. The paper must have had exactly the text of the letter.",),
        about=letter,
    )

    def check() -> None:
        check_can_record(request.seat, found)
        signing.signable(found, signatory, letter.sha256)

    act = partial(_record_paper, signatory=signatory)
    return take(request, found, step, form, act, check=check)


@seated
def take_back(
    request: SeatedRequest, network_id: str, membership_id: str, signature_id: str
) -> HttpResponse:
    """Say that the record of a signature on paper is wrong."""
    found = membership_of(request, network_id, membership_id)
    signature = next((s for s in folder_of(found).signatures if s.public_id == signature_id), None)
    if signature is None:
        raise Http404("There is no such record under this letter.")
    step = Step(
        "Take back the record of a signature",
        "Take it back",
        "Taken back. Record the signature anew, or ask for another.",
        (
            f"Recorded: {signature}, on {day_in_words(signature.signed_on)}.",
            "The record counts no longer. It is still shown, as taken back, with your reason.",
        ),
        is_grave=True,
    )

    def check() -> None:
        check_can_record(request.seat, found)
        signing.removable(found, signature_id)

    act = partial(signing.take_back_paper_signature, signature_id=signature_id)
    return take(request, found, step, forms.Reason(request.POST or None), act, check=check)


def _record_paper(
    found: Membership,
    *,
    scan: Any,  # noqa: ANN401 -- Django's uploaded file, or nothing
    by: Seat,
    at: datetime,
    **typed: Any,  # noqa: ANN401 -- the form's words
) -> object:
    """Store the scan and record what it proves; a refusal leaves no row of the file either."""
    with transaction.atomic():
        stored = keep_file(scan, at)
        if stored and stored.kind not in SCANS:
            raise BadInput(
                f"{scan.name} is no scan: choose a PDF or a picture (PNG or JPEG) of the page."
            )
        return signing.record_paper_signature(found, **typed, scan=stored, by=by, at=at)


@seated
def reaffirm(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """The successor of a superintendent reads the letter and stands behind it."""
    found = membership_of(request, network_id, membership_id)
    letter = letters.accepted_letter(found)
    if letter is None:
        raise Http404("There is no accepted letter to re-affirm.")
    form = forms.Sign(request.POST or None, initial=_known(request.seat, letter))
    step = Step(
        "Re-affirm the letter",
        "Re-affirm",
        "Thank you. The commitment stands, and you stand behind it.",
        (f"This is what {found.organisation} promised before you came.",),
        letter.text,
    )
    return take(request, found, step, form, reaffirming.reaffirm_commitment)


@seated
def recognise(
    request: SeatedRequest, network_id: str, membership_id: str, signature_id: str
) -> HttpResponse:
    """Say that a head who was given access later is the one who signed."""
    found = membership_of(request, network_id, membership_id)
    unknown = successors.unknown_signatures(found)
    signature = next((s for s in unknown if s.public_id == signature_id), None)
    if signature is None or not allows(check_can_recognise, request.seat, found):
        raise Http404("There is no signature here of which you can say who put it.")
    heads = [
        (h.held.public_id, f"{h.name} {h.address}".strip()) for h in successors.heads_of(found)
    ]
    day = signature.signed_on
    step = Step(
        f"Who signed for {found.organisation}",
        "It was they",
        "Recorded. They are not asked to re-affirm what they signed.",
        (
            f"Signed {signature.how_label}: {signature}, on {day_in_words(day)}.",
            "Say this only if you know that they are the same person. The same name is not enough.",
        ),
    )

    def act(_: Membership, *, head: str, by: Seat, at: datetime) -> object:
        return reaffirming.recognise_signer(signature, head=head, by=by, at=at)

    return take(request, found, step, forms.Recognition(request.POST or None, heads=heads), act)


def _known(seat: Seat, letter: Letter) -> dict[str, str]:
    """What the form has before anyone types: the text, and what is known of who signs."""
    read = {"read": letter.sha256}
    last = letters.last_signature_of(seat)
    if last is not None:
        return {**read, "name": last.name, "title": last.title}
    return {**read, "name": people.name_of(seat)}


def asked_of(found: Membership, signatory: str) -> tuple[Letter, str]:
    """The current letter, and who is asked by what name. What the letter does not ask is a 404."""
    folder = folder_of(found)
    try:
        return folder.letter, signatory_called(folder.charter, folder.tier, signatory).name
    except RuleViolation as missing:
        raise Http404(missing.sentence) from missing
