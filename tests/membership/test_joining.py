from dataclasses import replace
from datetime import timedelta

import pytest

import make
import networks
from asking import begin, news, rated, words
from openiln.accounts.rules import Role
from openiln.charters.facade import MemberKind
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator
from openiln.mail.models import Message
from openiln.membership.actions import following, joining
from openiln.membership.actions.founding import record_founding_member
from openiln.membership.models.membership import Steward
from openiln.membership.rules import routes
from openiln.membership.rules.states import State
from openiln.membership.tasks import tell_who_follows
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
LATER = make.NOW + timedelta(days=3)
DOI = "district-of-innovation"


def test_a_rated_district_asks_and_its_letter_is_drawn_up():
    network_id = make.northland()
    rated("B")
    found = begin(joining.request_membership, network_id)
    assert found.state == State.DRAFTING
    assert found.route == (
        "By a rating of A or B in the latest final ratings: 2024-25 brought a B."
    )
    letter = found.letters.get()
    assert (letter.number, letter.written_at) == (1, make.NOW)
    assert "From Northland Unified to the Northland Innovation Lab Network" in letter.text
    assert "membership.requested" in news()
    assert "asked to join the Northland Innovation Lab Network" in (
        AuditRecord.objects.filter(about_id=found.public_id).latest("id").sentence
    )


def test_a_rating_that_is_too_low_opens_nothing():
    network_id = make.northland()
    rated("D")
    place, said = words(network_id)
    with refused(r"No way into this network is open yet\..*opens it", RuleViolation):
        joining.request_membership(*place, **said)


def test_a_waived_rating_and_a_named_year_are_read_from_the_directory():
    text = networks.northland_text().replace('"latest-final"', '"2023-24"')
    network_id = make.northland(text)
    rated("A", year=2023)
    rated("F", year=2024)
    assert begin(joining.request_membership, network_id).route.endswith("2023-24 brought an A.")


def test_interest_is_registered_followed_by_an_exception_and_a_request():
    place, said = words()
    interested = joining.register_interest(*place, **said)
    assert interested.state == State.INTERESTED
    with refused("under way in this network or a member already", OutOfDate):
        joining.register_interest(*place, **said)
    staff = {**said, "by": make.staff(), "reason": " A rural pilot. "}
    excepted = joining.record_exception(*place, **staff).membership
    assert (excepted.pk, excepted.exception) == (interested.pk, "A rural pilot.")
    asked = joining.request_membership(*place, **said)
    assert asked.pk == interested.pk
    assert asked.route == "By exception, with a recorded reason: A rural pilot."
    with refused("cannot be requested: since 2 March 2026", OutOfDate):
        joining.request_membership(*place, **said)
    with refused("cannot be requested", OutOfDate):
        joining.record_exception(*place, **staff)


def test_an_exception_opens_the_kind_of_membership_that_it_names_and_no_other():
    place, said = words(make.northland(networks.two_tiers_text()))
    exempt = {**said, "tier": "exemplar"}
    staff = {**exempt, "by": make.staff()}
    joining.record_exception(*place, **staff, reason="A pilot.")
    with refused("No way into this network is open yet", RuleViolation):
        joining.request_membership(*place, **said)
    asked = joining.request_membership(*place, **exempt)
    assert (asked.tier, asked.exception_tier) == ("exemplar", "exemplar")
    assert "To be signed by: Superintendent.\n" in asked.letters.get().text


def test_a_way_that_a_kind_of_membership_does_not_have_is_not_opened():
    place, said = words(make.northland(networks.two_tiers_text()))
    staff = {**said, "by": make.staff(), "tier": "exemplar"}
    no_way = "No invitation to prepare to become a District of Innovation leads into .* as Exemplar"
    with refused(no_way, RuleViolation):
        joining.invite_organisation(*place, **staff, towards=DOI)
    with refused("keeps no list of interest", RuleViolation):
        joining.register_interest(*place, **{**said, "tier": "exemplar"})


