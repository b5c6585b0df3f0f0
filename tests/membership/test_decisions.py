from datetime import timedelta

import pytest

import make
from openiln.accounts.actions import claim_seat
from openiln.accounts.permissions import organisations_served
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import NotPermitted, OutOfDate, RuleViolation
from openiln.kernel.models import OutboxEvent
from openiln.kernel.seat import Operator, Unseated
from openiln.mail.models import Message
from openiln.membership import facade
from openiln.membership.actions import decisions, drawing, joining, receipts
from openiln.membership.models.decision import Decision
from openiln.membership.models.letter import Receipt, Signature
from openiln.membership.queries import letters
from openiln.membership.rules.states import Holder, State
from refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NAME = "Northland Unified"
LATER = make.NOW + timedelta(days=1)
DOI = "district-of-innovation"


def decide(act, found, **changes):
    words = {"read": letters.current_letter(found).sha256, "by": make.staff(), "at": LATER}
    return act(found, **{**words, **changes})


def test_an_approved_district_is_a_member_from_that_day():
    found = make.sent_in()
    decision = decide(decisions.approve, found)
    found.refresh_from_db()
    assert (found.state, found.member_on) == (State.MEMBER, LATER.date())
    assert decision.label == "Approved"
    assert [r.event for r in letters.receipts_of(found)] == [Receipt.APPROVED, Receipt.SENT_IN]
    assert OutboxEvent.objects.latest("id").name == "membership.approved"
    mail = Message.objects.filter(template="membership/mail/decided").first()
    assert "Northland Unified is now a member" in mail.text
    assert "Receipt: NORTHLAND-ILN-00002." in mail.text


def test_what_is_sent_back_is_mended_and_its_signatures_stand():
    found = make.sent_in()
    decision = decide(decisions.send_back, found, reason=" Tell us more,\nplease. ")
    assert (decision.label, decision.reason) == ("Sent back", "Tell us more,\nplease.")
    assert (
        "Tell us more,\nplease."
        in Message.objects.filter(template="membership/mail/decided").first().text
    )
    drawing.submit_letter(found, by=make.superintendent(NAME), at=LATER)
    decide(decisions.approve, found)
    assert Signature.objects.count() == 3, "nobody was asked twice"
    assert [d.outcome for d in letters.decisions_of(found)] == ["approved", "sent-back"]


def test_what_is_declined_can_be_asked_again():
    found = make.sent_in()
    assert decide(decisions.decline, found, reason="Not now.").label == "Declined"
    found.refresh_from_db()
    assert found.state == State.DECLINED
    assert not found.standing_state.is_open
    assert make.membership().pk != found.pk


def test_a_decision_against_has_a_reason():
    found = make.sent_in()
    for act in (decisions.send_back, decisions.decline):
        with refused("Write the reason", RuleViolation):
            decide(act, found, reason=" ")


def test_only_the_networks_staff_decide():
    found = make.sent_in()
    reviewer = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, make.staff().organisation_name)
    for by in (make.superintendent(NAME), reviewer):
        with refused("Only the staff of the network", NotPermitted):
            decide(decisions.approve, found, by=by)


def test_a_decision_is_about_the_text_that_was_read():
    found = make.sent_in()
    with refused("changed and sent in anew since you opened it", OutOfDate):
        decide(decisions.approve, found, read="another")


def test_nothing_is_decided_twice():
    found = make.sent_in()
    decide(decisions.approve, found)
    for act, words in (
        (decisions.approve, {}),
        (decisions.send_back, {"reason": "x"}),
        (decisions.decline, {"reason": "x"}),
    ):
        with refused("since 3 March 2026 it stands at “Member”", OutOfDate):
            decide(act, found, **words)


def test_a_letter_that_lost_a_signature_is_not_approved():
    found = make.sent_in()
    Signature.objects.filter(signatory="board").delete()
    with refused("Still missing: The signature: Local school board", RuleViolation):
        decide(decisions.approve, found)


def test_members_are_public_from_their_day_to_their_end():
    found = make.member()
    network_id = found.network_id
    assert facade.members_of(network_id, make.TODAY - timedelta(days=1)) == []
    [fact] = facade.members_of(network_id, make.TODAY)
    assert (fact.organisation, fact.state, fact.holder) == (NAME, State.MEMBER, Holder.NOBODY)
    assert fact.url == f"/{network_id}/memberships/{fact.id}/"
    joining.end(found, reason="x", by=make.staff(), at=LATER)
    assert len(facade.members_of(network_id, make.TODAY)) == 1
    assert facade.members_of(network_id, LATER.date()) == []


