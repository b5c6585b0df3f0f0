from datetime import date, timedelta

import pytest
from django.db import connection

import digest
import make
import networks
from asking import begin, news, rated
from openiln.accounts.rules import Role
from openiln.charters.actions import load_charter
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership import tasks
from openiln.membership.actions import drawing, joining, todays_rules
from openiln.membership.models.letter import Receipt
from openiln.membership.models.membership import Membership, Steward
from openiln.membership.queries import in_force, letters
from openiln.membership.rules.states import State
from openiln.membership.rules.votes import Conduct, Count
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
LATER = make.NOW + timedelta(days=3)
DOI = "district-of-innovation"
HEAD = "superintendent.northland@northland.example"


def read(found):
    return letters.current_letter(found).sha256


def write(found, statement, *, by=None, sha256=None):
    return drawing.write_statement(
        found,
        statement=statement,
        read=sha256 or read(found),
        by=by or make.superintendent(NAME),
        at=LATER,
    )


def test_own_words_make_a_new_version_and_ask_for_new_signatures():
    found = make.membership()
    make.signature("superintendent", found)
    letter = write(found, "We will try.")
    assert (letter.number, letter.statement) == (2, "We will try.")
    assert letters.folder(found).missing[0].signatory == "superintendent"
    back = write(found, "")
    assert back.number == 3
    assert "superintendent" not in [g.signatory for g in letters.folder(found).missing], (
        "the signature stands for exactly this text again"
    )


def test_saving_the_same_words_changes_no_text():
    found = make.membership()
    assert write(found, "").number == 1


def test_a_delegate_writes_and_a_stranger_to_the_text_is_told():
    found = make.membership()
    delegate = make.acting(Role.DELEGATE, Kind.DISTRICT, NAME)
    before = read(found)
    write(found, "One.", by=delegate)
    with refused("Someone changed the letter while you wrote", OutOfDate):
        write(found, "Two.", sha256=before)
    with refused("Leave out about", BadInput):
        write(found, "x" * 4001)


def test_a_letter_that_was_sent_in_is_not_changed():
    found = make.sent_in()
    with refused("cannot be changed: since 2 March 2026 it stands at “Waiting", OutOfDate):
        write(found, "More.")


def test_a_membership_without_a_letter_says_so():
    interested = begin(joining.register_interest)
    with refused("There is no letter yet", RuleViolation):
        letters.current_letter(interested)


def submit(found, at=LATER, by=None):
    return drawing.submit_letter(found, by=by or make.superintendent(NAME), at=at)


def test_an_incomplete_letter_is_not_sent_in():
    found = make.membership()
    make.signature("superintendent", found)
    with refused("Still missing: The signature: Teachers", RuleViolation):
        submit(found)


def test_a_complete_letter_is_sent_in_with_a_receipt_and_the_staff_are_told():
    make.staff("second@northland.example")
    receipt = submit(make.signed())
    found = receipt.letter.membership
    found.refresh_from_db()
    assert (found.state, str(receipt)) == (State.WAITING, "NORTHLAND-ILN-00001")
    told = Message.objects.filter(template="membership/mail/sent_in").values_list("to", flat=True)
    assert set(told) >= {"second@northland.example"}
    assert news()[-1] == "membership.sent_in"
    with refused("cannot be sent in", OutOfDate):
        submit(found)


def test_a_network_whose_steward_nobody_named_tells_nobody():
    found = make.signed()
    Steward.objects.all().delete()
    submit(found)
    assert not Message.objects.filter(template="membership/mail/sent_in").exists()


def test_a_letter_of_earlier_rules_is_not_sent_in():
    found = make.signed()
    changed = networks.northland_text().replace("2022-07-01", "2026-03-03")
    changed = changed.replace("We share what we learn.", "We share all that we learn.")
    load_charter(changed, by=Operator(), at=make.NOW)
    with refused("rules of the network changed on 3 March 2026", OutOfDate):
        submit(found)
    assert "We share all that we learn." in write(found, "").text


