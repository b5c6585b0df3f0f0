from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import digest
import make
from openiln.accounts import actions, facade, permissions, queries
from openiln.accounts.models import Person, Seat
from openiln.accounts.rules import ROLES_OF, HeldSeat, Role
from openiln.kernel.errors import NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Unseated, Visitor
from openiln.mail.models import Message

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)
ADDRESS = "blake@northland.example"


def give(place, role=Role.MENTOR, *, by, address=ADDRESS):
    return actions.grant_seat(place.public_id, role=role, address=address, by=by, at=make.NOW)


def refused(refusal, call, *words, **named):
    """The call is refused and leaves no trace; returns its sentence."""
    before = digest.of_database()
    with pytest.raises(refusal) as caught:
        call(*words, **named)
    assert digest.of_database() == before
    return caught.value.sentence


@pytest.fixture
def serving(monkeypatch):
    """What a context above would say: the first agency serves every district of the network."""
    monkeypatch.setattr(permissions, "_served", [])

    def serve(agency, *members):
        ids = {member.public_id: True for member in members}
        facade.register_served(lambda s: ids if s.organisation_id == agency.public_id else {})

    return serve


def test_access_is_given_to_an_address_and_recorded_without_it():
    seat = give(make.district(), by=Operator(), address=" Blake@Northland.Example")
    assert (seat.granted_to, seat.person, seat.granted_by_id) == (ADDRESS, None, "operator")
    record = AuditRecord.objects.get(about_id=seat.public_id)
    assert record.sentence.endswith("gave access as Mentor or coach, Northland Unified.")
    assert ADDRESS not in record.sentence, "a person can be erased, a record cannot"
    assert Message.objects.get().to == ADDRESS


def test_whoever_is_given_access_can_have_a_code_mailed_and_has_no_password():
    give(make.district(), by=Operator())
    person = Person.objects.get(email=ADDRESS)
    assert not person.has_usable_password()
    assert queries.verified_addresses(person) == []


def test_who_has_an_account_keeps_it():
    person = make.account(ADDRESS, "Blake Moore")
    give(make.district(), by=Operator())
    give(make.district("Southfield"), by=Operator())
    assert Person.objects.get() == person
    assert Person.objects.get().name == "Blake Moore"


def test_a_seat_is_a_person_acting_for_an_organisation_in_a_role():
    seat = make.seat()
    acting = seat.held()
    assert isinstance(acting, HeldSeat)
    assert acting.organisation_id == seat.organisation.public_id
    assert acting.label == str(seat) == "Superintendent, Northland Unified"
    assert seat.get_absolute_url() == f"/organisations/{acting.organisation_id}/people/"
    assert make.grant(Role.MENTOR, seat.organisation, ADDRESS).held().person_id == ""


def test_the_same_role_is_not_given_to_the_same_address_twice():
    place = make.district()
    give(place, by=Operator())
    said = refused(RuleViolation, give, place, by=Operator())
    assert said.startswith(f"{ADDRESS} already is Mentor or coach of Northland Unified.")
    assert "Invite again" in said


def test_access_to_no_organisation_is_refused():
    with pytest.raises(RuleViolation, match="no organisation of this id"):
        actions.grant_seat("x", role=Role.VIEWER, address=ADDRESS, by=Operator(), at=make.NOW)


@pytest.mark.parametrize("role", Role)
def test_a_role_that_the_kind_of_organisation_does_not_have_is_not_given(role):
    for kind in ROLES_OF:
        place = make.organisation(f"A {kind}", kind=kind)
        if role in ROLES_OF[kind]:
            assert give(place, role, by=Operator()).role == role
        else:
            refused(NotPermitted, give, place, role, by=Operator())


def test_the_staff_of_the_network_give_access_in_the_organisations_that_they_serve(serving):
    agency, member, stranger = make.agency(), make.district(), make.district("Elsewhere")
    serving(agency, member)
    staff = make.held(Role.STEWARD_STAFF, agency)
    assert give(member, Role.SUPERINTENDENT, by=staff).is_open
    said = refused(NotPermitted, give, stranger, Role.SUPERINTENDENT, by=staff)
    assert said.startswith("You cannot give or end the role “Superintendent”")


