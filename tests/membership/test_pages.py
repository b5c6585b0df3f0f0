import io
import re
from datetime import timedelta

import pytest
from django.db import connection

import digest
import make
import networks
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.charters.actions import load_charter
from openiln.directory.rules.kinds import Kind
from openiln.kernel import clock
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership.actions import drawing
from openiln.membership.models.letter import Receipt
from openiln.membership.models.membership import Membership
from openiln.membership.queries import letters
from openiln.membership.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
NET = "/northland-iln"


@pytest.fixture
def at(client):
    """Someone at a browser: at(role).get(address), .post(address, words)."""

    class Someone:
        def __init__(self, seat):
            self.seat = seat
            client.force_login(Person.objects.get(public_id=seat.person_id))

        def get(self, address):
            return client.get(address)

        def post(self, place, **words):
            answer = client.post(place, {"acting_as": self.seat.public_id, **words}, follow=True)
            return answer.content.decode()

        def read(self, address):
            answer = self.get(address)
            assert answer.status_code == 200, answer.status_code
            return answer.content.decode()

    def sit(role="superintendent", name=NAME):
        if role == "staff":
            return Someone(make.staff())
        return Someone(make.acting(Role(role), Kind.DISTRICT, name))

    return sit


def address(found, step=""):
    return found.get_absolute_url() + step


def sha256(found):
    return letters.current_letter(found).sha256


# --- the way in


def test_a_district_sees_the_ways_in_and_registers_interest(at):
    make.northland()
    page = at().read(f"{NET}/join/")
    assert "No way in is open yet" in page
    assert "A rating of A or B in the latest final ratings opens it, once NDE has it." in page
    after = at().post(f"{NET}/join/follow/")
    assert "Interest registered" in after
    assert "See the ways in" in after
    assert "Interest is registered since" in at().read(f"{NET}/join/")
    again = at().post(f"{NET}/join/follow/")
    assert "under way in this network or a member already" in again


def test_a_visitor_is_led_to_sign_in(client):
    make.northland()
    assert client.get(f"{NET}/join/").status_code == 302


def test_a_network_that_is_not_there_is_not_found(at):
    assert at().get("/nowhere/join/").status_code == 404


def test_the_page_of_the_ways_in_of_others_is_for_the_staff(at):
    make.northland()
    other = make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Second Unified").organisation_id
    assert at().get(f"{NET}/join/?organisation={other}").status_code == 404
    page = at("staff").read(f"{NET}/join/?organisation={other}")
    assert "For the network&#x27;s staff" in page or "For the network's staff" in page
    assert at("staff").get(f"{NET}/join/?organisation=nobody").status_code == 404


def test_who_cannot_ask_is_told_who_can(at):
    make.northland()
    page = at("educator").read(f"{NET}/join/")
    assert "The superintendent, their delegate or the district" in page


def test_an_open_way_leads_to_the_letter(at):
    make.northland(networks.voting_text())
    page = at().read("/southmark-iln/join/")
    assert "A way in is open" in page
    after = at().post("/southmark-iln/join/ask/")
    assert "Letter in preparation" in after
    assert "The next step is Northland Unified" in after
    assert at().get("/southmark-iln/join/ask/").status_code == 302
    found = Membership.objects.get()
    answer = at().get("/southmark-iln/join/")
    assert (answer.status_code, answer.url) == (302, found.get_absolute_url())


def test_the_staff_open_a_way_by_exception_and_by_invitation(at):
    make.northland()
    other = make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Second Unified").organisation_id
    staff = at("staff")
    assert "Make an exception for Second Unified" in staff.read(
        f"{NET}/join/exception/?organisation={other}"
    )
    page = staff.post(f"{NET}/join/exception/", organisation=other, reason="")
    assert "This field is required" in page
    page = staff.post(f"{NET}/join/exception/", organisation=other, reason="A rural pilot.")
    assert "The exception is recorded" in page
    assert "Interested (1)" in page
    assert "Invite Second Unified" in staff.read(f"{NET}/join/invite/?organisation={other}")
    page = staff.post(f"{NET}/join/invite/", organisation=other, towards="district-of-innovation")
    assert "The invitation is recorded" in page
    page = at().post(
        f"{NET}/join/exception/",
        organisation=make.superintendent(NAME).organisation_id,
        reason="Me too.",
    )
    assert "Only the staff of the network can do this" in page
    assert "Me too." in page, "what was typed is shown again"


