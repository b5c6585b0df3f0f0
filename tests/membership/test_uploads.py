"""A file is stored of whoever may do the step that it is for, not without end, and found again."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import make
from addressed import address, sha256
from openiln.files import store
from openiln.kernel import clock
from openiln.membership.models.decision import Answer
from openiln.membership.models.letter import Signature
from openiln.membership.web import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
PDF = b"%PDF-1.7 a page"


def contents():
    return [path for path in store.folder().rglob("*") if path.is_file() and path.name != ".lock"]


def uploaded():
    return SimpleUploadedFile("page.pdf", PDF)


def record(who, found, **words):
    on = (clock.now().date() - timedelta(days=1)).isoformat()
    named = {"name": "Bo", "title": "President", "read": sha256(found), "signed_on": on}
    return who.post(address(found, "paper/board/"), **named, **words)


def test_nothing_is_stored_of_whoever_may_record_no_paper(at, state):
    found = make.membership()
    assert "Your role cannot do this" in record(at("educator"), found, scan=uploaded())
    assert contents() == []
    assert "signed on paper" in record(at("board-clerk"), found, scan=uploaded())
    assert len(contents()) == 1


def test_nothing_is_stored_of_whoever_may_not_send_in(at, state):
    found = make.sent_back()
    page = at("board-clerk").post(address(found, "send-in/"), attachment=uploaded())
    assert "Your role cannot do this" in page
    assert contents() == []
    assert "Sent in." in at("delegate").post(address(found, "send-in/"), attachment=uploaded())
    assert len(contents()) == 1
    assert Answer.objects.get().attachment


def test_files_are_not_taken_without_end_and_words_still_are(at, state, monkeypatch):
    monkeypatch.setattr(steps, "MOST_FILES", 1)
    found = make.membership()
    clerk = at("board-clerk")
    no_scan = SimpleUploadedFile("page.txt", b"hello")
    assert "is no scan" in record(clerk, found, scan=no_scan)
    before = contents()
    page = record(clerk, found, scan=uploaded())
    assert "That was tried too often. Wait" in page
    assert 'value="President"' in page, "what was typed is kept"
    assert contents() == before
    assert "signed on paper" in record(clerk, found, minutes_reference="Item 7")
    assert not Signature.objects.get(signatory="board").scan


def test_the_files_of_a_letter_are_found_and_where_there_is_none_a_404(at, state):
    found = make.sent_back()
    plain = Signature.objects.get(signatory="board")
    scanned = Signature.objects.get(signatory="teachers")
    Signature.objects.filter(pk=scanned.pk).update(how="paper", scan=make.stored_file())
    at("delegate").post(address(found, "send-in/"), attachment=uploaded())
    answer = Answer.objects.get()
    staff = at("staff")
    assert staff.get(address(found, f"scans/{scanned.public_id}/")).content == make.PDF
    assert staff.get(address(found, f"answers/{answer.public_id}/")).content == PDF
    for none in (f"scans/{plain.public_id}/", "scans/guess/", "answers/guess/"):
        assert staff.get(address(found, none)).status_code == 404, none
    other = make.membership(name="Second Unified")
    for elsewhere in (f"scans/{scanned.public_id}/", f"answers/{answer.public_id}/"):
        assert staff.get(address(other, elsewhere)).status_code == 404, "of another's letter"