def test_a_stored_role_named_operator_gives_nothing():
    forged = make.SomeSeat(role="operator", organisation_id="")
    refused(NotPermitted, give, make.district(), by=forged)


def test_access_is_taken_up_at_the_first_sign_in_for_every_role_given():
    first, second = make.grant(), make.grant(Role.MENTOR, make.district("Southfield"))
    person = make.account()
    by = Unseated(person.public_id)
    taken = actions.claim_seats(person, by=by, at=LATER)
    assert [seat.public_id for seat in taken] == [first.public_id, second.public_id]
    assert actions.claim_seats(person, by=by, at=LATER) == []
    assert [s.person for s in queries.seats_of_person(person)] == [person, person]
    record = AuditRecord.objects.filter(about_id=second.public_id).first()
    assert record.sentence == "Access as Mentor or coach, Southfield was taken up."
    assert record.by_id == second.public_id


def test_an_address_that_is_not_proved_takes_up_nothing():
    seat = make.grant()
    person = Person.objects.get()
    by = Unseated(person.public_id)
    assert actions.claim_seats(person, by=by, at=LATER) == []
    said = refused(NotPermitted, actions.claim_seat, seat, person=person, by=by, at=LATER)
    assert said.startswith("This access was given to another e-mail address.")


def test_the_same_invitation_accepted_twice_is_refused_and_explained():
    seat = make.seat()
    person = seat.person
    by = Unseated(person.public_id)
    said = refused(OutOfDate, actions.claim_seat, seat, person=person, by=by, at=LATER)
    assert said == (
        "This invitation was already accepted on 2 March 2026. Nothing more is needed: sign in."
    )


def test_an_invitation_that_ended_is_refused_and_explained():
    seat = make.grant()
    actions.end_seat(seat, reason="Sent in error", by=Operator(), at=LATER)
    person = make.account()
    by = Unseated(person.public_id)
    said = refused(OutOfDate, actions.claim_seat, seat, person=person, by=by, at=LATER)
    assert said.startswith("This access was ended on 3 March 2026. Ask The operator")


@pytest.mark.parametrize("by", [Operator(), Visitor(), Unseated("another")])
def test_nobody_takes_up_access_for_someone_else(by):
    seat, person = make.grant(), make.account()
    refused(NotPermitted, actions.claim_seats, person, by=by, at=LATER)
    refused(NotPermitted, actions.claim_seat, seat, person=person, by=by, at=LATER)


def test_ended_access_keeps_its_history_and_can_be_given_again():
    seat = make.seat(Role.MENTOR)
    place = seat.organisation
    ended = actions.end_seat(seat, reason=" Has left ", by=Operator(), at=LATER)
    assert (ended.end_reason, ended.ended_by_id, ended.ended_at) == ("Has left", "operator", LATER)
    assert not ended.is_open
    assert list(queries.seats_of_person(seat.person)) == []
    again = make.seat(Role.MENTOR, place)
    assert again.public_id != seat.public_id
    assert Seat.objects.count() == 2


def test_access_ends_once_and_with_a_reason():
    seat = make.seat(Role.MENTOR)
    said = refused(RuleViolation, actions.end_seat, seat, reason=" ", by=Operator(), at=LATER)
    assert said.startswith("Say in a few words why")
    actions.end_seat(seat, reason="Has left", by=Operator(), at=LATER)
    said = refused(OutOfDate, actions.end_seat, seat, reason="Again", by=Operator(), at=LATER)
    assert said == "This access was already ended on 3 March 2026."


def test_a_superintendent_ends_the_access_of_their_people_and_of_no_one_else():
    head = make.held()
    own = Seat.objects.get().organisation
    mentor = make.seat(Role.MENTOR, own, ADDRESS)
    stranger = make.seat(Role.MENTOR, make.district("Southfield"), ADDRESS)
    assert (
        actions.end_seat(mentor, reason="Has left", by=head, at=LATER).ended_by_label == head.label
    )
    refused(NotPermitted, actions.end_seat, stranger, reason="x", by=head, at=LATER)