# --- one membership


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
    pages = [at("staff").read(address(found)), at("staff").read(f"{NET}/joining/")]
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
    at().post(f"{NET}/join/follow/")
    found = Membership.objects.get()
    for step in ("words/", "send-in/", "sign/board/", "vote/x/", "re-affirm/", "approve/"):
        assert at().get(address(found, step)).status_code == 404


def test_the_letter_is_signed_and_sent_in_and_the_receipt_is_a_pdf(at, state):
    found = make.membership()
    head = at()
    for signatory in ("superintendent", "teachers", "board"):
        words = {"name": "Avery", "title": "Dr", "read": sha256(found)}
        assert "Read the text" in head.read(address(found, f"sign/{signatory}/"))
        assert "Signed as:" in head.post(address(found, f"sign/{signatory}/"), **words)
    assert "Nothing. The letter can be sent in." in head.read(address(found))
    assert "This is the text that goes to NDE" in head.read(address(found, "send-in/"))
    page = head.post(address(found, "send-in/"))
    assert "Sent in. Your receipt is below." in page
    assert "Waiting for NDE, 0 days" in page
    assert "cannot be sent in" in head.post(address(found, "send-in/"))
    receipt = Receipt.objects.get()
    for _ in range(2):
        answer = head.get(receipt.get_absolute_url())
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert "receipt-northland-iln-00001.pdf" in answer["Content-Disposition"]
    other = at("superintendent", "Second Unified")
    assert other.get(receipt.get_absolute_url()).status_code == 404


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


# --- by a mailed link


def link_address():
    return re.search(r"http://[^/]+(/sign/[\w-]+/)", Message.objects.latest("id").text)[1]


def test_a_link_is_opened_by_a_scanner_and_then_signed(at, client):
    found = make.membership()
    page = at().post(address(found, "link/teachers/"), address="tess@northland.example")
    assert "A link goes to tess@northland.example" in page
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


def test_a_link_that_is_refused_says_why(at):
    found = make.membership()
    page = at("delegate").post(
        address(found, "link/superintendent/"), address="delegate.northland@northland.example"
    )
    assert "You cannot sign as “Superintendent” yourself" in page


# --- votes


def test_a_vote_is_asked_recorded_and_judged(at):
    found = make.membership(networks.voting_text())
    assert "First the vote: Vote of the teachers." in at().read(address(found))
    form = at().read(address(found, "vote/teacher-vote/"))
    assert "At least 2/3 of the eligible must be in favour, by secret ballot." in form
    words = {"eligible": 30, "present": 30, "cast": 30, "yes": 19, "was_secret": "on"}
    words |= {"held_on": "2026-03-01", "noticed_on": "2026-02-01", "certified_by": "Kim"}
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
    page = at().post(address(found, "vote/teacher-vote/"), not_applicable=reason)
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


# --- decisions


def test_the_staff_see_what_waits_and_decide(at):
    found = make.sent_in()
    other = make.membership(name="Second Unified")
    page = at("staff").read(f"{NET}/joining/")
    assert "Waiting for NDE (1)" in page
    assert str(other.organisation) in page
    assert "Approve: Northland Unified" in at("staff").read(address(found, "approve/"))
    page = at("staff").post(address(found, "send-back/"), reason="More.", read=sha256(found))
    assert "Sent back to be mended" in page
    page = at().read(address(found))
    assert "what NDE writes" in page
    assert "More." in page
    at().post(address(found, "send-in/"))
    page = at("staff").post(address(found, "approve/"), read=sha256(found))
    assert "<strong>Member</strong>" in page
    page = at("staff").post(address(found, "decline/"), reason="Late.", read=sha256(found))
    assert "it stands at “Member”" in page
    assert "Late." in page


