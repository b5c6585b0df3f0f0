from datetime import timedelta

import pytest
import time_machine

import digest
import make
import networks
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.charters.actions import load_charter
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.news.actions import announcing
from openiln.news.actions.following import ask_to_follow
from openiln.news.models import Announcement, Follower
from openiln.news.rules import LINK_LASTS
from openiln.news.web import following, reading
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]
NEWS, JO = "/northland-iln/news/", "jo@reader.example"


@pytest.fixture(autouse=True)
def today():
    """The pages are asked for at the moment at which the builders wrote; a test may move on."""
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def at(client):
    """Someone at a browser; nobody in particular where no seat is given."""

    class Someone:
        def __init__(self, seat):
            self.seat, self.client = seat, client
            client.logout()
            if seat:
                client.force_login(Person.objects.get(public_id=seat.person_id))

        def get(self, address):
            return client.get(address)

        def read(self, address):
            answer = client.get(address)
            assert answer.status_code == 200, answer.status_code
            return answer.content.decode()

        def post(self, place, **words):
            who = {"acting_as": self.seat.public_id} if self.seat else {}
            answer = client.post(place, {**who, **words}, follow=True)
            assert answer.status_code == 200, answer.status_code
            return answer.content.decode()

    return Someone


def address(found, step=""):
    return found.get_absolute_url() + step


# --- reading


def test_a_visitor_reads_what_is_public_the_newest_first(at):
    page = at(None).read(NEWS)
    assert "Nothing has been announced yet" in page
    assert "invented, to try the system" in page
    assert 'type="application/atom+xml"' in page
    found = make.announcement("Older", "One\n\nTwo <b>bold</b> at https://northland.example/x")
    make.announcement("Newer")
    make.members_announcement()
    make.draft("Draft")
    page = at(None).read(NEWS)
    assert page.index("Newer") < page.index("Older")
    for hidden in ("For members", "Draft", "Write an announcement", "Not yet published", "follows"):
        assert hidden not in page
    page = at(None).read(address(found))
    assert "<p>One</p>" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert '<a href="https://northland.example/x" rel="nofollow">' in page
    assert "2 March 2026" in page
    assert "Take back" not in page


def test_what_a_visitor_may_not_read_is_not_there(at):
    visitor = at(None)
    for found in (make.draft(), make.members_announcement()):
        assert visitor.get(address(found)).status_code == 404
    public = make.announcement()
    assert visitor.get(f"/elsewhere/news/{public.public_id}/").status_code == 404
    make.network("elsewhere")
    assert visitor.get(f"/elsewhere/news/{public.public_id}/").status_code == 404
    assert visitor.get("/nowhere/news/").status_code == 404


def test_a_member_reads_what_is_for_members_signed_in(at):
    member = make.superintendent(str(make.member().organisation))
    found = make.members_announcement()
    assert "For people of the network" in at(member).read(NEWS)
    assert "For people of the network, when they have signed in." in at(member).read(address(found))


def test_a_correction_and_its_day_stand_below_and_only_the_staff_read_what_it_said(at, staff):
    done = make.correction()
    page = at(None).read(address(done.announcement))
    assert '<time datetime="2026-03-02">2 March 2026</time>It is 5 May.' in " ".join(page.split())
    assert "The network meets on 5 May" in page
    assert "4 May" not in page
    assert "The network meets on 4 May" in at(staff).read(address(done.announcement))


def test_the_page_of_what_was_taken_back_says_so_and_no_more(at, staff):
    found = make.announcement("A wrong title", "Wrong words.")
    page = at(staff).post(address(found, "take-back/"), reason="Nothing of it is true.")
    assert "It is taken back." in page
    assert "Wrong words." in page
    assert "The text below is kept for the staff" in page
    assert "Correct</a>" not in page
    page = at(None).read(address(found))
    assert "This announcement was taken back" in page
    assert "NDE says why: Nothing of it is true." in page
    assert "Wrong words." not in page
    assert "A wrong title" not in page
    assert "A wrong title" not in at(None).read(NEWS)


