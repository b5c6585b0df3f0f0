import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import make
import networks
from addressed import address, sha256
from openiln.charters.rules.checking import read_charter
from openiln.directory.rules.kinds import Kind
from openiln.files.models import StoredFile
from openiln.kernel.errors import BadInput, NotPermitted, OutOfDate
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership.actions.decisions import send_back
from openiln.membership.actions.drawing import submit_letter, write_statement
from openiln.membership.actions.signing import sign_letter
from openiln.membership.models.decision import Answer
from openiln.membership.web.finding import organisations_called
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
NET = "/northland-iln"


def test_the_staff_see_what_waits_and_decide(at):
    found = make.sent_in()
    other = make.membership(name="Second Unified")
    page = at("staff").read(f"{NET}/queue/")
    assert "1 for NDE" in page
    assert str(other.organisation) in page
    page = at("staff").read(address(found, "approve/"))
    assert "Approve: Northland Unified" in page
    assert found.route in page
    assert "Teachers: signed by" in page
    assert "3 of the 3 signatures bear one name: Avery Field." in page
    page = at("staff").post(address(found, "send-back/"), reason="More.", read=sha256(found))
    assert "Sent back to be mended" in page
    assert "Northland Unified reads your reason, mends the letter where it must" in page
    assert "Send it in on their behalf" in page
    assert "Send in the letter" not in page
    page = at().read(address(found))
    assert "what NDE writes" in page
    assert "More." in page
    assert "Mend what NDE asks for, and send the letter in again." in page
    at().post(address(found, "send-in/"))
    page = at("staff").post(address(found, "approve/"), read=sha256(found))
    assert "<strong>Member</strong>" in page
    assert "Northland Unified is a member. 2 people there are told by mail." in page
    for step in ("approve/", "send-back/", "decline/"):
        page = at("staff").read(address(found, step))
        assert "it stands at “Member”" in page, "said before anyone writes a reason"
        assert "<textarea" not in page
    page = at("staff").post(address(found, "decline/"), reason="Late.", read=sha256(found))
    assert "it stands at “Member”" in page
    assert "Late." in page


def test_a_letter_that_was_sent_back_comes_again_with_an_answer_and_a_file(at):
    found = make.sent_back()
    page = at().read(address(found, "send-in/"))
    assert "What was asked: Who speaks for all teachers?" in page
    minutes = SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 minutes")
    page = at().post(address(found, "send-in/"), answer="Tess\n\ndoes.", attachment=minutes)
    answer = Answer.objects.get()
    proof = address(found, f"answers/{answer.public_id}/")
    assert "Sent in. Your receipt is below." in page
    for shown in (page, at("staff").read(address(found))):
        assert shown.index("Who speaks for all") < shown.index("<p>Tess</p>") < shown.index(proof)
        assert "Northland Unified answered on " in shown
        assert ", by Superintendent, Northland Unified:</strong>" in shown
    assert at("staff").get(proof).content == b"%PDF-1.7 minutes"
    assert at("superintendent", "Second Unified").get(proof).status_code == 404
    told = Message.objects.filter(template="membership/mail/sent_in").latest("id")
    assert "With it came an answer and a file to what you asked." in told.text
    assert address(found) in told.text
    assert "Tess" not in told.text, "what was answered is read on the page alone"
    assert "minutes.pdf" not in told.text
    page = at("staff").read(address(found, "approve/"))
    assert page.index("Who speaks for all") < page.index("answers: Tess") < page.index(proof)


def test_an_answer_can_be_left_out_and_has_an_end(at):
    found = make.sent_back()
    page = at().post(address(found, "send-in/"), answer="x" * 2001)
    assert "at most 2000 characters" in page
    page = at().post(address(found, "send-in/"), attachment=SimpleUploadedFile("a.exe", b"\0MZ"))
    assert "a.exe is not a kind of file that we take" in page
    assert not StoredFile.objects.exists()
    assert "Sent in." in at().post(address(found, "send-in/"))
    assert not Answer.objects.exists()
    assert "answered on" not in at().read(address(found))


def test_an_answer_can_be_a_file_alone_or_words_alone(at):
    found = make.sent_back()
    by = make.superintendent()
    submit_letter(found, attachment=make.stored_file(), by=by, at=make.NOW)
    mailed = Message.objects.filter(template="membership/mail/sent_in")
    assert "With it came a file to what you asked." in mailed.latest("id").text
    assert "Northland Unified answers: by a file alone." in at("staff").read(
        address(found, "approve/")
    )
    send_back(found, reason="More.", read=sha256(found), by=make.staff(), at=make.NOW)
    submit_letter(found, answer="That is all.", by=by, at=make.NOW)
    assert "With it came an answer to what you asked." in mailed.latest("id").text
    page = at("staff").read(address(found, "approve/"))
    assert "Northland Unified answers: That is all.</li>" in page