def test_the_list_is_for_the_staff_and_finds_whom_to_enter(at):
    make.northland()
    assert at().get(f"{NET}/joining/").status_code == 404
    page = at("staff").read(f"{NET}/joining/")
    assert "Nobody waits for you." in page
    make.organisation("Third County", state="MS")
    assert "Third County, MS" in at("staff").read(f"{NET}/joining/?name=third")
    assert "The directory has no such name" in at("staff").read(f"{NET}/joining/?name=zzz")


@pytest.mark.parametrize("members", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(at, members, django_assert_max_num_queries):
    for number in range(members):
        make.membership(name=f"District {number}")
    staff = at("staff")
    with django_assert_max_num_queries(14):
        assert staff.read(f"{NET}/joining/").count("Letter in preparation") == members


# --- belonging


def test_a_member_has_a_roster(at):
    found = make.member()
    page = at().read(address(found, "people/"))
    assert "Nobody yet. Add the first below." in page
    page = at().post(address(found, "people/"), name="Tess", role="Teacher", contact="")
    assert "Tess is on the roster." in page
    page = at().post(address(found, "people/"), name="Tess", role="Teacher", contact="")
    assert "on the roster of this year already" in page
    person = found.participants.get()
    assert "Take off" not in at("educator").read(address(found, "people/"))
    remove = address(found, f"people/{person.public_id}/remove/")
    assert at().get(remove).status_code == 302
    assert "is off the roster" in at().post(remove)
    assert "taken off the roster already" in at().post(remove)


def test_a_status_is_recorded_by_the_staff(at):
    found = make.member()
    words = {"designation": "district-of-innovation", "since": "2018-03-14"}
    assert "Where it is on record" in at("staff").read(address(found, "status/"))
    page = at("staff").post(address(found, "status/"), **words, source="Release of 2018")
    assert "District of Innovation since 14 March 2018" in page
    page = at().post(address(found, "status/"), **words, source="Me")
    assert "Only the staff of the network" in page


def test_a_request_is_withdrawn_and_a_membership_ended(at):
    found = make.membership()
    assert "Withdraw the request" in at().read(address(found, "withdraw/"))
    page = at().post(address(found, "withdraw/"))
    assert "Withdrawn. You can ask again at any time." in page
    assert "Ask to join again" in page
    assert "cannot be withdrawn" in at().post(address(found, "withdraw/"))
    member = make.member()
    page = at().post(address(member, "end/"), reason="Merged.")
    assert "The membership has ended" in page
    assert "Merged." in page
    assert "End the membership" in at().read(address(member, "end/"))


def test_a_member_renews_its_letter(at):
    found = make.member()
    assert "A new letter is drawn up" in at().read(address(found, "renew/"))
    assert "nothing to renew" in at().post(address(found, "renew/"))
    changed = networks.northland_text().replace("2022-07-01", "2026-03-03")
    load_charter(changed.replace("We help you.", "We help more."), by=Operator(), at=make.NOW)
    page = at().post(address(found, "renew/"))
    assert "The membership stands meanwhile" in page
    assert "We help more." in page


def test_a_successor_is_asked_to_read_and_re_affirm(at, client):
    found = make.member()
    later = make.replace_head(found, at=make.NOW + timedelta(days=1))
    client.force_login(Person.objects.get(public_id=later.person_id))
    assert "Read and re-affirm it" in client.get(address(found)).content.decode()
    assert client.get(address(found, "re-affirm/")).status_code == 200
    words = {"acting_as": later.public_id, "name": "Noor", "title": "Dr", "read": sha256(found)}
    page = client.post(address(found, "re-affirm/"), words, follow=True).content.decode()
    assert "you stand behind it" in page
    assert "Read and re-affirm it" not in page
    page = client.post(address(found, "re-affirm/"), words).content.decode()
    assert "re-affirmed this letter already" in page
    assert Membership.objects.get(pk=found.pk).state == State.MEMBER


def test_days_are_those_of_the_network_and_not_of_the_server(at):
    found = make.membership()
    found.state_since = make.NOW.replace(hour=2)  # still the day before, in Chicago
    found.save()
    assert "since 1 March 2026" in at().read(address(found))