def test_anyone_may_lay_down_their_own_role():
    seat = make.seat(Role.VIEWER)
    assert not actions.end_seat(seat, reason="I retire", by=seat.held(), at=LATER).is_open


@pytest.mark.parametrize("is_self", [True, False])
def test_the_last_of_the_networks_staff_cannot_go(is_self):
    agency = make.agency()
    last = make.seat(Role.STEWARD_STAFF, agency)
    make.grant(Role.STEWARD_STAFF, agency, ADDRESS)  # an invitation gives nobody access yet
    by = last.held() if is_self else Operator()
    said = refused(RuleViolation, actions.end_seat, last, reason="Leaves", by=by, at=LATER)
    assert said.startswith("This is the last of the network staff of Northland Department")
    assert "wait until they have signed in" in said
    assert make.account(ADDRESS)
    actions.claim_seats(
        make.account(ADDRESS), by=Unseated(make.account(ADDRESS).public_id), at=LATER
    )
    assert not actions.end_seat(last, reason="Leaves", by=by, at=LATER).is_open


def test_an_invitation_is_mailed_again_until_it_is_accepted_or_ended():
    seat = make.grant(Role.MENTOR)
    actions.resend_grant(seat, by=Operator(), at=LATER)
    actions.resend_grant(seat, by=Operator(), at=LATER)
    assert Message.objects.filter(to=seat.granted_to).count() == 2, "one a minute"
    refused(NotPermitted, actions.resend_grant, seat, by=make.SomeSeat(), at=LATER)
    actions.claim_seat(seat, person=make.account(), by=Unseated(make.account().public_id), at=LATER)
    said = refused(OutOfDate, actions.resend_grant, seat, by=Operator(), at=LATER)
    assert said == "This invitation was accepted meanwhile. Nothing was mailed."
    actions.end_seat(seat, reason="Has left", by=Operator(), at=LATER)
    assert "ended" in refused(OutOfDate, actions.resend_grant, seat, by=Operator(), at=LATER)


def test_one_sees_the_people_of_ones_own_organisation_and_of_those_one_serves(serving):
    agency, member, other = make.agency(), make.district(), make.district("Elsewhere")
    serving(agency, member)
    staff = make.held(Role.STEWARD_STAFF, agency)
    head = make.held(Role.SUPERINTENDENT, member, ADDRESS)
    make.seat(Role.SUPERINTENDENT, other, "casey@northland.example")
    for seat, seen in [(staff, 2), (head, 1), (Operator(), 3), (Visitor(), 0), (Unseated("x"), 0)]:
        assert queries.visible_to(seat).count() == seen
    assert len(facade.people_of(member.public_id, staff)) == 1
    assert facade.people_of(other.public_id, staff) == []


def test_a_seat_without_organisation_sees_and_gives_nothing():
    make.seat()
    assert queries.visible_to(make.SomeSeat(organisation_id="")).count() == 0
    assert (
        permissions.grantable_roles(
            make.SomeSeat(role=Role.STEWARD_STAFF, organisation_id=""), "", "agency"
        )
        == frozenset()
    )


def test_the_facade_speaks_of_access_in_values():
    place = make.district()
    given = facade.grant_seat(
        place.public_id, role=Role.MENTOR, address=ADDRESS, by=Operator(), at=make.NOW
    )
    record = facade.people_of(place.public_id, Operator())[0]
    assert (record.held, record.person, record.address) == (given, "", ADDRESS)
    facade.end_seat(given.public_id, reason="Sent in error", by=Operator(), at=LATER)
    assert facade.people_of(place.public_id, Operator())[0].ended_at == LATER
    with pytest.raises(NotPermitted, match="may not see"):
        facade.end_seat(given.public_id, reason="x", by=Visitor(), at=LATER)