def test_a_long_list_is_turned_page_by_page(at, monkeypatch):
    monkeypatch.setattr(reading, "ON_A_PAGE", 2)
    for number in range(3):
        make.announcement(f"News {number}")
    first, second = at(None).read(NEWS), at(None).read(f"{NEWS}?page=2")
    assert "Page 1 of 2" in first
    assert '<a class="usa-link" href="?page=2" rel="next">Next page</a>' in first
    assert "Previous page" not in first
    assert "News 0" in second
    assert '<a class="usa-link" href="?page=1" rel="prev">Previous page</a>' in second
    assert "News 0" in at(None).read(f"{NEWS}?page=99")
    assert "News 2" in at(None).read(f"{NEWS}?page=x")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("visitor", 3), ("member", 8), ("staff", 18)])
def test_the_list_costs_the_same_however_long_it_is(
    at, rows, who, queries, django_assert_num_queries
):
    seat = {
        "visitor": lambda: None,
        "member": lambda: make.superintendent(str(make.member().organisation)),
        "staff": make.staff,
    }[who]()
    for number in range(rows):
        make.announcement(f"News {number}")
        make.members_announcement(f"Inside {number}")
        make.draft(f"Draft {number}")
    someone = at(seat)
    someone.read(NEWS)
    with django_assert_num_queries(queries):
        someone.read(NEWS)


@pytest.mark.parametrize("rows", [1, 3])
def test_an_announcement_costs_the_same_however_often_it_was_corrected(
    at, rows, django_assert_num_queries
):
    found = make.announcement()
    for number in range(rows):
        make.correction(Announcement.objects.get(), f"Note {number}")
    visitor = at(None)
    visitor.read(address(found))
    with django_assert_num_queries(3):
        visitor.read(address(found))


# --- writing


def test_the_staff_write_publish_and_correct(at, staff):
    make.follower()
    someone = at(staff)
    page = someone.read(NEWS)
    main = page.index('class="usa-button" href="/northland-iln/news/write/"')
    assert main < page.index(
        'class="usa-button usa-button--outline" href="/northland-iln/news/follow'
    )
    assert "1 address follows this network by mail" in " ".join(someone.read(NEWS).split())
    words = {"title": "Spring", "text": "One.\r\n\r\nTwo.", "audience": "public"}
    page = someone.post(f"{NEWS}write/", **words)
    assert "Saved as a draft" in page
    assert "A draft: nobody outside reads it" in page
    found = Announcement.objects.get()
    assert "Not yet published (1)" in someone.read(NEWS)
    assert "Drafted on 2 March 2026" in someone.read(NEWS)

    assert 'value="Spring"' in someone.read(address(found, "edit/"))
    edited = {**words, "title": "Spring meeting", "read": found.fingerprint}
    assert "Saved." in someone.post(address(found, "edit/"), **edited)

    found.refresh_from_db()
    page = someone.read(address(found, "publish/"))
    assert "mailed once, to 1 address that follows the network" in page
    assert "<p>Two.</p>" in page
    page = someone.post(address(found, "publish/"), read=found.fingerprint, on="2026-03-09")
    assert "It appears on 9 March 2026." in page
    assert "Nobody outside reads it yet. It appears on 9 March 2026" in " ".join(page.split())
    assert "Appears on 9 March 2026" in someone.read(NEWS)
    page = someone.post(address(found, "publish/"), read=found.fingerprint, on="")
    assert "It is published." in page
    assert "Mails that were sent are not sent again." in someone.read(address(found, "correct/"))

    mended = {"title": "Spring meeting", "text": "Three.", "read": found.fingerprint}
    page = someone.post(address(found, "correct/"), **mended, note="It was two.")
    assert "Your note stands below" in page
    assert "It was two." in page


