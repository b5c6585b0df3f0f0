import pytest

import make
import networks
from openiln.accounts.rules import Role
from openiln.charters.actions import load_charter
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind
from openiln.kernel.seat import Operator
from openiln.membership.models.membership import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
NET = "/northland-iln"


def test_a_district_sees_the_ways_in_and_registers_interest(at):
    make.northland()
    page = at().read(f"{NET}/join/")
    assert "No way in is open yet" in page
    assert "A rating of A or B in the latest final ratings opens it, once NDE has it." in page
    after = at().post(f"{NET}/join/follow/", tier="member")
    assert "Interest registered" in after
    assert "A rating of A or B in the latest final ratings opens it" in after
    assert at().get(f"{NET}/join/").url == Membership.objects.get().get_absolute_url()
    again = at().post(f"{NET}/join/follow/", tier="member")
    assert "under way in this network or a member already" in again


def test_anyone_reads_how_to_join(client):
    make.northland()
    page = client.get(f"{NET}/join/").content.decode()
    assert "A rating of A or B in the latest final ratings opens it, once NDE has it." in page
    assert "Ask the Northland Department of Education to give it" in page
    assert "An address of theirs is not written here." in page
    assert f"?next={NET}/join/" in page
    assert "<form" not in page


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (
            'office = "the network office", telephone = "601-555-0100 ext. 4"',
            ["The network office", 'href="tel:6015550100"', "601-555-0100 ext. 4"],
        ),
        ('email = "iln@nde.example"', ["The Northland Dep", 'href="mailto:iln@nde.example"']),
        ('page = "https://nde.example/iln"', ['href="https://nde.example/iln"', "Its page about"]),
    ],
)
def test_anyone_reads_whom_to_ask(client, contact, shown):
    named = networks.NORTHLAND.replace("fictional", f"contact = {{{{ {contact} }}}}\nfictional")
    text = named.format(approved_by="steward", interest="true")
    load_charter(text, by=Operator(), at=make.NOW)
    page = client.get(f"{NET}/join/").content.decode()
    assert [words for words in shown if words not in page] == []


def test_a_network_of_states_speaks_of_points_of_contact_and_of_no_superintendent(client):
    networks.load_shipped("ccsso-iln")
    page = client.get("/ccsso-iln/join/").content.decode()
    assert "The point of contact of the state asks." in page
    assert "to give it to your point of contact." in page
    assert "superintendent" not in page.lower()


def test_staff_who_are_refused_for_a_district_stay_with_it(at):
    make.northland()
    other = make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Second Unified").organisation_id
    refused = at("staff").post(f"{NET}/join/ask/", organisation=other, tier="member")
    assert "No way into this network is open yet" in refused
    assert "Second Unified" in refused


def test_a_network_that_is_not_there_is_not_found(at):
    assert at().get("/nowhere/join/").status_code == 404


def test_the_page_of_the_ways_in_of_others_is_for_the_staff(at):
    make.northland()
    other = make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Second Unified").organisation_id
    assert at().get(f"{NET}/join/?organisation={other}").status_code == 404
    page = at("staff").read(f"{NET}/join/?organisation={other}")
    assert "Make an exception, with its reason" in page
    assert at("staff").get(f"{NET}/join/?organisation=nobody").status_code == 404


def test_who_cannot_ask_is_told_who_can(at):
    make.northland()
    page = at("educator").read(f"{NET}/join/")
    assert "The superintendent, their delegate or the lead of the district can" in page


