"""My work: the next step of each role in each state, and nothing of anyone else."""

import re
from datetime import timedelta

import pytest
import time_machine

import make
import networks
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.membership.actions.decisions import decline, send_back
from openiln.membership.actions.drawing import write_statement
from openiln.membership.actions.joining import register_interest, withdraw
from openiln.membership.actions.links import send_signing_link
from published import founded

pytestmark = pytest.mark.django_db
NAME = "Northland Unified"
WORK = "/northland-iln/work/"


def of_district(role, name=NAME):
    return make.acting(role, Kind.DISTRICT, name)


def test_signing_in_leads_to_the_work_of_ones_own_network(sit):
    make.membership()
    answer = sit(make.superintendent()).get("/work/")
    assert (answer.status_code, answer.url) == (302, WORK)
    staff = sit(make.staff())
    assert staff.get("/work/").url == WORK
    assert staff.get(WORK).url == "/northland-iln/queue/"


def test_who_left_a_network_is_led_there_and_who_has_none_to_their_account(sit):
    found = make.membership()
    withdraw(found, by=make.superintendent(), at=make.NOW)
    someone = sit(make.superintendent())
    assert someone.get("/work/").url == WORK
    page = someone.read(WORK)
    assert "Ask to join again" in page
    assert "Withdrawn" in page
    elsewhere = make.held(Role.VIEWER, make.district("Elsewhere"), "v@northland.example")
    assert sit(elsewhere).get("/work/").url == "/account/"


def test_a_visitor_signs_in_first(client):
    assert client.get("/work/").url.startswith("/sign-in/")


def test_there_is_no_work_in_a_network_that_does_not_exist(sit):
    assert sit(make.superintendent()).get("/nowhere-iln/work/").status_code == 404


def test_who_is_not_in_a_network_sees_the_way_in(sit):
    make.northland()
    assert "See how you can join" in sit(make.superintendent()).read(WORK)
    page = sit(of_district(Role.VIEWER)).read(WORK)
    assert "Nothing waits for you" in page
    assert "can ask to join" in page


def test_the_agencys_own_people_are_not_asked_to_join(sit):
    make.northland()
    contact = make.acting(Role.STATE_CONTACT, Kind.AGENCY, "Northland Department of Education")
    page = sit(contact).read(WORK)
    assert "Your agency runs this network; its staff see what waits." in page
    assert "how you can join" not in page
    assert "can ask to join" not in page


def test_interest_leads_to_what_would_open_a_way(sit):
    network_id, by = make.northland(), make.superintendent()
    words = {"organisation_id": by.organisation_id, "tier": "member"}
    register_interest(network_id, **words, by=by, at=make.NOW)
    assert "See what would open a way in" in sit(by).read(WORK)
    assert "Nothing waits for you" in sit(of_district(Role.VIEWER)).read(WORK)


def test_each_role_has_its_own_next_step(sit):
    make.membership()
    assert "Sign as Superintendent" in sit(make.superintendent()).read(WORK)
    page = sit(of_district(Role.DELEGATE)).read(WORK)
    assert "Ask for a signature: Superintendent" in page
    assert "Sign as" not in page
    assert "Sign as Local school board" in sit(of_district(Role.BOARD_CLERK)).read(WORK)
    page = sit(of_district(Role.VIEWER)).read(WORK)
    assert "Others of Northland Unified are at work" in page
    assert "Not signed yet" in page


def steps_of(page):
    return re.findall(r'(?:<h2 id="next">|iln-work__title" href="[^"]+">)([^<]+)<', page)


def test_who_leads_signs_for_themself_and_asks_the_others_once(sit):
    found = make.membership()
    head = sit(make.superintendent())
    asked = ["Ask for a signature: Teachers", "Ask for a signature: Local school board"]
    assert steps_of(head.read(WORK)) == ["Sign as Superintendent", *asked]
    words = {"signatory": "teachers", "address": "tess@northland.example"}
    send_signing_link(found, **words, by=make.superintendent(), at=make.NOW)
    with time_machine.travel(make.NOW, tick=False):
        page = sit(make.superintendent()).read(WORK)
    assert steps_of(page) == ["Sign as Superintendent", asked[1]]
    assert "A link was mailed to tess@northland.example on 2 March 2026" in page
    assert "it works until 16 March 2026" in page
    assert "Sign it myself" in page, "in a small district one person signs in several roles"
    with time_machine.travel(make.NOW + timedelta(days=15), tick=False):
        page = sit(make.superintendent()).read(WORK)
    assert steps_of(page) == ["Sign as Superintendent", *asked], "the link has ended"
    assert "The link mailed to tess@northland.example on 2 March 2026 has ended." in page