def test_a_person_of_a_demonstration_may_hold_several_seats_and_live_at_another_address():
    words = {"address": "two@birch.example", "name": "Someone with two roles"}
    by = {"by": Operator(), "at": make.NOW}
    for name, role in (("Birch", Role.MENTOR), ("Alder", Role.EDUCATOR)):
        facade.seat_demo_person(make.district(name).public_id, role=role, **words, **by)
    person = Person.objects.get()
    assert (person.name, person.seats.count()) == ("Someone with two roles", 2)
    assert queries.demo_people() == [], "only those of one domain are offered at sign-in"


def test_no_address_that_may_be_somebodys_is_seated_without_proof():
    place = make.district().public_id
    words = {"role": Role.MENTOR, "address": "kim@birch.org", "by": Operator(), "at": make.NOW}
    refused(NotPermitted, facade.seat_demo_person, place, **words)


def test_those_whom_a_demonstration_offers_stand_in_the_order_of_their_roles():
    by = {"by": Operator(), "at": make.NOW}
    place = make.district().public_id
    for role in (Role.VIEWER, Role.SUPERINTENDENT, Role.MENTOR):
        facade.seat_demo_person(place, role=role, **by)
    assert [p.who for p in queries.demo_people()] == ["superintendent", "mentor", "viewer"]


def test_the_people_of_a_demonstration_are_seated_by_the_operator_once():
    place = make.district()
    named = {"role": Role.SUPERINTENDENT, "at": make.NOW}
    first = facade.seat_demo_person(place.public_id, by=Operator(), **named)
    before = digest.of_database()
    assert facade.seat_demo_person(place.public_id, by=Operator(), **named) == first
    assert digest.of_database() == before, "loading it again changes nothing"
    person = queries.demo_person("superintendent")
    assert (str(person), person.public_id) == ("Superintendent", first.person_id)
    (offered,) = queries.demo_people()
    assert (offered.who, offered.name) == ("superintendent", "Superintendent")
    assert offered.acts_as == ("Superintendent, Northland Unified",)
    assert queries.demo_person("mentor") is None
    assert queries.demo_person("no-such-role") is None
    assert not Message.objects.exists(), "nothing is mailed"
    refused(NotPermitted, facade.seat_demo_person, place.public_id, by=Visitor(), **named)


BAD_ROWS = {
    "seat_address_is_lower_case": {"granted_to": "Avery@northland.example"},
    "seat_role_is_known": {"role": "emperor"},
    "seat_claimed_has_a_person": {"claimed_at": LATER},
    "seat_claimed_after_granted": {"claimed_at": make.NOW - timedelta(days=1), "with_person": True},
    "seat_ended_after_granted": {
        "ended_at": make.NOW - timedelta(days=1),
        "ended_by_id": "x",
        "end_reason": "x",
    },
    "seat_ended_after_claimed": {
        "claimed_at": LATER + timedelta(days=1),
        "with_person": True,
        "ended_at": LATER,
        "ended_by_id": "x",
        "end_reason": "x",
    },
    "seat_ended_has_who_and_why": {"ended_at": LATER},
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_takes_no_impossible_seat(name):
    row = dict(BAD_ROWS[name])
    seat = make.grant()
    if row.pop("with_person", False):
        seat.person = make.account()
    for field, value in row.items():
        setattr(seat, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        seat.save()


def test_the_database_takes_one_open_seat_of_a_role_for_an_address():
    seat = make.grant()
    seat.pk, seat.public_id = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        seat.save()


def test_every_constraint_of_a_seat_has_its_bad_row():
    names = {constraint.name for constraint in Seat._meta.constraints}
    assert names == {*BAD_ROWS, "seat_open_once_per_address_and_role"}


def test_each_names_themself_and_no_one_else():
    seat = make.seat(Role.MENTOR)
    named = {"name": " Avery F. ", "telephone": " 601-555-0100 ", "by": seat.held(), "at": LATER}
    person = actions.name_person(seat.person, **named)
    assert (person.name, person.telephone) == ("Avery F.", "601-555-0100")
    other = make.account(ADDRESS, "Blake Moore")
    said = refused(NotPermitted, actions.name_person, other, **named)
    assert said.startswith("Only the person themself")
