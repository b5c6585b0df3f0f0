"""Every write of a letter's text, of the votes on it, and of sending it in."""

from datetime import datetime

from django.db import transaction

from openiln.charters.facade import Approval
from openiln.files.models import StoredFile
from openiln.kernel import audit
from openiln.kernel.errors import OutOfDate, RuleViolation
from openiln.kernel.seat import Seat
from openiln.membership.actions.answering import put_answer
from openiln.membership.actions.moving import (
    address_of,
    check_state,
    issue_receipt,
    mail_all,
    move,
    publish,
    tell_other_side,
)
from openiln.membership.actions.todays_rules import text_of, under_todays_rules
from openiln.membership.models.letter import Ballot, Letter, Receipt
from openiln.membership.models.membership import Membership
from openiln.membership.permissions import check_can_prepare, check_can_record
from openiln.membership.queries import in_force, letters, memberships, people
from openiln.membership.queries.letters import Folder
from openiln.membership.rules.letter import check_statement, hash_of
from openiln.membership.rules.signatures import check_complete
from openiln.membership.rules.states import State, Step
from openiln.membership.rules.votes import (
    Conduct,
    Count,
    check_conduct,
    check_count,
    check_not_applicable,
    judge,
    vote_called,
)


def draw_up(membership: Membership, *, statement: str, at: datetime) -> Letter:
    """The text of today's rules, as the next version; where the text is the same, the one there is.

    Called inside an action, with the membership locked.
    """
    rules = in_force.network(membership.network_id, at)
    text = text_of(membership, rules, statement)
    last = letters.letters_of(membership).last()
    if last and last.sha256 == hash_of(text):
        return last
    return Letter.objects.create(
        membership=membership,
        number=last.number + 1 if last else 1,
        version_id=rules.version_id,
        statement=statement,
        text=text,
        sha256=hash_of(text),
        written_at=at,
    )


@transaction.atomic
def write_statement(
    membership: Membership, *, statement: str, read: str, by: Seat, at: datetime
) -> Letter:
    """Put the organisation's own words into the letter. Other words need new signatures.

    Where a member does it, that begins a renewal: the membership stands meanwhile. `read` is the
    sha256 of the text that the writer had before them.

    Raises:
        NotPermitted: the seat may not prepare the letter.
        OutOfDate: it was sent in or is closed, or someone else changed it meanwhile.
        BadInput: the words are too many.
        RuleViolation: a member is bound by this text already.
    """
    membership = memberships.lock(membership)
    check_can_prepare(by, membership.network_id, membership.organisation_id)
    check_state(membership, Step.CHANGE)
    before = letters.current_letter(membership)
    if before.sha256 != read:
        raise OutOfDate(
            "Someone changed the letter while you wrote. Your words are still below: "
            "compare them with the letter as it now stands, and save again."
        )
    letter = draw_up(membership, statement=check_statement(statement), at=at)
    if letter == before and letter.accepted_at:
        raise RuleViolation(
            "A member is bound by exactly these words already. Write others, and save again."
        )
    audit.record(f"{by.label} wrote {letter}.", by=by, at=at, about=letter)
    return letter


@transaction.atomic
def renew(membership: Membership, *, by: Seat, at: datetime) -> Letter:
    """Draw up the letter of a member anew, from the rules now in force. The membership stands.

    A member that a published source names has no letter here yet: this draws up its first.

    Raises:
        NotPermitted: the seat may not prepare the letter.
        OutOfDate: it is no member.
        RuleViolation: the member is bound by exactly this text already.
    """
    membership = memberships.lock(membership)
    check_can_prepare(by, membership.network_id, membership.organisation_id)
    check_state(membership, Step.RENEW)
    before = letters.letters_of(membership).last()
    letter = draw_up(membership, statement=before.statement if before else "", at=at)
    if letter == before:
        raise RuleViolation(
            "The network's rules have not changed since this letter was drawn up, "
            "so there is nothing to renew. Where your own words are to be others, write them "
            "into the letter: that begins a renewal too."
        )
    audit.record(f"{by.label} began a renewal: {letter}.", by=by, at=at, about=letter)
    return letter