def test_an_open_way_leads_to_the_letter(at):
    make.northland(networks.voting_text())
    page = at().read("/southmark-iln/join/")
    assert "A way in is open" in page
    assert "no membership “”" in at().post("/southmark-iln/join/ask/")
    after = at().post("/southmark-iln/join/ask/", tier="member")
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
    into = {"organisation": other, "tier": "member"}
    page = staff.post(f"{NET}/join/exception/", **into, reason="")
    assert "This field is required" in page
    page = staff.post(f"{NET}/join/exception/", **into, reason="A rural pilot.")
    assert "The exception is recorded with its reason: it opens a way in. 2 people there" in page
    assert "Interest registered" in page
    assert "Invite Second Unified" in staff.read(f"{NET}/join/invite/?organisation={other}")
    page = staff.post(f"{NET}/join/invite/", **into, towards="district-of-innovation")
    assert "The invitation is recorded" in page
    page = staff.post(f"{NET}/join/invite/", **into, towards="district-of-innovation")
    assert "Its people were told of it before." in page
    page = at().post(
        f"{NET}/join/exception/",
        organisation=make.superintendent(NAME).organisation_id,
        tier="member",
        reason="Me too.",
    )
    assert "Only the staff of the network can do this" in page
    assert "Me too." in page, "what was typed is shown again"


def test_the_staff_are_told_where_nobody_has_access_and_give_it(at):
    make.northland()
    third = make.district("Third County").public_id
    into = {"organisation": third, "tier": "member"}
    page = at("staff").post(f"{NET}/join/exception/", **into, reason="A rural pilot.")
    assert "Nobody there has access yet, so nobody was told. Give someone who leads" in page
    assert "Give someone access" in page
    place = Membership.objects.get().get_absolute_url()
    assert "Nobody at Third County has access yet" in at("staff").read(place)
    make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Third County", "head@third.example")
    assert "has access yet" not in at("staff").read(place)
    page = at("staff").post(f"{NET}/join/invite/", **into, towards="district-of-innovation")
    assert "One person there is told by mail." in page


def test_the_staff_are_offered_the_invitations_that_open_a_way_and_no_others(at):
    make.northland(networks.two_statuses_text())
    staff = at("staff")
    about = f"?organisation={make.superintendent(NAME).organisation_id}"
    form = staff.read(f"{NET}/join/invite/{about}&tier=lab")
    assert '<option value="lab-of-the-state">' in form
    assert "It opens the way in as Lab district." in form
    assert '<option value="district-of-innovation">' not in form
    form = staff.read(f"{NET}/join/invite/{about}")
    assert '<option value="lab">' in form
    assert '<option value="district-of-innovation">' in form
    assert "emerging" not in form
    assert "Lab district" not in staff.read(f"{NET}/join/exception/{about}")


def test_each_kind_of_membership_is_shown_with_its_ways_and_chosen(at):
    make.northland(networks.two_tiers_text())
    page = at().read(f"{NET}/join/")
    assert page.index("As Member district") < page.index("As Exemplar district")
    assert page.count("Register interest") == 1, "the second keeps no list of interest"
    other = make.superintendent(NAME).organisation_id
    staff = at("staff")
    page = staff.read(f"{NET}/join/?organisation={other}")
    assert page.count("Make an exception, with its reason") == 2
    assert page.count("Invite them to prepare for a status") == 1
    form = staff.read(f"{NET}/join/exception/?organisation={other}&tier=exemplar")
    assert '<option value="exemplar" selected>Exemplar district</option>' in form
    into = {"organisation": other, "tier": "exemplar"}
    staff.post(f"{NET}/join/exception/", **into, reason="A pilot.")
    page = at().read(Membership.objects.get().get_absolute_url())
    assert "Ask to join as Exemplar district" in page
    assert "Ask to join as Member district" not in page
    page = at().post(f"{NET}/join/ask/", tier="exemplar")
    assert "Letter in preparation" in page
    assert "As: Exemplar district" in page


def test_who_can_be_no_member_is_told_so_and_is_offered_nothing(at):
    make.northland()
    Organisation.objects.filter(name="Northland Unified").update(state="MS")
    page = at().read(f"{NET}/join/")
    assert "Northland Unified cannot join: the members of the Northland" in page
    assert "See all networks here" in page
    assert "Act for another organisation" in page
    assert "invite it" not in page
    assert "Ask to join" not in page


def test_the_staff_are_led_to_enter_for_a_district_when_their_own_agency_can_be_no_member(at):
    make.northland()
    page = at("staff").read(f"{NET}/join/")
    assert "This is not a network to join for you" in page
    assert f'<a href="{NET}/joining/">Enter for a district, or invite it</a>' in page
