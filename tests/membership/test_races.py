"""Two at once, each in a thread and a transaction of its own, on either database."""

import re
from datetime import timedelta

import pytest

import make
from at_once import at_once
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import OutOfDate, Refusal
from openiln.mail.models import Message
from openiln.membership.actions import decisions, drawing, joining, links, signing
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import Receipt, Signature
from openiln.membership.models.membership import Membership
from openiln.membership.queries import letters
from openiln.membership.rules.states import State

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Northland Unified"
LATER = make.NOW + timedelta(hours=1)


def one_won(outcomes, kind=OutOfDate):
    """Exactly one went through, and every other was told why not."""
    lost = [o for o in outcomes if isinstance(o, Exception)]
    assert all(isinstance(o, kind) for o in lost), lost
    return len(lost) == len(outcomes) - 1


def test_two_approvals_at_once_make_one_decision():
    found, staff = make.sent_in(), make.staff()
    read = letters.current_letter(found).sha256
    done = at_once(lambda _: decisions.approve(found, read=read, by=staff, at=LATER), 4)
    assert one_won(done)
    assert Decision.objects.count() == 1
    assert Receipt.objects.filter(event=Receipt.APPROVED).count() == 1


def test_an_approval_and_a_withdrawal_at_once_end_in_one_of_the_two():
    found, staff, head = make.sent_in(), make.staff(), make.superintendent(NAME)
    read = letters.current_letter(found).sha256

    def act(number):
        if number:
            return joining.withdraw(found, by=head, at=LATER)
        return decisions.approve(found, read=read, by=staff, at=LATER)

    assert one_won(at_once(act, 2))
    found.refresh_from_db()
    is_approved = Decision.objects.filter(outcome="approved").exists()
    assert found.state == (State.MEMBER if is_approved else State.WITHDRAWN)
    assert (found.member_on is not None) is is_approved


def test_a_signature_stands_for_the_text_that_was_read_whatever_happens_meanwhile():
    found, head = make.membership(), make.superintendent(NAME)
    read = letters.current_letter(found).sha256

    def act(number):
        if number:
            return drawing.write_statement(found, statement="New.", read=read, by=head, at=LATER)
        words = {"name": "Avery", "title": "Dr", "read": read, "by": head, "at": LATER}
        return signing.sign_letter(found, signatory="board", **words)

    done = at_once(act, 2)
    assert not isinstance(done[1], Exception)
    assert isinstance(done[0], Signature | OutOfDate)
    for signature in Signature.objects.select_related("letter"):
        assert signature.letter.sha256 == read
    missing = [gap.signatory for gap in letters.folder(found).missing]
    assert "board" in missing, "the new text is not signed"


def test_one_link_that_is_spent_twice_at_once_signs_once():
    link = make.signing_link()
    token = re.search(r"/sign/([\w-]+)/", Message.objects.get(to=link.address).text)[1]
    done = at_once(lambda _: links.sign_by_link(token, name="Tess", title="Teacher", at=LATER), 4)
    assert one_won(done)
    assert Signature.objects.count() == 1
    link.refresh_from_db()
    assert link.spent_at == LATER


def test_two_requests_of_one_district_at_once_make_one_membership():
    network_id, staff = make.northland(), make.staff()
    district = make.superintendent(NAME).organisation_id
    words = {"organisation_id": district, "tier": "member", "by": staff, "at": LATER}
    done = at_once(lambda _: joining.register_interest(network_id, **words), 4)
    assert one_won(done)
    assert Membership.objects.count() == 1


def test_receipts_that_are_given_at_once_have_numbers_of_their_own():
    names = [f"District {number}" for number in range(3)]
    waiting = [make.signed(make.membership(name=name)) for name in names]
    heads = [make.acting("superintendent", Kind.DISTRICT, name) for name in names]
    done = at_once(lambda n: drawing.submit_letter(waiting[n], by=heads[n], at=LATER), 3)
    assert not [o for o in done if isinstance(o, Refusal)]
    assert sorted(receipt.serial for receipt in done) == [1, 2, 3]