@transaction.atomic
def record_ballot(
    membership: Membership,
    *,
    vote: str,
    count: Count | None,
    conduct: Conduct | None,
    not_applicable: str = "",
    read: str,
    by: Seat,
    at: datetime,
) -> Ballot:
    """Record a vote that the rules ask, or why it does not apply, and judge it.

    A vote that did not pass is kept; it can be held again. `read` is the sha256 of the text on
    which it was held.

    Raises:
        NotPermitted: the seat may not record it.
        OutOfDate: the letter is not in hand, or its text has changed.
        BadInput, RuleViolation: it was not counted or held as the rules ask, or is settled.
    """
    membership = memberships.lock(membership)
    check_can_record(by, membership)
    _check_in_hand(membership)
    folder = letters.folder(membership)
    asked = vote_called(folder.charter, vote)
    if folder.letter.sha256 != read:
        raise OutOfDate(
            "The letter was changed since you opened it, and a vote stands for one text. Read it "
            "as it now stands, and record the vote that was held on that."
        )
    if vote not in {gap.vote for gap in folder.missing}:
        raise RuleViolation(f"“{asked.name}” is settled for this letter. Nothing more is needed.")
    ballot = Ballot(letter=folder.letter, vote=vote, recorded_at=at, by_label=by.label)
    if count is None or conduct is None:
        check_not_applicable(asked, not_applicable)
        ballot.not_applicable, ballot.is_settled = not_applicable, True
        ballot.verdict = f"Does not apply: {not_applicable}"[:300]
    else:
        check_count(count)
        written, today = (
            in_force.local_day(folder.charter, t) for t in (folder.letter.written_at, at)
        )
        check_conduct(asked, conduct, written=written, today=today)
        verdict = judge(asked, count)
        ballot.is_settled, ballot.verdict = verdict.is_passed, verdict.sentence
        ballot.eligible, ballot.present = count.eligible, count.present
        ballot.cast, ballot.yes = count.cast, count.yes
        ballot.held_on, ballot.noticed_on = conduct.held_on, conduct.noticed_on
        ballot.was_secret, ballot.certified_by = conduct.was_secret, conduct.certified_by
    ballot.save()
    audit.record(
        f"{by.label} recorded “{asked.name}”. {ballot.verdict}", by=by, at=at, about=ballot
    )
    return ballot


@transaction.atomic
def submit_letter(
    membership: Membership,
    *,
    answer: str = "",
    attachment: StoredFile | None = None,
    by: Seat,
    at: datetime,
) -> Receipt:
    """Send in a complete letter. Returns the receipt.

    Where the rules ask no approval, and in a renewal, the letter is accepted at once. `answer` and
    `attachment` are the organisation's word to what was asked when the letter was sent back.

    Raises:
        NotPermitted: the seat may not prepare the letter, or may not answer for the organisation.
        OutOfDate: it is not in hand, or the text would be another today; nothing is asked that
            could be answered.
        BadInput: the answer is too long.
        RuleViolation: something is missing; each gap is named.
    """
    membership = memberships.lock(membership)
    check_can_prepare(by, membership.network_id, membership.organisation_id)
    check_state(membership, Step.SUBMIT)
    if letters.current_letter(membership).accepted_at:
        raise RuleViolation("This letter is accepted already. There is nothing to send in.")
    folder = under_todays_rules(membership, at)
    check_complete(folder.missing)
    answered = put_answer(membership, text=answer, attachment=attachment, by=by, at=at)
    if membership.state == State.MEMBER:
        return _accept_renewal(membership, folder.letter, by=by, at=at)
    if folder.tier.approved_by is Approval.SIGNATURE:
        return admit(membership, folder, by=by, at=at)
    said = f"sent in the letter of {membership.organisation}."
    move(membership, State.WAITING, by=by, at=at, said=said, news="sent_in")
    receipt = issue_receipt(folder.letter, Receipt.SENT_IN, at=at)
    context: dict[str, object] = {
        "membership": membership,
        "charter": folder.charter,
        "address": address_of(membership),
        "answer": answered,
    }
    staff = people.staff_addresses(membership.network_id)
    mail_all(staff, "sent_in", context, of=membership, key=receipt.public_id, at=at)
    context["receipt"] = receipt
    heads = people.head_addresses(membership)
    mail_all(heads, "receipt", context, of=membership, key=receipt.public_id, at=at)
    return receipt


def admit(membership: Membership, folder: Folder, *, by: Seat, at: datetime) -> Receipt:
    """Make an organisation a member by its complete letter. Called inside an action.

    A member that comes from the state "sent in" keeps the route by which it came.
    """
    folder.letter.accepted_at = at
    folder.letter.save()
    membership.member_on = in_force.local_day(folder.charter, at)
    said = f"approved {membership.organisation} into the {folder.charter.name}."
    if by.organisation_id == membership.organisation_id:
        said = (
            f"brought {membership.organisation} into the {folder.charter.name} by its signatures."
        )
        tell_other_side(membership, "is a member now, by its signatures", by=by, at=at)
    move(membership, State.MEMBER, by=by, at=at, said=said, news="approved")
    return issue_receipt(folder.letter, Receipt.APPROVED, at=at)


def _accept_renewal(membership: Membership, letter: Letter, *, by: Seat, at: datetime) -> Receipt:
    letter.accepted_at = at
    letter.save()
    audit.record(
        f"{by.label} renewed the membership of {membership.organisation} by {letter}.",
        by=by,
        at=at,
        about=membership,
    )
    publish(membership, "renewed", at=at)
    tell_other_side(membership, "has renewed its membership", by=by, at=at)
    return issue_receipt(letter, Receipt.RENEWED, at=at)


def _check_in_hand(membership: Membership) -> None:
    """The letter is in preparation, or the renewal of a member.

    Raises:
        OutOfDate: it was sent in, or a member is bound by it.
    """
    check_state(membership, Step.CHANGE)
    if letters.current_letter(membership).accepted_at:
        raise OutOfDate("A member is bound by this letter. Begin a renewal first.")
