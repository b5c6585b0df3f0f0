import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

import digest
import make
import networks
from addressed import address, sha256
from openiln.charters.actions import load_charter
from openiln.kernel import clock
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership.actions import drawing
from openiln.membership.models.letter import Receipt, Signature
from openiln.membership.models.membership import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
NET = "/northland-iln"


def test_the_page_says_what_is_missing_and_offers_what_the_seat_may_do(at):
    found = make.membership()
    page = at().read(address(found))
    for words in ("The signature: Teachers.", "Sign as Teachers", "Mail a link", "Signed on paper"):
        assert words in page
    assert "Approve" not in page
    page = at("educator").read(address(found))
    assert "Sign as Teachers" in page
    assert "Sign as Superintendent" not in page
    assert "Mail a link" not in page
    page = at("delegate").read(address(found))
    assert "Sign as" not in page
    assert "Mail a link" in page


def test_a_membership_of_others_is_not_found(at):
    found = make.membership()
    for step in ("", "words/", "send-in/", "sign/board/", "people/", "versions/", "approve/"):
        assert at("superintendent", "Second Unified").get(address(found, step)).status_code == 404


def test_pages_never_use_the_words_of_the_code(at):
    found = make.sent_in()
    pages = [at("staff").read(address(found)), at("staff").read(f"{NET}/queue/")]
    pages.append(at().read(address(found)))
    for page in pages:
        text = re.sub(r"<[^>]+>", " ", page).lower()
        for word in ("charter", "steward", "deed ", " seat "):
            assert word not in text


def test_own_words_are_saved_and_the_versions_compared(at):
    found = make.membership()
    assert "There is one version" in at().read(address(found, "versions/"))
    first = sha256(found)
    page = at().post(address(found, "words/"), statement="We will try.", read=first)
    assert "Saved. The letter below is what will be signed." in page
    assert "We will try." in page
    page = at().read(address(found, "versions/"))
    assert "<h3>Added</h3>" in page
    assert "We will try." in page
    page = at().post(address(found, "words/"), statement="We might.", read=first)
    assert "Someone changed the letter while you wrote" in page
    assert "We might." in page, "what was typed is shown again"


def test_a_letter_that_is_not_there_is_not_found(at):
    make.northland()
    at().post(f"{NET}/join/follow/", tier="member")
    found = Membership.objects.get()
    for step in ("words/", "send-in/", "sign/board/", "vote/x/", "re-affirm/", "approve/"):
        assert at().get(address(found, step)).status_code == 404


def test_who_approves_reaches_the_scan_of_a_paper(at):
    found = make.membership()
    scan = SimpleUploadedFile("page.pdf", b"%PDF-1.7 signed")
    words = {"name": "Bo Chair", "title": "President", "signed_on": make.TODAY, "scan": scan}
    at("staff").post(address(found, "paper/board/"), read=sha256(found), **words)
    signature = Signature.objects.get()
    make.signature("superintendent", found)
    make.signature("teachers", found)
    drawing.submit_letter(found, by=make.superintendent(), at=make.NOW)
    page = at("staff").read(address(found, "approve/"))
    assert f'href="{address(found, f"scans/{signature.public_id}/")}">The scan</a>' in page


def test_the_letter_is_signed_and_sent_in_and_the_receipt_is_a_pdf(at, state):
    found = make.membership()
    head = at()
    for signatory in ("superintendent", "teachers", "board"):
        words = {"name": "Avery", "title": "Dr", "read": sha256(found)}
        assert "Read the text" in head.read(address(found, f"sign/{signatory}/"))
        assert "Signed as:" in head.post(address(found, f"sign/{signatory}/"), **words)
    assert "Everyone has signed. The letter can be sent in." in head.read(address(found))
    assert "It goes to NDE as it stands." in head.read(address(found, "send-in/"))
    page = head.post(address(found, "send-in/"))
    assert "Sent in. Your receipt is below." in page
    assert "Waiting for NDE, since today" in page
    assert "cannot be sent in" in head.post(address(found, "send-in/"))
    receipt = Receipt.objects.get()
    for _ in range(2):
        answer = head.get(receipt.get_absolute_url())
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert "receipt-northland-iln-00001.pdf" in answer["Content-Disposition"]
    other = at("superintendent", "Second Unified")
    assert other.get(receipt.get_absolute_url()).status_code == 404


