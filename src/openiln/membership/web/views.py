"""The pages that are read: the way in, one membership, what waits, versions, receipts."""

from itertools import pairwise

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from openiln.files.models import StoredFile
from openiln.files.serving import attachment
from openiln.membership import permissions
from openiln.membership.actions import receipts, todays_rules
from openiln.membership.models.letter import Letter
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import allows
from openiln.membership.queries import (
    asked,
    in_force,
    letters,
    people,
    successors,
    ways,
)
from openiln.membership.rules import letter
from openiln.membership.rules.states import UNDER_WAY, State
from openiln.membership.web.finding import organisations_called
from openiln.membership.web.joining import ways_in
from openiln.membership.web.steps import charter_of, membership_of
from openiln.shell.audience import SeatedRequest, seated
from openiln.shell.middleware import received_at

MOST_SHOWN = 20


@seated
def membership(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """One membership: where it stands, the letter, who has signed, what comes next."""
    found = membership_of(request, network_id, membership_id)
    charter = charter_of(request, network_id)
    names = {d.id: d.name for d in charter.designations}
    today = in_force.local_day(charter, received_at(request))
    page = {
        "charter": charter,
        "membership": found,
        "state": found.standing_state,
        "decisions": letters.decisions_of(found),
        "receipts": letters.receipts_of(found),
        "designations": [
            (held, names.get(held.designation, held.designation))
            for held in ways.all_designations(network_id, found.organisation_id)
        ],
        "statuses_taken_back": [
            (gone, names.get(gone.designation, gone.designation))
            for gone in ways.designations_taken_back(network_id, found.organisation_id)
        ],
        "today": today,
        "days": (today - in_force.local_day(charter, found.state_since)).days,
        "tier": next((t.name for t in charter.tiers if t.id == found.tier), ""),
        **_rights(request, found),
    }
    current = letters.letters_of(found).last()
    if current is not None:
        page |= _of_letter(request, found, current)
    elif found.standing_state is State.INTERESTED:
        page |= ways_in(request, charter, found.organisation_id, found)
    return render(request, "membership/membership.html", page)


def _rights(request: SeatedRequest, found: Membership) -> dict[str, object]:
    """What this seat may do here, so that no button leads to a refusal."""
    seat, state = request.seat, found.standing_state
    own = (seat, found.network_id, found.organisation_id)
    is_member = state is State.MEMBER
    is_staff = permissions.is_staff_of(seat, found.network_id)
    awaits = successors.awaits_reaffirmation(found)
    return {
        "may_prepare": allows(permissions.check_can_prepare, *own),
        "may_record": allows(permissions.check_can_record, seat, found),
        "may_renew": is_member
        and allows(permissions.check_can_prepare, *own)
        and todays_rules.is_renewal_due(found, received_at(request)),
        "may_withdraw": state in UNDER_WAY and allows(permissions.check_can_speak, seat, found),
        "nobody_has_access": is_staff and state.is_open and not people.head_addresses(found),
        "may_end": is_member and allows(permissions.check_can_speak, seat, found),
        "may_decide": is_staff,
        "awaits_reaffirmation": awaits,
        "may_reaffirm": awaits and allows(permissions.check_is_head, seat, found),
        "to_recognise": successors.unknown_signatures(found)
        if awaits and allows(permissions.check_can_recognise, seat, found)
        else [],
        "to_call": people.heads_to_call(found, seat) if is_staff and state.is_open else [],
        "sees_people": (is_staff and state.is_open)
        or seat.organisation_id == found.organisation_id,
    }


def _of_letter(request: SeatedRequest, found: Membership, current: Letter) -> dict[str, object]:
    """The letter, and a line for each signatory: signed by whom, or what can be done."""
    standing = asked.standing_of(found, current, request.seat)
    folder = standing.folder
    names = {line.signatory.id: line.signatory.name for line in standing.asked}
    return {
        "letter": current,
        "lines": standing.asked,
        "ballots": folder.ballots,
        "missing": folder.missing,
        "taken_back": [
            (gone, names.get(gone.signatory, gone.signatory))
            for gone in letters.taken_back(current)
        ],
        "is_in_hand": standing.is_in_hand,
        "is_own": standing.is_own,
        "is_signable": standing.is_signable,
        "is_bound": standing.is_bound,
        "has_versions": current.number > 1,
    }


@seated
def versions(request: SeatedRequest, network_id: str, membership_id: str) -> HttpResponse:
    """How the letter changed from each version to the next."""
    found = membership_of(request, network_id, membership_id)
    texts = list(letters.letters_of(found))
    pairs = [
        (later, letter.differences(sooner.text, later.text)) for sooner, later in pairwise(texts)
    ]
    charter = charter_of(request, network_id)
    page = {"charter": charter, "membership": found, "pairs": reversed(pairs)}
    return render(request, "membership/versions.html", page)


@seated
def enter(request: SeatedRequest, network_id: str) -> HttpResponse:
    """Find whom to enter on their behalf, or to invite, by name."""
    charter = charter_of(request, network_id)
    if network_id not in permissions.networks_run_by(request.seat):
        raise Http404("This page is for the staff of the network.")
    searched = request.GET.get("name", "").strip()[:100]
    page = {
        "charter": charter,
        "searched": searched,
        "organisations": organisations_called(searched, charter, request.seat)[:MOST_SHOWN]
        if searched
        else [],
    }
    return render(request, "membership/enter.html", page)


@seated
def receipt(request: SeatedRequest, network_id: str, receipt_id: str) -> HttpResponse:
    """The numbered receipt as a PDF."""
    visible = letters.receipts_visible_to(request.seat)
    found = get_object_or_404(visible, network_id=network_id, public_id=receipt_id)
    return _given(receipts.make_pdf(found, by=request.seat, at=received_at(request)))


@seated
def scan(
    request: SeatedRequest, network_id: str, membership_id: str, signature_id: str
) -> HttpResponse:
    """The scan of what was signed on paper."""
    found = membership_of(request, network_id, membership_id)
    return _given(letters.scan(found, signature_id))


@seated
def answer_file(
    request: SeatedRequest, network_id: str, membership_id: str, answer_id: str
) -> HttpResponse:
    """The file that came with an answer to what was asked."""
    found = membership_of(request, network_id, membership_id)
    return _given(letters.answer_file(found, answer_id))


def _given(stored: StoredFile | None) -> HttpResponse:
    """A file of a membership that was fetched through visible_to. What there is not is a 404."""
    if stored is None:
        raise Http404("There is no such file with this letter.")
    return attachment(stored, check=lambda _: None)
