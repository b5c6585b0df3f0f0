import re
from datetime import timedelta

import pytest

import make
import networks
from addressed import address, sha256
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.charters.actions import load_charter
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.membership.actions import receipts
from openiln.membership.actions.belonging import remove_participant
from openiln.membership.actions.joining import end
from openiln.membership.models.letter import Receipt
from openiln.membership.models.membership import Membership
from openiln.membership.rules.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
NET = "/northland-iln"


def test_the_roster_of_an_earlier_year_is_read_and_not_changed(at):
    gone = make.participant(name="Gone Teacher")
    found = gone.membership
    make.participant(found)
    remove_participant(gone, by=make.superintendent(), at=make.NOW)
    place = address(found, "people/")
    for someone in (at(), at("staff")):
        page = someone.read(place)
        assert "Tess Teacher" not in page
        assert "Add someone" in page
        assert 'href="?year=2025-07-01">from 1 July 2025</a>' in page
        page = someone.read(f"{place}?year=2025-07-01")
        assert "People who took part" in page
        assert "Tess Teacher, Teacher, tess@northland.example" in page
        assert "Gone Teacher" not in page
        assert "Add someone" not in page
        assert "Take off" not in page
    assert "People who take part" in at().read(f"{place}?year=1999-07-01")
    end(found, reason="Left.", by=make.superintendent(), at=make.NOW)
    assert "People who took part, year by year" in at().read(address(found))
    page = at().read(place)
    assert "People who took part" in page
    assert "Tess Teacher, Teacher" in page
    assert "year=" not in page, "there is no other year with people"
    assert "yet" not in page


def test_the_roster_of_an_ended_membership_that_never_had_one_says_so(at):
    found = make.member()
    end(found, reason="Left.", by=make.superintendent(), at=make.NOW)
    page = at().read(address(found, "people/"))
    assert "People who took part" in page
    assert "Nobody." in page


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


def test_a_status_that_begins_later_is_not_said_to_be_held(at):
    found = make.member()
    words = {"designation": "district-of-innovation", "since": "2099-07-01", "source": "Order 7"}
    page = at("staff").post(address(found, "status/"), **words)
    assert "Recorded. The lists show the status of Northland Unified on the days" in page
    assert "District of Innovation from 1 July 2099; not yet." in page
    public = " ".join(at().read(f"{NET}/members/{found.organisation_id}/").split())
    assert "</strong> from 1 July 2099 on; not yet." in public
    assert "since 1 July 2099" not in public


def test_a_status_gets_its_last_day_beside_it(at):
    found = make.held_designation().membership
    last = address(found, f"status/{found.designations.get().public_id}/")
    assert last not in at().read(address(found)), "only the staff are offered it"
    assert "Write the last day" in at("staff").read(address(found))
    form = at("staff").read(last)
    assert "On record: Board order 7. Held since 2 March 2026." in form
    page = at("staff").post(last, until="2026-03-01", reason="Order 9.")
    assert "lies before the first" in page
    assert "Order 9." in page, "what was typed is shown again"
    page = at("staff").post(last, until="2026-06-30", reason="Order 9.")
    assert "District of Innovation since 2 March 2026, until 30 June 2026." in page
    assert "Why it ends then: Order 9." in page
    assert "Mend the last day" in page
    assert 'value="2026-06-30"' in at("staff").read(last)
    assert "Only the staff of the network" in at().post(last, until="2026-07-01", reason="Me.")
    assert at().get(address(found, "status/none/")).status_code == 404


def test_a_status_recorded_by_mistake_is_taken_back_on_its_page(at):
    found = make.held_designation().membership
    wrong = address(found, f"status/{found.designations.get().public_id}/take-back/")
    assert wrong not in at().read(address(found)), "only the staff are offered it"
    assert wrong in at("staff").read(address(found))
    form = at("staff").read(wrong)
    assert "Do this where they never held it." in form
    assert "Only the staff of the network" in at().post(wrong, reason="Me.")
    page = at("staff").post(wrong, reason="It is another district.")
    assert "Status taken back" in page
    assert "Taken back by Network staff" in page
    assert "It is another district." in page
    assert "Write the last day" not in page
    assert "another district" not in at().read(f"{NET}/members/{found.organisation_id}/")
    assert at("staff").get(wrong).status_code == 404


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
    make.signed(found)
    page = at().post(address(found, "send-in/"))
    assert "Renewed. Your receipt is below." in page
    page = " ".join(page.split())
    assert re.search(r"Last receipt: <a[^>]+>NORTHLAND-ILN-00003 \(PDF\)</a>, renewed on", page)
    said = receipts.content_of(Receipt.objects.latest("serial"), found)
    assert said["what"] == "Renewed"
    assert "Renewed" in at().read("/northland-iln/work/")


def test_a_successor_is_asked_to_read_and_re_affirm(at, client):
    found = make.member()
    assert "Nothing waits for anyone." in at("staff").read(address(found))
    later = make.replace_head(found, at=make.NOW + timedelta(days=1))
    waits = "Waiting for whoever leads Northland Unified now to re-affirm"
    assert waits in at("staff").read(address(found))
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


def test_the_staff_read_whom_to_call_about_a_letter_and_who_has_access(at, client):
    found = make.member()
    people = "Its people and their roles"
    mail = "mailto:superintendent.northland@northland.example"
    page = at("staff").read(address(found))
    assert people in page
    assert mail in page
    person = Person.objects.get(public_id=make.superintendent().person_id)
    person.name, person.telephone = "Robin Reed", "+1 555 010 0100"
    person.save()
    page = at("staff").read(address(found))
    assert "<strong>Robin Reed</strong>, Superintendent" in page
    assert 'href="tel:' in page
    page = at().read(address(found))
    assert people in page
    assert mail not in page
    reviewer = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, "Northland Department of Education")
    client.force_login(Person.objects.get(public_id=reviewer.person_id))
    assert people not in client.get(address(found)).content.decode()


def test_days_are_those_of_the_network_and_not_of_the_server(at):
    found = make.membership()
    found.state_since = make.NOW.replace(hour=2)  # still the day before, in Chicago
    found.save()
    assert "since 1 March 2026" in at().read(address(found))
