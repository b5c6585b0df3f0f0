"""Mail to a follower that comes back: nothing more is mailed there, and the staff see how many."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from anymail.exceptions import AnymailRecipientsRefused
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.core.mail.backends import locmem

import make
from openiln.accounts.models import Person
from openiln.jobs import queue, worker
from openiln.kernel import outbox
from openiln.kernel.models import AuditRecord
from openiln.mail import bounces
from openiln.mail.models import Message, State
from openiln.news.actions import following
from openiln.news.rules import COUNTED_FOR
from openiln.news.tasks import mail_no_more

pytestmark = pytest.mark.usefixtures("staff")
NET, JO = "northland-iln", "jo@reader.example"
LATER = make.NOW + timedelta(hours=1)
NEWS = f"/{NET}/news/"


class Full(locmem.EmailBackend):
    """A mail server that takes nothing for the address today."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (450, b"try later")})


class Unknown(locmem.EmailBackend):
    """A mail server that knows no such address."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such person")})


class Suppressed(locmem.EmailBackend):
    """A provider that has given an address up before."""

    def send_messages(self, _):
        raise AnymailRecipientsRefused


def mailed():
    """What was mailed to Jo, an announcement."""
    return Message.objects.filter(to=JO, template="news/mail/announcement")


def tell(message, kind=EventType.BOUNCED, reason=RejectReason.BOUNCED):
    """The provider tells of a message, which it had taken."""
    message.provider_id = message.public_id
    message.save()
    said = {"event_type": kind, "message_id": message.public_id, "reject_reason": reason}
    bounces.hear(event=AnymailTrackingEvent(**said))


@pytest.fixture
def gone(drain):
    """A follower to whom an announcement came back."""
    found = make.follower()
    make.announcement()
    drain()
    tell(mailed().get())
    drain(LATER)
    worker.Worker("anna", lambda: make.NOW + timedelta(days=3650)).drain()
    found.refresh_from_db()
    return found


def test_an_address_from_which_mail_came_back_is_mailed_no_more(gone, drain):
    assert gone.confirmed_at is None
    make.announcement("Second")
    drain(LATER)
    assert mailed().get().state == State.BOUNCED
    said = AuditRecord.objects.filter(about_id=gone.public_id).latest("id").sentence
    assert said == f"Mail to an address that followed the news of {NET} came back."
    assert not outbox.parked()


def test_the_staff_see_a_number_and_no_address(gone, staff, client):
    client.force_login(Person.objects.get(public_id=staff.person_id))
    page = client.get(NEWS).content.decode()
    assert "0 addresses follow this network by mail. Mail to 1 more came back" in page
    assert JO not in page
    assert JO not in client.get(f"/{NET}/troubles/").content.decode()


def test_it_is_counted_for_a_while_and_then_forgotten(gone):
    soon = gone.came_back_at + COUNTED_FOR - timedelta(seconds=1)
    assert following.forget_unconfirmed(soon) == 0
    assert following.forget_unconfirmed(soon + timedelta(seconds=1)) == 1
    assert not Message.objects.filter(to=JO).exists()


def test_who_asks_and_confirms_anew_follows_again(gone):
    at = gone.came_back_at + timedelta(days=1)
    following.ask_to_follow(NET, address=JO, at=at)
    gone.refresh_from_db()
    assert gone.came_back_at is None
    confirmed = following.confirm_following(NET, gone.token, at=at)
    assert confirmed.confirmed_at == at


def test_who_reads_mail_after_all_confirms_by_the_link_that_they_have(gone):
    following.confirm_following(NET, gone.token, at=gone.came_back_at)
    gone.refresh_from_db()
    assert gone.confirmed_at
    assert gone.came_back_at is None


def test_an_old_tale_does_not_end_what_was_confirmed_since(gone):
    later = gone.came_back_at + timedelta(days=1)
    following.confirm_following(NET, gone.token, at=later)
    payload = {"about": gone.public_id, "queued_at": make.NOW.isoformat()}
    mail_no_more(payload, later)
    mail_no_more({**payload, "about": "of-nobody"}, later)
    gone.refresh_from_db()
    assert gone.confirmed_at == later


@pytest.mark.parametrize(
    ("backend", "follows"), [(Full, True), (Unknown, False), (Suppressed, False)]
)
def test_what_the_server_refuses_for_ever_ends_it_and_for_today_does_not(
    settings, drain, backend, follows
):
    found = make.follower()
    drain()
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"
    make.announcement()
    drain()
    found.refresh_from_db()
    assert mailed().get().state == (State.QUEUED if follows else State.FAILED)
    assert (found.confirmed_at is not None) is follows
    assert not queue.parked()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(EventType.FAILED, None), (EventType.REJECTED, RejectReason.BLOCKED)],
)
def test_what_is_not_the_addresss_fault_ends_nothing(drain, kind, reason):
    found = make.follower()
    make.announcement()
    drain()
    tell(mailed().get(), kind, reason)
    drain(LATER)
    found.refresh_from_db()
    assert found.confirmed_at
    assert mailed().get().state == State.BOUNCED


def test_mail_on_nobodys_account_that_comes_back_is_told_to_nobody(drain):
    lost = make.lost_invitation()
    lost.state = State.SENT
    lost.save()
    tell(lost)
    drain(LATER)
    lost.refresh_from_db()
    assert lost.state == State.BOUNCED
    assert not outbox.OutboxEvent.objects.filter(name="mail.undeliverable").exists()