def test_where_the_rules_ask_no_approval_the_signatures_make_a_member():
    text = networks.northland_text(approved_by="signature-alone")
    text = text.replace('{ exception = "recorded" },', '{ open_to = "All." },')
    found = make.signed(make.membership(text))
    assert submit(found).event == Receipt.APPROVED
    found.refresh_from_db()
    assert (found.state, found.member_on) == (State.MEMBER, LATER.date())
    assert found.letters.get().accepted_at == LATER


def test_a_day_begins_where_the_network_is():
    rules = in_force.network(make.northland(), make.NOW).charter
    late = make.NOW.replace(hour=2)  # half past eight in the evening before, in Chicago
    assert in_force.local_day(rules, late) == date(2026, 3, 1)


def vote(found, **changes):
    words = {
        "vote": "teacher-vote",
        "count": Count(30, 30, 30, 20),
        "conduct": Conduct(
            make.TODAY, was_secret=True, certified_by="Kim", noticed_on=date(2026, 2, 1)
        ),
        "read": found.letters.last().sha256,
        "by": make.superintendent(NAME),
        "at": LATER,
    }
    return drawing.record_ballot(found, **{**words, **changes})


def test_a_vote_that_does_not_pass_is_kept_and_can_be_held_again():
    found = make.membership(networks.voting_text())
    lost = vote(found, count=Count(30, 30, 30, 19))
    assert (lost.is_settled, lost.verdict[:10]) == (False, "Not passed")
    assert [g.vote for g in letters.folder(found).missing] == ["", "teacher-vote", ""]
    won = vote(found, by=make.acting(Role.BOARD_CLERK, Kind.DISTRICT, NAME))
    assert won.is_settled
    with refused("is settled for this letter", RuleViolation):
        vote(found)


def test_a_vote_that_does_not_apply_has_its_reason():
    found = make.membership(networks.voting_text())
    none = {"count": None, "conduct": None}
    with refused("only for one of these", RuleViolation):
        vote(found, **none, not_applicable="We forgot.")
    ballot = vote(found, **none, not_applicable="The district employs no teachers.")
    assert ballot.is_settled
    assert ballot.verdict == "Does not apply: The district employs no teachers."


def test_a_vote_is_counted_and_held_as_the_rules_ask():
    found = make.membership(networks.voting_text())
    with refused("31 voted in favour, but 30 voted", BadInput):
        vote(found, count=Count(30, 30, 30, 31))
    with refused("must be a secret ballot", RuleViolation):
        vote(found, conduct=Conduct(make.TODAY, was_secret=False))
    other = make.membership(name="Second Unified")
    with refused("state no vote", RuleViolation):
        vote(other, by=make.superintendent("Second Unified"))


def test_a_request_is_withdrawn_by_the_head_and_can_be_made_again():
    found = make.membership()
    delegate = make.acting(Role.DELEGATE, Kind.DISTRICT, NAME)
    with refused("Your role cannot do this", NotPermitted):
        joining.withdraw(found, by=delegate, at=LATER)
    joining.withdraw(found, by=make.superintendent(NAME), at=LATER)
    assert news()[-1] == "membership.withdrawn"
    with refused("cannot be withdrawn", OutOfDate):
        joining.withdraw(found, by=make.superintendent(NAME), at=LATER)
    rated("A")
    assert begin(joining.request_membership, at=LATER).pk != found.pk


def test_a_membership_ends_with_a_reason_and_can_begin_again():
    found = make.member()
    with refused("Write the reason", RuleViolation):
        joining.end(found, reason=" ", by=make.staff(), at=LATER)
    joining.end(found, reason="Merged.", by=make.superintendent(NAME), at=LATER)
    found.refresh_from_db()
    assert (found.state, found.ended_on, found.end_reason) == (State.ENDED, LATER.date(), "Merged.")
    rated("A")
    assert begin(joining.request_membership, at=LATER).state == State.DRAFTING


def test_there_is_nothing_to_renew_while_the_rules_stand():
    found = make.member()
    with refused("nothing to renew", RuleViolation):
        drawing.renew(found, by=make.superintendent(NAME), at=LATER)
    with refused("accepted already", RuleViolation):
        submit(found)
    with refused("Begin a renewal first", OutOfDate):
        vote(found)