def test_a_name_and_a_title_are_asked_for_once(at):
    found = make.membership()
    head = at()
    form = head.read(address(found, "sign/superintendent/"))
    assert 'name="name" value="Avery Field"' in form, "as the account has it"
    words = {"name": "Avery F. Field", "title": "Dr", "read": sha256(found)}
    head.post(address(found, "sign/superintendent/"), **words)
    form = head.read(address(found, "sign/teachers/"))
    assert 'name="name" value="Avery F. Field"' in form
    assert 'name="title" value="Dr"' in form


def test_a_refused_signature_shows_the_text_as_it_now_stands(at):
    found = make.membership()
    before = sha256(found)
    drawing.write_statement(
        found, statement="New.", read=before, by=make.superintendent(NAME), at=make.NOW
    )
    words = {"name": "Avery", "title": "Dr", "read": before}
    page = at().post(address(found, "sign/board/"), **words)
    assert "has changed since you opened it" in page
    assert f'value="{sha256(found)}"' in page
    assert 'value="Avery"' in page
    assert at().get(address(found, "sign/mayor/")).status_code == 404


def test_a_form_of_another_seat_is_refused(at, client):
    found = make.membership()
    at()
    answer = client.post(address(found, "withdraw/"), {"acting_as": "another"})
    assert answer.status_code == 409


def test_a_paper_is_recorded_with_its_scan(at, state):
    found = make.membership()
    today = clock.now().date() - timedelta(days=1)  # it may be yesterday where the network is
    words = {"name": "Bo", "title": "President", "read": sha256(found)}
    clerk = at("board-clerk")
    assert 'enctype="multipart/form-data"' in clerk.read(address(found, "paper/board/"))
    page = clerk.post(address(found, "paper/board/"), **words, signed_on=today.isoformat())
    assert "Add a scan of the signed page" in page
    scan = io.BytesIO(make.PDF)
    scan.name = "page.pdf"
    before = digest.of_database()
    clerk.post(address(found, "paper/board/"), **words, signed_on="2031-01-01", scan=scan)
    assert digest.of_database() == before, "a refused scan leaves no row"
    scan.seek(0)
    page = clerk.post(
        address(found, "paper/board/"), **words, signed_on=today.isoformat(), scan=scan
    )
    assert "Recorded: Local school board, signed on paper." in page
    link = re.search(r'href="([^"]+/scans/[^"]+)"', page)[1]
    assert clerk.get(link).content == make.PDF
    page = at().post(
        address(found, "paper/teachers/"),
        **words,
        signed_on=today.isoformat(),
        minutes_reference="Item 3",
    )
    assert "Minutes: Item 3." in page


def test_a_wrong_record_of_a_paper_is_taken_back_with_its_reason(at):
    found = make.membership()
    today = clock.now().date() - timedelta(days=1)
    clerk = at("board-clerk")
    page = clerk.post(
        address(found, "paper/board/"),
        name="Bo",
        title="President",
        read=sha256(found),
        signed_on=today.isoformat(),
        minutes_reference="Item 3",
    )
    link = re.search(r'href="([^"]+/take-back/[^"]+)"', page)[1]
    assert "Recorded: Bo, President" in clerk.read(link)
    assert "This field is required" in clerk.post(link, reason="")
    page = clerk.post(link, reason="It is Bea.")
    assert "Taken back. Record the signature anew" in page
    assert "It is Bea." in page
    assert clerk.get(link).status_code == 404
    signed = make.signature("superintendent", found)
    page = clerk.read(re.sub(r"take-back/[^/]+", f"take-back/{signed.public_id}", link))
    assert "signed themself" in page
    assert "Reason" not in page, "nobody fills in a form in vain"
    assert "take-back" not in at("viewer").read(address(found))


