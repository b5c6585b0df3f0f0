"""What was signed on paper is recorded, and a wrong record is taken back."""

from datetime import timedelta

import pytest

import make
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.mail.models import Message
from openiln.membership.actions import decisions, drawing, signing
from openiln.membership.models.letter import Signature
from openiln.membership.queries import letters
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
LATER = make.NOW + timedelta(hours=1)


def acting(role):
    return make.acting(role, Kind.DISTRICT, NAME)


def paper(found, **changes):
    words = {
        "signatory": "board",
        "name": "Bo Chair",
        "title": "Board president",
        "signed_on": make.TODAY,
        "read": letters.current_letter(found).sha256,
        "scan": None,
        "minutes_reference": " Item 7, 2 March 2026 ",
        "by": make.staff(),
        "at": LATER,
    }
    return signing.record_paper_signature(found, **{**words, **changes})


def test_the_staff_record_a_paper_with_its_place_in_the_minutes():
    signature = paper(make.membership())
    assert (signature.how, signature.minutes_reference) == ("paper", "Item 7, 2 March 2026")
    assert signature.by_label.startswith("Network staff")


def test_the_clerk_records_a_paper_with_its_scan(state):
    scan = make.stored_file()
    by = acting(Role.BOARD_CLERK)
    assert paper(make.membership(), scan=scan, minutes_reference="", by=by).scan == scan


def test_a_paper_has_a_proof_and_a_day_on_which_its_text_stood():
    found = make.membership()
    with refused("Add a scan", BadInput):
        paper(found, minutes_reference=" ")
    for days in (-1, 1):
        with refused("This text stands since 2 March 2026", BadInput):
            paper(found, signed_on=make.TODAY + timedelta(days=days))
    with refused("Your role cannot do this", NotPermitted):
        paper(found, by=acting(Role.EDUCATOR))


def take_back(found, signature, **changes):
    words = {"reason": "It is Bea Chair, not Bo.", "by": acting(Role.BOARD_CLERK), "at": LATER}
    return signing.take_back_paper_signature(
        found, signature_id=signature.public_id, **{**words, **changes}
    )


def test_a_wrong_record_of_a_paper_is_taken_back_and_another_takes_its_place():
    found = make.membership()
    wrong = paper(found)
    gone = take_back(found, wrong)
    assert gone.taken_back_by_label.startswith("Board clerk")
    assert "board" in {gap.signatory for gap in letters.folder(found).missing}
    right = paper(found, name="Bea Chair")
    assert letters.folder(found).signatures == (right,)
    assert list(letters.taken_back(right.letter)) == [wrong]
    said = AuditRecord.objects.get(sentence__contains="took back").sentence
    assert "as Local school board" in said
    assert "Bea" not in said, "the reason may name people: it stays with the letter"


def test_what_stands_under_a_letter_that_is_sent_in_or_bound_cannot_be_taken_back():
    sent = make.signed()
    board = Signature.objects.get(signatory="board")
    with refused("signed themself", RuleViolation):
        take_back(sent, board)
    Signature.objects.filter(pk=board.pk).update(how="paper", minutes_reference="Item 7")
    drawing.submit_letter(sent, by=make.superintendent(), at=LATER)
    with refused("cannot be changed", OutOfDate):
        take_back(sent, board)
    decisions.approve(sent, read=board.letter.sha256, by=make.staff(), at=LATER)
    with refused("does not stand under a letter in hand", OutOfDate):
        take_back(sent, board)


def test_a_record_under_the_text_that_binds_stands_whatever_was_written_since():
    found = make.membership()
    for signatory in ("superintendent", "teachers"):
        make.signature(signatory, found)
    signature = paper(found)
    drawing.submit_letter(found, by=make.superintendent(), at=LATER)
    decisions.approve(found, read=signature.letter.sha256, by=make.staff(), at=LATER)
    by = make.superintendent()
    for words in ("Other words.", ""):
        read = letters.current_letter(found).sha256
        drawing.write_statement(found, statement=words, read=read, by=by, at=LATER)
    assert letters.folder(found).letter.sha256 == signature.letter.sha256
    with refused("does not stand under a letter in hand", OutOfDate):
        take_back(found, signature)


def test_all_are_told_once_more_when_the_last_record_was_taken_back_and_made_anew():
    found = make.membership()
    for signatory in ("superintendent", "teachers"):
        make.signature(signatory, found)
    told = Message.objects.filter(template="membership/mail/complete")
    wrong = paper(found)
    once = told.count()
    assert once > 0
    take_back(found, wrong)
    paper(found, name="Bea Chair")
    assert told.count() == 2 * once


def test_whoever_records_takes_back_once_and_says_why():
    found = make.membership()
    signature = paper(found)
    with refused("Your role cannot do this", NotPermitted):
        take_back(found, signature, by=acting(Role.EDUCATOR))
    with refused("Write the reason", RuleViolation):
        take_back(found, signature, reason=" ")
    take_back(found, signature, by=make.staff())
    with refused("does not stand", OutOfDate):
        take_back(found, signature)