def test_a_member_renews_by_a_new_letter_and_stays_a_member_meanwhile():
    found = make.member()
    changed = networks.northland_text().replace("2022-07-01", "2026-03-03")
    load_charter(changed.replace("We help you.", "We help you more."), by=Operator(), at=make.NOW)
    letter = drawing.renew(found, by=make.superintendent(NAME), at=LATER)
    assert "We help you more." in letter.text
    make.signed(found)
    before = digest.of_tables(connection)["membership_membership"]
    assert submit(found).event == Receipt.RENEWED
    assert digest.of_tables(connection)["membership_membership"] == before
    assert letters.accepted_letter(found) == letter
    assert news()[-1] == "membership.renewed"


def later_rules(text):
    load_charter(text.replace("2022-07-01", "2026-03-03"), by=Operator(), at=make.NOW)


def test_new_rules_that_leave_the_text_alone_are_followed_all_the_same():
    """They may ask a vote, or the network's approval, without a word of it in the letter."""
    text = networks.northland_text(approved_by="signature-alone")
    text = text.replace('{ exception = "recorded" },', '{ open_to = "All." },')
    found = make.signed(make.membership(text))
    letter = found.letters.get()
    later_rules(text.replace("signature-alone", "steward"))
    assert submit(found).event == Receipt.SENT_IN, "the network has to approve it now"
    found.refresh_from_db()
    assert found.state == State.WAITING
    assert letters.current_letter(found).version_id != letter.version_id


def test_the_clock_brings_an_open_letter_under_new_rules_and_no_other():
    found, bound = make.signed(), make.member_of(make.membership(name="Second Unified"))
    waiting = make.membership(name="Third Unified")
    drawing.submit_letter(
        make.signed(waiting), by=make.superintendent("Third Unified"), at=make.NOW
    )
    before = {of.pk: letters.current_letter(of).version_id for of in (found, bound, waiting)}
    tasks.follow_rules.func(at=LATER)
    after = {of.pk: letters.current_letter(of).version_id for of in (found, bound, waiting)}
    assert after == before, "the rules are the same"
    later_rules(networks.northland_text().replace('"a-body-by-resolution"', '"one-for-a-group"'))
    tasks.follow_rules.func(at=LATER)
    after = {of.pk: letters.current_letter(of).version_id for of in (found, bound, waiting)}
    assert [pk for pk in after if after[pk] != before[pk]] == [found.pk]
    followed = [todays_rules.follow_rules(of, at=LATER) for of in (found, bound, waiting)]
    assert followed == [False] * 3


def test_a_renamed_district_is_told_that_its_name_is_another():
    found = make.signed()
    Organisation.objects.filter(pk=found.organisation.pk).update(name="Northland Schools")
    found = Membership.objects.get(pk=found.pk)
    by = make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Northland Schools", HEAD)
    with refused("Your organisation is called Northland Schools now", OutOfDate):
        drawing.submit_letter(found, by=by, at=LATER)


def test_a_vote_stands_for_the_text_that_was_read():
    found = make.membership(networks.voting_text())
    read = found.letters.get().sha256
    write(found, "Other words.")
    with refused("a vote stands for one text", OutOfDate):
        vote(found, read=read)
    early = Conduct(date(2026, 3, 1), was_secret=True, certified_by="K", noticed_on=make.TODAY)
    with refused("the vote was held before", BadInput):
        vote(found, conduct=early)


def test_a_member_that_writes_other_words_begins_a_renewal():
    found = make.member()
    assert not todays_rules.is_renewal_due(found, LATER)
    with refused("bound by exactly these words", RuleViolation):
        write(found, "")
    letter = write(found, "We want to try more.")
    assert letter.accepted_at is None
    found.refresh_from_db()
    assert found.state == State.MEMBER
    make.signed(found)
    assert submit(found).event == Receipt.RENEWED


def test_the_district_has_the_number_of_its_receipt_by_mail():
    found = make.sent_in()
    told = Message.objects.filter(template="membership/mail/receipt")
    assert "superintendent.northland@northland.example" in {m.to for m in told}
    number = Receipt.objects.get(letter__membership=found)
    assert {m.subject.rpartition(" ")[2] for m in told} == {str(number)}