def test_an_invitation_is_towards_a_status_that_opens_a_way_into_this_membership():
    place, said = words(make.northland(networks.two_statuses_text()))
    member, lab = ({**said, "by": make.staff(), "tier": tier} for tier in ("member", "lab"))
    for staff, towards in ((member, "lab-of-the-state"), (lab, DOI), (member, "emerging")):
        with refused("No invitation to prepare to become an? .* leads into", RuleViolation):
            joining.invite_organisation(*place, **staff, towards=towards)
    with refused("No exception leads into this network as Lab district", RuleViolation):
        joining.record_exception(*place, **lab, reason="A pilot.")
    assert joining.invite_organisation(*place, **lab, towards="lab-of-the-state")
    with refused("No way into this network is open yet", RuleViolation):
        joining.request_membership(*place, **said)
    assert joining.request_membership(*place, **{**said, "tier": "lab"}).tier == "lab"


def told():
    return list(Message.objects.filter(template="membership/mail/way_open").order_by("id"))


def test_who_follows_is_told_once_when_a_rating_opens_a_way():
    place, said = words()
    joining.register_interest(*place, **said)
    tell_who_follows.call(at=LATER)
    assert told() == []
    rated("B")
    for _ in range(2):
        tell_who_follows.call(at=LATER)
    assert {m.to for m in told()} == {
        "superintendent.northland@northland.example",
        "delegate.northland@northland.example",
    }
    assert len(told()) == 2
    assert "2024-25 brought a B." in told()[0].text
    joining.request_membership(*place, **said)
    assert following.tell_interested(LATER) == 0


def test_who_is_excepted_or_invited_is_told_at_once_of_just_that():
    place, said = words(make.northland(networks.two_statuses_text()))
    rated("B")
    joining.register_interest(*place, **said)
    tell_who_follows.call(at=LATER)
    assert len(told()) == 2
    staff = {**said, "by": make.staff()}
    assert joining.record_exception(*place, **staff, reason="A rural pilot.").told == 2
    assert "A rural pilot." in told()[-1].text
    assert "brought a B" not in told()[-1].text, "that is known"
    assert joining.record_exception(*place, **staff, reason="A rural pilot.").told == 0
    assert joining.invite_organisation(*place, **staff, towards=DOI).told == 2
    lab = {**staff, "tier": "lab", "towards": "lab-of-the-state"}
    assert joining.invite_organisation(*place, **lab).told == 2
    assert "prepare to become a Lab of the State: you have it" in told()[-1].text
    assert joining.invite_organisation(*place, **staff, towards=DOI).told == 2, "it was closed"
    assert len(told()) == 10
    tell_who_follows.call(at=LATER)
    assert len(told()) == 10


def test_all_that_opened_is_told_in_one_message():
    place, said = words()
    rated("B")
    staff = {**said, "by": make.staff()}
    assert joining.invite_organisation(*place, **staff, towards=DOI).told == 2
    assert len(told()) == 2
    assert "brought a B" in told()[0].text
    assert "an invitation to prepare" in told()[0].text


def test_a_way_is_not_told_again_when_the_mail_is_gone():
    place, said = words()
    joining.register_interest(*place, **said)
    rated("B")
    tell_who_follows.call(at=LATER)
    Message.objects.all().delete()
    tell_who_follows.call(at=LATER + timedelta(days=400))
    assert told() == []


def test_where_nobody_has_access_a_way_waits_to_be_told():
    place, said = words()
    third = make.district("Third County").public_id
    staff = {**said, "organisation_id": third, "by": make.staff()}
    opened = joining.record_exception(*place, **staff, reason="A rural pilot.")
    assert (opened.told, told()) == (0, [])
    make.acting(Role.SUPERINTENDENT, Kind.DISTRICT, "Third County", "head@third.example")
    tell_who_follows.call(at=LATER)
    assert [m.to for m in told()] == ["head@third.example"]


def test_an_invitation_opens_a_way_in():
    place, said = words()
    staff = {**said, "by": make.staff(), "towards": DOI}
    invited = joining.invite_organisation(*place, **staff).membership
    assert (invited.state, invited.invited_towards) == (State.INTERESTED, DOI)
    assert "you have it" in joining.request_membership(*place, **said).route


def test_only_the_networks_own_statuses_and_tiers_are_known():
    place, said = words()
    staff = {**said, "by": make.staff()}
    with refused("no status “king”", RuleViolation):
        joining.invite_organisation(*place, **staff, towards="king")
    with refused("no membership “gold”", RuleViolation):
        joining.request_membership(*place, **{**said, "tier": "gold"})
    with refused("no network “nowhere”", RuleViolation):
        joining.request_membership("nowhere", **said)
    with refused("no organisation of this id", RuleViolation):
        joining.record_exception(*place, **{**staff, "organisation_id": "x"}, reason="x")