def test_the_publishing_page_says_how_many_are_mailed_and_when_nobody_is(at, staff):
    assert "to 0 addresses that follow" in at(staff).read(address(make.draft(), "publish/"))
    inside = make.draft(to="members")
    assert "Only people of the network will read it" in at(staff).read(address(inside, "publish/"))


def test_a_refusal_keeps_all_that_was_typed(at, staff):
    found = make.draft()
    someone, before = at(staff), digest.of_database()
    page = someone.post(f"{NEWS}write/", title="Spring", text="", audience="public")
    assert "This field is required." in page
    assert "<strong>Mend this, and send it again:</strong>" in page
    assert 'value="Spring"' in page
    page = someone.post(f"{NEWS}write/", title="Spring", text="\x01", audience="public")
    assert "Write the text" in page
    stale = {"title": "Mine", "text": "My words.", "audience": "public", "read": "old"}
    page = someone.post(address(found, "edit/"), **stale)
    assert "Somebody changed this announcement" in page
    assert "My words." in page
    assert f'value="{found.fingerprint}"' in page
    page = someone.post(address(found, "publish/"), read=found.fingerprint, on="2026-03-01")
    assert "1 March 2026 is over" in page
    page = someone.post(address(found, "take-back/"), reason="")
    assert "This field is required." in page
    assert digest.of_database() == before
    page = someone.post(address(found, "edit/"), **{**stale, "read": found.fingerprint})
    assert "Saved." in page


def test_what_came_too_late_says_what_to_do_instead(at, staff):
    found = make.announcement()
    page = at(staff).post(address(found, "publish/"), read=found.fingerprint)
    assert "It is published already. Correct it, or take it back." in page


def test_nobody_but_the_staff_writes(at):
    drafted, published = make.draft(), make.announcement()
    reviewer = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, "Northland Department of Education")
    for seat in (reviewer, make.superintendent()):
        someone = at(seat)
        assert "Write an announcement" not in someone.read(NEWS)
        assert someone.get(f"{NEWS}write/").status_code == 404
        for step in ("edit/", "publish/", "correct/", "take-back/"):
            assert someone.get(address(published, step)).status_code == 404
            assert someone.get(address(drafted, step)).status_code == 404
    assert "A draft: nobody outside reads it" in at(reviewer).read(address(drafted))
    assert "by mail" not in at(reviewer).read(NEWS).split("Not yet published")[1]


# --- following


def test_following_is_asked_confirmed_and_ended(at, today):
    visitor = at(None)
    assert "Each public announcement" in visitor.read(f"{NEWS}follow/")
    page = visitor.post(f"{NEWS}follow/", address=JO)
    assert f"A mail is on its way to <strong>{JO}</strong>" in page
    found = Follower.objects.get()
    before = digest.of_database()
    assert "Yes, follow" in visitor.read(found.confirm_path)
    assert digest.of_database() == before, "a GET spends nothing"
    assert "You follow this network" in visitor.post(found.confirm_path)
    assert "You follow this network" in visitor.post(found.confirm_path)
    assert "You follow this network" in visitor.read(found.confirm_path)
    before = digest.of_database()
    page = visitor.read(found.leave_path)
    assert "Stop following?" in page
    assert JO in page
    assert digest.of_database() == before
    assert "You do not follow this network" in visitor.post(found.leave_path)
    assert not Follower.objects.exists()
    assert "You do not follow this network" in visitor.post(found.leave_path)
    assert "You do not follow this network" in visitor.read(found.leave_path)
    assert "This link has ended" in visitor.read(found.confirm_path)
    assert "This link has ended" in visitor.post(found.confirm_path)


def test_a_link_that_has_expired_says_how_to_get_another(at, today):
    found = make.follower(is_confirmed=False)
    today.move_to(make.NOW + LINK_LASTS)
    for page in (at(None).read(found.confirm_path), at(None).post(found.confirm_path)):
        assert "This link has ended. Ask once more" in page
        assert "Ask for a new link" in page