def test_the_staff_do_not_answer_their_own_question(at):
    found = make.sent_back()
    with refused("Only the people of Northland Unified answer what was asked", NotPermitted):
        submit_letter(found, answer="We do.", by=make.staff(), at=make.NOW)
    page = at("staff").read(address(found, "send-in/"))
    assert "What was asked: Who speaks for all teachers?" in page
    assert 'name="answer"' not in page
    assert "Sent in." in at("staff").post(address(found, "send-in/"), answer="We do.")
    assert not Answer.objects.exists()


FOLDED, OPEN = '<details class="iln-folded">', '<details class="iln-folded" open>'
CHANGED = "The letter has changed since you opened this page."


@pytest.mark.parametrize("step", ["approve/", "send-back/", "decline/"])
def test_the_text_that_is_decided_on_lies_folded_on_the_page(at, step):
    found = make.sent_in()
    page = at("staff").read(address(found, step))
    text = page[page.index(FOLDED) :]
    assert "The text of the letter, version 1" in text
    assert "We share what we learn" in text
    assert CHANGED not in page
    page = at("staff").post(address(found, step), read="0" * 64, reason="")
    assert "We share what we learn" in page[page.index(OPEN) :]
    assert CHANGED in page
    assert f'name="read" value="{sha256(found)}"' in page
    found.refresh_from_db()
    assert found.state == "waiting"


def test_a_refusal_for_another_reason_leaves_the_text_folded(at):
    found = make.sent_in()
    page = at("staff").post(address(found, "send-back/"), read=sha256(found), reason="")
    assert FOLDED in page
    assert CHANGED not in page


def test_who_records_a_vote_has_the_text_on_the_page(at):
    found = make.membership(networks.voting_text())
    page = at().read(address(found, "vote/teacher-vote/"))
    assert "To be signed by: " in page.split(FOLDED)[1]


def test_who_records_a_paper_has_the_text_on_the_page(at):
    page = at().read(address(make.membership(), "paper/board/"))
    assert "To be signed by: " in page.split(FOLDED)[1]


def test_who_sends_in_has_the_text_on_the_page(at):
    found = make.sent_back()
    for someone in (at(), at("staff")):
        assert "To be signed by: " in someone.read(address(found, "send-in/")).split(FOLDED)[1]


def test_who_must_ask_for_signatures_anew_reads_that_an_answer_can_come_with_them(at):
    found = make.sent_back()
    write_statement(
        found, statement="New.", read=sha256(found), by=make.superintendent(), at=make.NOW
    )
    assert "When everyone has signed, you send it in again, with an answer" in at().read(
        address(found)
    )


def test_what_was_not_asked_is_not_answered():
    found = make.signed()
    words = {"by": make.superintendent(), "at": make.NOW}
    with refused("Nothing is asked of this letter", OutOfDate):
        submit_letter(found, answer="Yes.", **words)
    with refused("Your answer has 2001 characters", BadInput):
        submit_letter(found, answer="x" * 2001, **words)


def test_who_approves_reads_how_many_signatures_bear_one_name(at):
    found = make.membership()
    words = {"read": sha256(found), "by": make.superintendent(), "at": make.NOW, "title": "Dr"}
    for signatory, name in (("superintendent", "A. B."), ("teachers", "A. b."), ("board", "C.")):
        sign_letter(found, signatory=signatory, name=name, **words)
    submit_letter(found, by=make.superintendent(), at=make.NOW)
    page = at("staff").read(address(found, "approve/"))
    assert "2 of the 3 signatures bear one name: A. B." in page
    assert "bear one name: C." not in page


def test_only_the_staff_find_whom_to_enter(at):
    make.northland()
    assert at().get(f"{NET}/joining/").status_code == 404
    assert "Enter for someone" in at("staff").read(f"{NET}/joining/")
    make.organisation("Third County", state="NL")
    assert "Third County, NL" in at("staff").read(f"{NET}/joining/?name=third")
    assert "The directory has no such district here" in at("staff").read(f"{NET}/joining/?name=zzz")


@pytest.mark.parametrize(("said", "state"), [('state = "MS"', "MS"), ("", "NL")])
def test_whom_to_enter_is_of_the_networks_own_state(at, said, state):
    make.northland(networks.northland_text().replace('state = "NL"', said))
    make.organisation("Third County", state=state)
    make.organisation("Fourth County", state="TX")
    make.organisation("Third School", state=state, kind=Kind.SCHOOL)
    page = at("staff").read(f"{NET}/joining/?name=county")
    assert f"Third County, {state}" in page
    assert "Fourth County" not in page
    assert "Third School" not in at("staff").read(f"{NET}/joining/?name=third")


def test_a_network_of_states_finds_states(at):
    rules = networks.northland_text().replace('state = "NL"', 'member_kind = "state"')
    make.northland(rules)
    make.organisation("Third County", state="TX")
    make.organisation("Third State Education", state="TX", kind=Kind.AGENCY)
    page = at("staff").read(f"{NET}/joining/?name=third")
    assert "Third State Education, TX" in page
    assert "Third County" not in page


def test_a_network_that_nobody_runs_yet_looks_everywhere():
    charter = read_charter(networks.northland_text().replace('state = "NL"', ""))
    make.organisation("Third County", state="TX")
    assert [o.state for o in organisations_called("third", charter, Operator())] == ["TX"]