@pytest.mark.parametrize(("reason", "sentence"), [(" ", "Write the reason"), ("x" * 4001, "4001")])
def test_an_exception_has_a_reason_that_can_be_read(reason, sentence):
    place, said = words()
    with refused(sentence, RuleViolation):
        joining.record_exception(*place, **{**said, "by": make.staff()}, reason=reason)


def test_a_designation_recorded_earlier_opens_a_way_in_again():
    held = make.held_designation()
    joining.end(held.membership, reason="Moved.", by=make.staff(), at=LATER)
    assert "By being a District of Innovation" in begin(joining.request_membership, at=LATER).route


def test_a_network_that_keeps_no_list_of_interest_says_so():
    network_id = make.northland(networks.northland_text(interest="false"))
    place, said = words(network_id)
    with refused("keeps no list of interest", RuleViolation):
        joining.register_interest(*place, **said)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDUCATOR, Role.BOARD_CLERK])
def test_roles_that_do_not_prepare_cannot_ask(role):
    network_id, district = make.northland(), make.superintendent(NAME).organisation_id
    by = make.acting(role, Kind.DISTRICT, NAME)
    with refused("Your role cannot do this", NotPermitted):
        joining.request_membership(
            network_id, organisation_id=district, tier="member", by=by, at=make.NOW
        )


def test_the_staff_ask_on_a_districts_behalf_and_a_reviewer_does_not():
    rated("A")
    network_id, district = make.northland(), make.superintendent(NAME).organisation_id
    named = {"organisation_id": district, "tier": "member", "at": make.NOW}
    reviewer = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, make.staff().organisation_name)
    with refused("Your role cannot do this", NotPermitted):
        joining.request_membership(network_id, **named, by=reviewer)
    assert joining.request_membership(network_id, **named, by=make.staff()).state == State.DRAFTING


def test_who_runs_a_network_is_said_by_the_operator_and_can_change():
    network_id = make.northland()
    other = make.agency("Another department")
    joining.name_steward(network_id, organisation_id=other.public_id, by=Operator(), at=make.NOW)
    assert Steward.objects.get().organisation == other
    with refused("Only the operator", NotPermitted):
        joining.name_steward(
            network_id, organisation_id=other.public_id, by=make.staff(), at=make.NOW
        )


def test_only_organisations_of_the_networks_kind_and_state_can_be_members():
    network_id, staff = make.northland(), make.staff()
    elsewhere = make.organisation("Far District", state="MS")
    agency = make.organisation("Another Agency", kind=Kind.AGENCY)
    words = {"tier": "member", "by": staff, "at": make.NOW}
    for place, sentence in ((elsewhere, "are in the state NL"), (agency, "are districts")):
        named = {"organisation_id": place.public_id, **words}
        with refused(f"{place.name} cannot join: .* {sentence}", RuleViolation):
            joining.register_interest(network_id, **named)
        with refused(sentence, RuleViolation):
            joining.record_exception(network_id, **named, reason="A pilot.")
        with refused(sentence, RuleViolation):
            joining.request_membership(network_id, **named)
        founded = {**named, "on": make.TODAY, "source": "the release", "by": Operator()}
        with refused(sentence, RuleViolation):
            record_founding_member(network_id, **founded)


def test_the_members_of_a_national_network_are_states_by_their_agencies():
    charter = networks.read_charter(networks.northland_text())
    network = replace(charter.network, member_kind=MemberKind.STATE, state=None)
    national = replace(charter, network=network)
    routes.check_may_belong(national, name="The Agency", kind="agency", state="KY")
    with refused("states, each by its education agency", RuleViolation):
        routes.check_may_belong(national, name="A District", kind="district", state="KY")


def test_the_other_side_is_told_of_what_one_side_did():
    found, head, staff = make.membership(), make.superintendent(NAME), make.staff()
    joining.withdraw(found, by=staff, at=LATER)
    told = Message.objects.filter(template="membership/mail/moved")
    own = {f"{who}.northland@northland.example" for who in ("superintendent", "delegate")}
    assert {m.to for m in told} == own
    assert told.first().subject == "Northland Unified has withdrawn its request"
    member = make.member()
    joining.end(member, reason="We merge.", by=head, at=LATER)
    last = told.latest("id")
    assert last.to == "staff@northland.example"
    assert last.subject == "Northland Unified is no longer a member"
    assert "We merge." in last.text