def test_the_answer_is_the_same_for_who_follows_who_waits_and_who_never_asked(at):
    make.follower("follows@reader.example")
    make.follower("waits@reader.example", is_confirmed=False)
    pages = {
        at(None).post(f"{NEWS}follow/", address=f"{who}@reader.example").replace(f"{who}@", "who@")
        for who in ("follows", "waits", "never")
    }
    assert len(pages) == 1


def test_an_address_is_mailed_five_times_a_day_and_whoever_asks_learns_nothing(at, today):
    def ask(name, when):
        today.move_to(when)
        return at(None).post(f"{NEWS}follow/", address=name).replace(JO.upper(), JO)

    names = [JO] * 5 + [JO.upper()] * 2
    pages = {ask(name, make.NOW + timedelta(minutes=n)) for n, name in enumerate(names)}
    assert len(pages) == 1
    mails = Message.objects.filter(template="news/mail/confirm")
    assert mails.count() == following.TO_ONE_ADDRESS
    ask(JO, make.NOW + timedelta(days=1))
    assert mails.count() == following.TO_ONE_ADDRESS + 1


def test_one_place_asks_so_often_and_is_told_to_wait(at, today):
    for number in range(following.FROM_ONE_PLACE):
        page = at(None).post(f"{NEWS}follow/", address=f"reader{number}@reader.example")
        assert "A mail is on its way" in page
    page = at(None).post(f"{NEWS}follow/", address=JO)
    assert "That was tried too often. Wait 60 minutes" in page
    assert f'value="{JO}"' in page
    assert not Follower.objects.filter(address=JO).exists()


def test_what_is_no_address_is_refused(at):
    assert "Enter a valid email address." in at(None).post(f"{NEWS}follow/", address="jo")
    assert not Follower.objects.exists()


def test_a_mail_program_ends_following_by_itself(client, settings):
    """RFC 8058, 3.1 and 3.2: one POST of these words, without a cookie or a token of ours."""
    from django.test import Client

    found = make.follower()
    strict = Client(enforce_csrf_checks=True)
    words = {"List-Unsubscribe": "One-Click"}
    assert strict.post(found.confirm_path, words).status_code == 403
    answer = strict.post(found.leave_path, words)
    assert answer.status_code == 200
    assert not Follower.objects.exists()


# --- a network whose rules keep its news for its own people


def test_what_the_rules_keep_inside_cannot_be_told_to_everyone_or_followed(at, staff, today):
    kept = make.draft()
    ends = networks.northland_text().replace("2022-07-01", "2026-03-02")
    load_charter(f'{ends}\n[privacy]\nnews = "members"\n', by=Operator(), at=make.NOW)
    someone, before = at(staff), digest.of_database()
    assert '<option value="public"' not in someone.read(f"{NEWS}write/")
    words = {"title": "Spring", "text": "One.", "audience": "public"}
    page = someone.post(f"{NEWS}write/", **words)
    assert "public is not one of the available choices" in page
    page = someone.post(address(kept, "publish/"), read=kept.fingerprint)
    assert "keep news for the network&#x27;s own people. Choose “Only people" in page
    visitor = at(None)
    assert "Follow this network" not in visitor.read(NEWS)
    assert visitor.get(f"{NEWS}follow/").status_code == 404
    assert visitor.client.post(f"{NEWS}follow/", {"address": JO}).status_code == 404
    for act in (
        lambda: announcing.draft_announcement("northland-iln", **words, by=staff, at=make.NOW),
        lambda: announcing.edit_announcement(
            kept, **words, read=kept.fingerprint, by=staff, at=make.NOW
        ),
        lambda: ask_to_follow("northland-iln", address=JO, at=make.NOW),
    ):
        with refused("own people", RuleViolation):
            act()
    assert digest.of_database() == before
    inside = {**words, "audience": "members"}
    assert "Saved as a draft" in at(staff).post(f"{NEWS}write/", **inside)
