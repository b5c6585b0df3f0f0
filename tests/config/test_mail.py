import pytest
from django.core.exceptions import ImproperlyConfigured

from openiln.config import mail
from openiln.config.environment import Environment
from openiln.config.urls import mail_webhook

KEY = "for checks and tests alone, never for a server"


def read(**fields):
    return mail.read(Environment(secret_key=KEY, state="unused", **fields))


def test_mail_is_printed_where_nothing_is_said():
    assert read().backend.endswith("console.EmailBackend")
    assert mail_webhook("") == []


def test_a_mail_server_with_a_user_is_spoken_to_in_tls():
    way = read(mail="smtp://iln:p%40ss@mail.example")
    assert (way.host, way.port, way.user, way.password) == ("mail.example", 587, "iln", "p@ss")
    assert (way.use_tls, way.use_ssl) == (True, False)
    assert "p@ss" not in repr(way)


def test_smtps_is_encrypted_from_the_first_byte():
    way = read(mail="smtps://iln:x@mail.example")
    assert (way.port, way.use_tls, way.use_ssl) == (465, False, True)


def test_a_server_beside_us_needs_no_user():
    way = read(mail="smtp://127.0.0.1:25")
    assert (way.port, way.use_tls) == (25, False)


def test_a_mail_server_without_a_host_is_refused():
    with pytest.raises(ImproperlyConfigured, match="ILN_MAIL names no host"):
        read(mail="smtp://")


def test_a_provider_gets_its_own_settings_and_a_secret_webhook():
    way = read(
        mail="postmark",
        mail_provider={"POSTMARK_SERVER_TOKEN": "token"},
        mail_webhook_secret="iln:secret",
    )
    assert way.backend == "anymail.backends.postmark.EmailBackend"
    assert way.anymail == {"POSTMARK_SERVER_TOKEN": "token", "WEBHOOK_SECRET": "iln:secret"}
    assert "token" not in repr(way)
    assert str(mail_webhook(way.provider)[0].pattern) == "mail/postmark/"


def test_a_provider_without_a_secret_for_its_webhook_is_refused():
    with pytest.raises(ImproperlyConfigured, match="ILN_MAIL_WEBHOOK_SECRET must be NAME:PASS"):
        read(mail="postmark")


def test_a_provider_that_nobody_knows_is_refused():
    with pytest.raises(ImproperlyConfigured, match='ILN_MAIL is "pigeon"'):
        mail_webhook("pigeon")