def test_each_seat_sees_its_own_and_the_staff_see_all():
    found = make.sent_in()
    own, staff, none = make.superintendent(NAME), make.staff(), make.SomeSeat()
    district = found.organisation_id
    for seat, seen in ((own, 1), (staff, 1), (none, 0)):
        assert len(facade.memberships_of(district, seat)) == seen
        assert len(facade.under_way(found.network_id, seat)) == seen
        assert bool(facade.membership(found.public_id, seat)) is bool(seen)
    assert facade.networks_run_by(staff) == [found.network_id]
    assert facade.networks_run_by(own) == []
    assert facade.steward_of(found.network_id) == staff.organisation_id
    assert facade.steward_of("nowhere") == ""


def test_a_hand_over_is_known_to_whoever_may_see_the_member():
    found = make.member()
    assert facade.hand_overs(found.network_id, make.TODAY, make.staff()) == []
    make.replace_head(found, at=LATER)
    [fact] = facade.hand_overs(found.network_id, make.TODAY, make.staff())
    assert fact.id == found.public_id
    assert facade.hand_overs(found.network_id, make.TODAY, make.SomeSeat()) == []


def test_contexts_above_begin_memberships_and_record_by_id():
    network_id = make.northland()
    head, staff = make.superintendent(NAME), make.staff()
    district = head.organisation_id
    agency = staff.organisation_id
    facade.name_steward(network_id, organisation_id=agency, by=Operator(), at=make.NOW)
    assert facade.steward_of(network_id) == agency
    words = {"organisation_id": district, "tier": "member", "at": make.NOW}
    facade.record_exception(network_id, **words, reason="x", by=staff)
    made = facade.request_membership(network_id, **words, by=head)
    facade.record_designation(
        made,
        designation=DOI,
        since=make.TODAY,
        until=None,
        source="Order",
        by=staff,
        at=make.NOW,
    )
    assert len(facade.designations_held(network_id, make.TODAY)) == 1
    with refused("no such membership", NotPermitted):
        facade.record_designation(
            "x", designation=DOI, since=make.TODAY, until=None, source="x", by=staff, at=LATER
        )


def test_an_agency_serves_whom_it_put_on_the_way_in_only_while_they_have_nobody():
    """It could else take over any district of the directory by inviting it."""
    network_id, staff = make.northland(), make.staff()
    place = make.district("Third County")
    words = {"organisation_id": place.public_id, "tier": "member", "by": staff, "at": make.NOW}
    joining.record_exception(network_id, **words, reason="A pilot.")
    assert organisations_served(staff) == {place.public_id}
    given = make.grant(Role.SUPERINTENDENT, place, "head@third.example")
    assert organisations_served(staff) == {place.public_id}, "a wrong address can be mended"
    head = make.account("head@third.example")
    claim_seat(given, person=head, by=Unseated(head.public_id), at=make.NOW)
    assert organisations_served(staff) == frozenset()


def test_an_agencys_staff_may_give_access_to_its_members():
    found = make.member()
    assert organisations_served(make.staff()) == {found.organisation_id}
    assert organisations_served(make.superintendent(NAME)) == frozenset()
    joining.end(found, reason="x", by=make.staff(), at=LATER)
    assert organisations_served(make.staff()) == frozenset()
    assert Decision.objects.count() == 1


def test_the_operator_sees_every_membership_and_a_stranger_no_roster():
    found = make.participant().membership
    assert facade.membership(found.public_id, Operator()) is not None
    assert facade.roster_of(found.public_id, make.TODAY, make.SomeSeat()) == []


def test_a_receipt_has_one_pdf_though_two_ask_for_it(state):
    made = make.receipt()
    again = Receipt.objects.get(pk=made.pk)  # read before the PDF was made
    head = make.superintendent(NAME)
    first = receipts.make_pdf(made, by=head, at=LATER)
    assert receipts.make_pdf(again, by=head, at=LATER) == first
    with refused("You may not see this receipt", NotPermitted):
        receipts.make_pdf(made, by=make.SomeSeat(), at=LATER)


def test_a_receipt_says_what_stood_when_it_was_given():
    ballot = make.ballot()
    found = ballot.letter.membership
    for signatory in ("superintendent", "teachers"):
        make.signature(signatory, found)
    receipt = drawing.submit_letter(found, by=make.superintendent(NAME), at=LATER)
    said = receipts.content_of(receipt, found)
    assert said["number"] == "SOUTHMARK-ILN-00001"
    assert said["votes"] == [ballot.verdict]
    assert [row[0] for row in said["signatures"]] == ["Superintendent", "Teachers"]
    assert said["signatures"][0][1:] == [
        "Avery Field, Superintendent",
        "2 March 2026",
        "signed in as Superintendent, Northland Unified",
    ]