def link_address():
    return re.search(r"http://[^/]+(/sign/[\w-]+/)", Message.objects.latest("id").text)[1]


def test_a_link_is_opened_by_a_scanner_and_then_signed(at, client):
    found = make.membership()
    page = at().post(address(found, "link/teachers/"), address="tess@northland.example")
    assert "The link is on its way." in page
    assert "A link was mailed to tess@northland.example" in page
    assert "Mail a link to sign" in at().read(address(found, "link/teachers/"))
    client.logout()
    mailed = link_address()
    before = digest.of_tables(connection)
    for _ in range(3):
        assert "You sign as: <strong>Teachers</strong>" in client.get(mailed).content.decode()
        client.head(mailed)
    assert digest.of_tables(connection) == before, "a GET spends nothing"
    page = client.post(mailed, {"name": "Tess", "title": ""}).content.decode()
    assert 'value="Tess"' in page
    page = client.post(mailed, {"name": "Tess", "title": "Teacher"}).content.decode()
    assert "Signed. Thank you" in page
    page = client.get(mailed).content.decode()
    assert "This link has done its work" in page
    assert "<form" not in page
    page = client.post(mailed, {"name": "Tess", "title": "Teacher"}).content.decode()
    assert "This link has done its work" in page
    assert client.get("/sign/guess/").status_code == 404


def test_links_are_not_mailed_without_end(at):
    found = make.membership()
    for _ in range(5):
        page = at().post(address(found, "link/teachers/"), address="tess@northland.example")
        assert "The link is on its way." in page
    page = at().post(address(found, "link/board/"), address="Tess@northland.example")
    assert "That was tried too often. Wait" in page
    assert 'value="Tess@northland.example"' in page
    assert Message.objects.filter(template="membership/mail/signing_link").count() == 1, "the last"


