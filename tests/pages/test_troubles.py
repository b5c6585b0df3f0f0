"""Mail that did not arrive and what stopped: who sees it, and who mends it."""

import pytest
from django_tasks_db.models import DBTaskResult

import make
from openiln.accounts.rules import Role
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import OutOfDate
from openiln.kernel.models import AuditRecord, Delivery
from openiln.mail.models import Message, State
from openiln.mail.undelivered import send_again
from openiln.pages import actions
from openiln.pages.queries.waiting import lost_mail

pytestmark = pytest.mark.django_db
TROUBLES = "/northland-iln/troubles/"


@pytest.fixture
def lost(db):
    """An invitation to a mentor of a district on its way in, which came back."""
    return make.lost_invitation(within=make.sent_in().organisation)


def test_what_came_back_says_for_whom_and_is_sent_again(staff, lost):
    page = staff().read(TROUBLES)
    assert "To lost@x.example, Northland Unified. The mail server said: 550." in page
    assert "Correct the address" in page
    page = staff().post(f"{TROUBLES}send-again/", message=lost.public_id)
    assert "It is sent again." in page
    assert "All mail has arrived" in page
    lost.refresh_from_db()
    assert (lost.state, lost.sent_at) == (State.QUEUED, None)
    assert "had a message sent again" in AuditRecord.objects.first().sentence
    assert "somebody has sent it again" in staff().post(
        f"{TROUBLES}send-again/", message=lost.public_id
    )
    with pytest.raises(OutOfDate):
        send_again(lost.public_id, by=make.staff(), at=make.NOW)


def test_what_needs_nothing_more_is_set_aside(staff, lost):
    page = staff().post(f"{TROUBLES}set-aside/", message=lost.public_id)
    assert "It is set aside." in page
    assert "All mail has arrived" in page
    assert lost_mail("northland-iln", make.staff()) == []


def test_mail_of_another_network_is_not_seen_and_not_sent(staff, lost):
    make.charter("elsewhere-iln")
    Message.objects.filter(pk=lost.pk).update(network_id="elsewhere-iln")
    assert "lost@x.example" not in staff().read(TROUBLES)
    assert "no longer among those" in staff().post(f"{TROUBLES}send-again/", message=lost.public_id)
    lost.refresh_from_db()
    assert lost.state == State.BOUNCED


def test_a_sign_in_code_of_ones_own_people_is_seen_and_not_sent_again(staff, lost):
    Message.objects.filter(pk=lost.pk).update(organisation_id="", state=State.FAILED, sent_at=None)
    page = staff().read(TROUBLES)
    assert "Could not be sent" in page
    assert "A sign-in code is of no use on another day" in page
    assert "Send again" not in page
    with pytest.raises(OutOfDate, match="sign-in code"):
        actions.send_message_again(
            "northland-iln", message_id=lost.public_id, by=make.staff(), at=make.NOW
        )


def test_what_stopped_is_started_again(staff):
    job, news = make.parked_job(), make.parked_delivery()
    page = staff().read(TROUBLES)
    assert "Hourly" in page
    assert "ValueError, after 8 attempts" in page
    assert "It runs again." in staff().post(f"{TROUBLES}run-again/", job=job)
    assert DBTaskResult.objects.get(id=job).status == "READY"
    assert "It is delivered again." in staff().post(f"{TROUBLES}deliver-again/", news=news.pk)
    assert Delivery.objects.get(pk=news.pk).due_at is not None
    said = list(AuditRecord.objects.values_list("about_kind", "about_id")[:2])
    assert set(said) == {("kernel.delivery", str(news.pk)), ("jobs.job", job)}
    assert "is parked" in staff().post(f"{TROUBLES}run-again/", job=job)
    assert "is parked" in staff().post(f"{TROUBLES}deliver-again/", news="x")


def test_a_reviewer_reads_and_mends_nothing(sit, lost):
    seat = make.acting(Role.STEWARD_REVIEWER, Kind.AGENCY, "Northland Department of Education")
    page = sit(seat).read(TROUBLES)
    assert "lost@x.example" in page
    assert "Set aside" not in page
    refused = sit(seat).post(f"{TROUBLES}set-aside/", message=lost.public_id)
    assert "Only the staff of the network" in refused


def test_nobody_else_sees_the_troubles(sit, lost):
    assert sit(make.superintendent()).get(TROUBLES).status_code == 404
    assert lost_mail("northland-iln", make.superintendent()) == []


def test_a_look_at_the_address_of_a_deed_does_nothing(staff, lost):
    assert staff().get(f"{TROUBLES}send-again/").url == TROUBLES
    lost.refresh_from_db()
    assert lost.state == State.BOUNCED


def test_of_two_messages_the_one_that_was_meant_is_sent(staff, lost):
    place = Organisation.objects.get(public_id=lost.organisation_id)
    other = make.lost_invitation(State.FAILED, place, "gone@x.example")
    assert len(lost_mail("northland-iln", make.staff())) == 2
    for message in (other, lost):
        staff().post(f"{TROUBLES}send-again/", message=message.public_id)
    assert lost_mail("northland-iln", make.staff()) == []
