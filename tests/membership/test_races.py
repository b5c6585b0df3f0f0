"""Two at once, each in a thread and a transaction of its own, on either database."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

import make
import networks
from at_once import at_once
from openiln.accounts.facade import erase_person
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import OutOfDate, Refusal
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership.actions import decisions, drawing, joining, links, signing
from openiln.membership.actions.listing import list_membership
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import Receipt, Signature, SigningLink
from openiln.membership.models.listing import Cell, Listing
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


def test_two_links_mailed_at_once_for_one_signature_leave_one_that_works():
    found, head = make.membership(), make.superintendent(NAME)

    def mail(number):
        words = {"signatory": "teachers", "address": f"t{number}@northland.example"}
        return links.send_signing_link(found, **words, by=head, at=LATER)

    mailed = at_once(mail, 3)
    assert not [each for each in mailed if isinstance(each, Exception)], mailed
    alive = letters.links_alive(letters.current_letter(found))
    assert [link.sends for link in alive] == [3]
    assert {link.address for link in mailed} > {link.address for link in alive}


def test_a_link_that_is_spent_while_a_newer_one_is_mailed_signs_or_says_why_not():
    link, head = make.signing_link(), make.superintendent(NAME)
    found = link.letter.membership
    token = re.search(r"/sign/([\w-]+)/", Message.objects.get(to=link.address).text)[1]

    def act(number):
        if number:
            return links.sign_by_link(token, name="Tess", title="Teacher", at=LATER)
        words = {"signatory": "teachers", "address": "new@northland.example"}
        return links.send_signing_link(found, **words, by=head, at=LATER)

    mailed, signed = at_once(act, 2)
    alive = letters.links_alive(letters.current_letter(found)).count()
    if isinstance(signed, Exception):
        assert "A newer link was mailed" in signed.sentence
        assert (Signature.objects.count(), alive) == (0, 1)
    else:
        assert "already signed as “Teachers”" in mailed.sentence
        assert (Signature.objects.count(), alive) == (1, 0)


def test_who_is_erased_while_they_sign_by_a_link_leaves_no_address_behind():
    link = make.signing_link()
    token = re.search(r"/sign/([\w-]+)/", Message.objects.get(to=link.address).text)[1]

    def act(number):
        if number:
            return links.sign_by_link(token, name="Tess", title="Teacher", at=LATER)
        return erase_person(link.address, by=Operator(), at=LATER)

    _, signed = at_once(act, 2)
    assert isinstance(signed, Signature | OutOfDate), signed
    kept = SigningLink.objects.get()
    assert kept.address == ""
    assert (kept.spent_at is None) is not isinstance(signed, Signature)
    assert not Message.objects.filter(to="tess@northland.example").exists()


def test_two_exceptions_at_once_into_two_kinds_of_membership_open_the_later_one_alone():
    network_id, staff = make.northland(networks.two_tiers_text()), make.staff()
    district = make.superintendent(NAME).organisation_id
    tiers = ("member", "exemplar")

    def open_way(number):
        words = {"organisation_id": district, "tier": tiers[number], "reason": tiers[number]}
        return joining.record_exception(network_id, **words, by=staff, at=LATER)

    opened = at_once(open_way, 2)
    kept = Membership.objects.get()
    assert kept.exception == kept.exception_tier, "the reason is of the tier that it opens"
    wrong = [each for each in opened if isinstance(each, Exception)]
    assert all(isinstance(each, OutOfDate) for each in wrong), wrong
    assert any(not isinstance(each, Exception) for each in opened)


def test_the_first_two_of_a_kind_at_once_are_counted_by_one_cell():
    districts = [make.membership(name=f"{number} Unified") for number in range(4)]
    Listing.objects.all().delete()
    Cell.objects.all().delete()

    def act(number):
        with transaction.atomic():
            locked = Membership.objects.select_for_update().get(pk=districts[number].pk)
            list_membership(locked, at=LATER)

    assert at_once(act, 4) == [None] * 4
    assert (Listing.objects.count(), Cell.objects.count()) == (4, 1)