def test_a_link_that_was_mailed_again_says_how_often_and_when_last(sit):
    found = make.membership()
    words = {"signatory": "teachers", "address": "tess@northland.example"}
    for days in (0, 1):
        at = make.NOW + timedelta(days=days)
        send_signing_link(found, **words, by=make.superintendent(), at=at)
    said = "A link was mailed 2 times, last to tess@northland.example on 3 March 2026; it works"
    with time_machine.travel(make.NOW + timedelta(days=1), tick=False):
        assert said in sit(make.superintendent()).read(WORK)
        assert said in sit(make.superintendent()).read(found.get_absolute_url())
    with time_machine.travel(make.NOW + timedelta(days=20), tick=False):
        page = sit(make.superintendent()).read(WORK)
    assert "The link mailed 2 times, last to tess@northland.example on 3 March 2026 has" in page


def test_when_everyone_is_asked_nothing_waits_for_who_asked(sit):
    found = make.membership()
    for signatory in ("teachers", "board", "superintendent"):
        words = {"signatory": signatory, "address": f"{signatory}@northland.example"}
        send_signing_link(found, **words, by=make.superintendent(), at=make.NOW)
    with time_machine.travel(make.NOW, tick=False):
        page = sit(of_district(Role.DELEGATE)).read(WORK)
    assert steps_of(page) == ["Nothing waits for you"]
    assert "Others of Northland Unified are at work" in page


def test_the_clerk_records_a_vote_before_anyone_rests_on_it(sit):
    found = make.membership(networks.voting_text())
    page = sit(of_district(Role.BOARD_CLERK)).read(f"/{found.network_id}/work/")
    assert "Record the vote" in page
    assert "Waiting for a vote" in page


def test_a_complete_letter_is_sent_in_and_then_the_state_has_it(sit):
    make.signed()
    assert "Send in your letter of commitment" in sit(make.superintendent()).read(WORK)


def test_what_was_handed_in_says_who_holds_it(sit):
    make.sent_in()
    page = sit(make.superintendent()).read(WORK)
    assert "Nothing waits for you" in page
    assert "NDE has your letter of commitment since" in page
    assert "Waiting for NDE" in page


def test_a_letter_that_was_sent_back_shows_the_reason_whole(sit):
    found = make.sent_in()
    words = {"reason": "The minutes are missing.", "read": found.letters.last().sha256}
    send_back(found, **words, by=make.staff(), at=make.NOW)
    page = sit(make.superintendent()).read(WORK)
    assert "Mend your letter of commitment" in page
    assert "The minutes are missing." in page
    write = {"statement": "Here they are.", "read": found.letters.last().sha256}
    later = make.NOW + timedelta(minutes=1)
    write_statement(found, **write, by=make.superintendent(), at=later)
    assert steps_of(sit(make.superintendent()).read(WORK))[0] == "Sign as Superintendent"


def test_what_was_declined_shows_the_reason(sit):
    found = make.sent_in()
    words = {"reason": "Not this year.", "read": found.letters.last().sha256}
    decline(found, **words, by=make.staff(), at=make.NOW)
    page = sit(make.superintendent()).read(WORK)
    assert "Not this year." in page
    assert "Ask to join again" in page


def test_a_member_invites_people_fills_the_roster_and_has_promises(sit):
    make.member()
    page = sit(make.superintendent()).read(WORK)
    assert "Invite your people" in page
    assert "Fill your roster" in page
    assert "What we promised" in page
    assert "Approved" in page
    assert "overdue" not in page.lower()
    assert "staff@northland.example" in page


def test_a_member_with_all_in_place_has_nothing_to_do(sit):
    make.participant()
    of_district(Role.DELEGATE)
    with time_machine.travel(make.NOW, tick=False):
        page = sit(make.superintendent()).read(WORK)
    assert "When something is for you to do, it stands here first." in page
    assert "1 person takes part this program year" in " ".join(page.split())


def test_a_successor_re_affirms(sit):
    head = make.replace_head(make.member(), at=make.NOW + timedelta(days=1))
    assert "Re-affirm the letter of commitment" in sit(head).read(WORK)


def test_a_district_in_two_networks_sees_both(sit):
    make.membership()
    make.membership(networks.voting_text())
    page = sit(make.superintendent()).read(WORK)
    assert "You also work in:" in page
    assert "/southmark-iln/work/" in page or "voting" in page


def test_the_account_names_every_seat_with_its_networks(sit):
    make.membership()
    seat = make.superintendent()
    other = make.seat(
        Role.VIEWER, make.district("Elsewhere"), "superintendent.northland@northland.example"
    )
    page = sit(seat).read("/account/")
    assert "Work in the Northland Innovation Lab Network" in page
    assert other.public_id in page
    assert "Act as" in page


def more_people(number):
    for n in range(number):
        make.acting(Role.EDUCATOR, Kind.DISTRICT, NAME, f"e{n}@northland.example")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_people(sit, number, django_assert_num_queries):
    make.member()
    more_people(number)
    someone = sit(make.superintendent())
    someone.get(WORK)
    with django_assert_num_queries(30):
        someone.read(WORK)


def test_a_member_by_a_published_source_has_work_without_a_letter(sit):
    make.northland()
    founded(NAME)
    page = sit(make.superintendent()).read(WORK)
    assert "Invite your people" in page
    assert "Fill your roster" in page