def test_whoever_guesses_links_is_stopped_and_nobody_elsewhere_is(at, client):
    found = make.membership()
    at().post(address(found, "link/teachers/"), address="tess@northland.example")
    client.logout()
    answers = [client.get(f"/sign/guess{n}/").status_code for n in range(21)]
    assert answers == [404] * 20 + [429]
    answer = client.get(link_address())
    assert answer.status_code == 429
    assert "That was tried too often. Wait" in answer.content.decode()
    assert client.post(link_address(), {"name": "Tess", "title": "Dr"}).status_code == 429
    assert client.get(link_address(), REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_link_of_a_text_that_has_changed_says_so_when_it_is_opened(at, client):
    found = make.membership()
    at().post(address(found, "link/teachers/"), address="tess@northland.example")
    at().post(address(found, "words/"), statement="New.", read=sha256(found))
    client.logout()
    page = client.get(link_address()).content.decode()
    assert "was changed after this link was mailed" in page
    assert "<form" not in page


def test_a_link_that_is_refused_says_why(at):
    found = make.membership()
    page = at("delegate").post(
        address(found, "link/superintendent/"), address="delegate.northland@northland.example"
    )
    assert "You cannot sign as “Superintendent” yourself" in page


def test_a_vote_is_asked_recorded_and_judged(at):
    found = make.membership(networks.voting_text())
    assert "First the vote: Vote of the teachers." in at().read(address(found))
    form = at().read(address(found, "vote/teacher-vote/"))
    assert "At least 2/3 of the eligible must be in favour, by secret ballot." in form
    words = {"eligible": 30, "present": 30, "cast": 30, "yes": 19, "was_secret": "on"}
    words |= {"held_on": "2026-03-02", "noticed_on": "2026-02-01", "certified_by": "Kim"}
    words["read"] = sha256(found)
    page = at().post(address(found, "vote/teacher-vote/"), **words | {"yes": ""})
    assert "Write this, or choose why the vote does not apply." in page
    page = at().post(address(found, "vote/teacher-vote/"), **words)
    assert "Not passed: 19 of 30" in page
    page = at().post(address(found, "vote/teacher-vote/"), **words | {"yes": 20})
    assert "Passed: 20 of 30 eligible in favour" in page
    assert "Sign as Teachers" in page
    page = at().post(address(found, "vote/teacher-vote/"), **words)
    assert "is settled for this letter" in page
    assert at().get(address(found, "vote/mayor/")).status_code == 404


def test_a_vote_that_does_not_apply_is_left_out_with_its_reason(at):
    found = make.membership(networks.voting_text())
    reason = "The district employs no teachers."
    page = at().post(
        address(found, "vote/teacher-vote/"), not_applicable=reason, read=sha256(found)
    )
    assert f"Does not apply: {reason}" in page


def test_a_plain_vote_asks_for_nothing_that_the_rules_do_not(at):
    text = networks.voting_text(passes="more-than")
    for key in ("secret = true", "certified_by =", "notice_days =", "not_applicable ="):
        text = "\n".join(line for line in text.splitlines() if not line.startswith(key))
    found = make.membership(text)
    form = at().read(address(found, "vote/teacher-vote/"))
    assert "More than 2/3 of the eligible must be in favour." in form
    for words in ("secret", "Certified", "notice", "does not apply"):
        assert words not in form
    page = at().post(address(found, "vote/teacher-vote/"), eligible="x")
    assert "Enter a whole number." in page


def test_whoever_would_fill_in_a_form_in_vain_reads_why_in_place_of_it(at):
    found = make.membership()
    assert "A delegate prepares the letter" in at("delegate").read(address(found, "sign/teachers/"))
    page = at().read(address(found, "send-in/"))
    assert "Still missing: The signature: Superintendent." in page
    assert '<form class="iln-form"' not in page
    assert "Only the staff of the network" in at().read(address(found, "approve/"))
    assert "Your role cannot do this" in at("delegate").read(address(found, "withdraw/"))
    assert "Your role cannot do this" in at("educator").read(address(found, "link/board/"))
    assert "Your role cannot do this" in at("educator").read(address(found, "paper/board/"))
    assert "cannot be ended" in at().read(address(found, "end/"))


def test_a_member_is_offered_a_renewal_only_when_the_rules_have_changed(at):
    found = make.member()
    page = at().read(address(found))
    assert "Renew the membership" not in page
    assert "Write other words of our own: that begins a renewal" in " ".join(page.split())
    assert "Other words begin a renewal" in at().read(address(found, "words/"))
    changed = networks.northland_text().replace("2022-07-01", "2026-03-03")
    load_charter(changed.replace("We help you.", "We help more."), by=Operator(), at=make.NOW)
    assert "Renew the membership" in at().read(address(found))


def test_what_other_words_cost_is_said_before_they_are_saved(at):
    found = make.membership()
    assert "Nobody has signed yet" in at().read(address(found, "words/"))
    make.signature("teachers", found)
    assert "One signature stands for the text" in at().read(address(found, "words/"))
    make.signature("board", found)
    assert "2 signatures stand for the text" in at().read(address(found, "words/"))


def test_a_scan_is_a_pdf_or_a_picture(at, state):
    found = make.membership()
    text = io.BytesIO(b"hello")
    text.name = "x.txt"
    today = (clock.now().date() - timedelta(days=1)).isoformat()
    words = {"name": "Bo", "title": "President", "read": sha256(found), "signed_on": today}
    clerk = at("board-clerk")
    before = digest.of_database()
    page = clerk.post(address(found, "paper/board/"), **words, scan=text)
    assert "x.txt is no scan: choose a PDF or a picture" in page
    assert digest.of_database() == before


def test_who_may_mail_no_link_uses_up_none(at):
    found = make.membership()
    for _ in range(6):
        page = at("educator").post(address(found, "link/board/"), address="b@northland.example")
        assert "Your role cannot do this" in page
    page = at().post(address(found, "link/board/"), address="b@northland.example")
    assert "The link is on its way." in page


def test_each_field_that_is_wrong_is_named_above_the_form_and_leads_there(at):
    found = make.membership()
    words = {"name": "", "title": "Dr", "read": sha256(found)}
    page = at().post(address(found, "sign/board/"), **words)
    assert '<a href="#id_name">Your name</a>: This field is required.' in page
