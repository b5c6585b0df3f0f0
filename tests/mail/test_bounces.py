import base64
import json
from datetime import timedelta

import pytest
from django.urls import path

import make
from openiln.config.urls import mail_webhook
from openiln.jobs import worker
from openiln.kernel import clock
from openiln.mail import bounces
from openiln.mail.models import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial_templates")]

urlpatterns = [*mail_webhook("postmark"), path("", lambda _: None)]


@pytest.fixture
def tell(client, settings):
    """Tells of an event as the provider does; returns the status of our answer."""
    settings.ROOT_URLCONF = __name__
    settings.ANYMAIL = {"WEBHOOK_SECRET": "iln:secret"}

    def told(event, secret="iln:secret"):  # noqa: S107 -- made up
        basic = base64.b64encode(secret.encode()).decode()
        return client.post(
            "/mail/postmark/",
            json.dumps(event),
            content_type="application/json",
            headers={"authorization": f"Basic {basic}"},
        ).status_code

    return told


def event(message_id="provider-1", kind="HardBounce"):
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "MessageID": message_id,
        "Email": "avery@northland.example",
        "Description": "the server said something private",
        "BouncedAt": "2026-03-02T15:00:00Z",
    }


@pytest.fixture
def sent():
    message = make.message()
    message.state, message.sent_at, message.provider_id = State.SENT, make.NOW, "provider-1"
    message.save()
    return message


def test_a_bounce_is_shown_on_its_message(tell, sent, caplog):
    other = make.message(key="other")
    assert tell(event()) == 200
    assert tell(event()) == 200
    sent.refresh_from_db()
    other.refresh_from_db()
    assert (sent.state, sent.failure) == (State.BOUNCED, "bounced")
    assert other.state == State.QUEUED
    assert caplog.text.count("mail.bounced") == 1, "hearing it twice changes nothing"
    assert "private" not in caplog.text
    assert "avery" not in caplog.text


@pytest.mark.parametrize(
    "harmless", [event(kind="AutoResponder"), event("another"), event("")], ids=str
)
def test_other_news_changes_nothing(tell, sent, harmless):
    assert tell(harmless) == 200
    sent.refresh_from_db()
    assert sent.state == State.SENT


def test_a_bounce_that_comes_before_its_message_is_known_is_marked_later(tell):
    message = make.message()
    before = clock.now()
    assert tell(event()) == 200
    message.state, message.sent_at, message.provider_id = State.SENT, make.NOW, "provider-1"
    message.save()
    worker.Worker("anna", lambda: before + bounces.LOOK_AGAIN - timedelta(seconds=1)).drain()
    message.refresh_from_db()
    assert message.state == State.SENT
    worker.Worker("anna", lambda: clock.now() + bounces.LOOK_AGAIN).drain()
    message.refresh_from_db()
    assert (message.state, message.failure) == (State.BOUNCED, "bounced")


def test_whoever_does_not_know_the_secret_changes_nothing(tell, sent):
    assert tell(event(), secret="iln:guess") == 400
    sent.refresh_from_db()
    assert sent.state == State.SENT
