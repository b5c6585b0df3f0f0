import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem

import make
from openiln.jobs import queue
from openiln.jobs.worker import Worker
from openiln.kernel import attempts
from openiln.kernel.seat import Operator
from openiln.mail import undelivered
from openiln.mail.models import Message, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial_templates")]


class Refusing(locmem.EmailBackend):
    """A mail server that knows no such person."""

    code = 550

    def send_messages(self, messages):
        from smtplib import SMTPRecipientsRefused

        raise SMTPRecipientsRefused({messages[0].to[0]: (self.code, b"no such person")})


class Greylisting(Refusing):
    """A mail server that wants to be asked again later, as many do of a sender they do not know."""

    code = 451


class Provider550(locmem.EmailBackend):
    """A mail provider that refuses an address for good."""

    def send_messages(self, messages):  # noqa: ARG002 -- Django passes it
        from anymail.exceptions import AnymailRecipientsRefused

        raise AnymailRecipientsRefused


class Provider(locmem.EmailBackend):
    """A mail provider, as anymail speaks of one."""

    def send_messages(self, messages):
        from anymail.message import AnymailStatus

        for message in messages:
            message.anymail_status = AnymailStatus()
            message.anymail_status.message_id = "provider-1"
        return super().send_messages(messages)


def drain(at=make.NOW):
    return Worker("anna", lambda: at).drain()


def test_a_server_that_is_not_there_is_tried_again_and_at_last_given_up(settings, caplog):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    message, at = make.message(), make.NOW
    for attempt in range(1, attempts.MAX_ATTEMPTS + 1):
        assert drain(at) == 1
        message.refresh_from_db()
        assert (message.attempts, message.failure) == (attempt, "ConnectionRefusedError")
        is_last = attempt == attempts.MAX_ATTEMPTS
        assert message.state == (State.FAILED if is_last else State.QUEUED)
        at += attempts.back_off(attempt)
    assert queue.parked() == [], "it waits in one place, among what did not arrive"
    assert "avery" not in caplog.text, "no log line carries an address"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    undelivered.send_again(message.public_id, by=Operator(), at=at)
    drain(at)
    message.refresh_from_db()
    assert (message.state, message.failure, message.sent_at) == (State.SENT, "", at)


def test_what_was_set_aside_is_not_sent_by_a_job_that_comes_late():
    message = make.message()
    Message.objects.update(state=State.FAILED)
    undelivered.set_aside(message.public_id, by=Operator(), at=make.NOW)
    drain()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 0)
    assert mail.outbox == []


def test_an_address_that_is_refused_for_now_is_tried_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    message = make.message()
    drain()
    message.refresh_from_db()
    assert (message.state, message.failure) == (State.QUEUED, "refused_for_now")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    drain(make.NOW + attempts.back_off(1))
    message.refresh_from_db()
    assert message.state == State.SENT


@pytest.mark.parametrize(
    ("backend", "failure"),
    [("Refusing", "SMTPRecipientsRefused"), ("Provider550", "AnymailRecipientsRefused")],
)
def test_an_address_that_is_refused_for_good_is_given_up_at_once(
    settings, caplog, backend, failure
):
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"
    message = make.message()
    drain()
    message.refresh_from_db()
    assert (message.state, message.failure) == (State.FAILED, failure)
    assert drain(make.NOW + timedelta(days=1)) == 0
    assert "no such person" not in caplog.text


def test_what_the_provider_calls_a_message_is_kept(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Provider"
    message = make.message()
    drain()
    message.refresh_from_db()
    assert message.provider_id == "provider-1"
    assert len(mail.outbox) == 1
