from pathlib import Path

import anymail.webhooks
import pytest

from openiln.config import mail
from openiln.config.environment import Environment, WrongSetting
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


def refused(**fields):
    with pytest.raises(WrongSetting) as refusal:
        read(**fields)
    (finding,) = refusal.value.findings
    return str(finding)


@pytest.mark.parametrize("address", ["smtp://", "smtp://iln:hush@mail.example:x", "smtps://["])
def test_a_mail_server_without_a_host_or_with_no_port_is_refused(address):
    said = refused(mail=address)
    assert said.startswith("ILN_MAIL: names no host, or no port that is one. Write console, smtp:")
    assert "hush" not in said


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
    said = refused(mail="postmark")
    assert said.startswith("ILN_MAIL_WEBHOOK_SECRET: is not NAME:PASSWORD. Choose both")


@pytest.mark.parametrize("name", ["pigeon", "base", "post.office"])
def test_a_provider_that_nobody_knows_is_refused(name):
    assert refused(mail=name).startswith("ILN_MAIL: names no way to send mail. Write console, smtp")


def test_every_provider_that_is_taken_has_an_address_for_its_bounces():
    webhooks = Path(anymail.webhooks.__file__).parent
    names = {path.stem for path in webhooks.glob("*.py")} - {"__init__", "base"}
    assert len(names) > 10
    for name in names:
        assert read(mail=name, mail_webhook_secret="iln:secret").provider == name
        assert len(mail_webhook(name)) == 1
