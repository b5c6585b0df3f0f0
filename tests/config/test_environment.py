import json
import os
import subprocess
import sys

import pytest

from openiln.config import environment

SECRET = "a secret of at least thirty-two letters"
OURS = "openiln.config.settings"


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{SECRET}\n")
    environ = {"ILN_SECRET_KEY_FILE": str(tmp_path / "key"), "OTHER_FILE": "left alone"}
    environment.read_files(environ)
    assert environ == {"ILN_SECRET_KEY": SECRET, "OTHER_FILE": "left alone"}


def test_a_setting_given_twice_is_refused():
    environ = {"ILN_SECRET_KEY": SECRET, "ILN_SECRET_KEY_FILE": "/some/file"}
    with pytest.raises(environment.WrongSetting, match="Keep one of them"):
        environment.read_files(environ)


def test_a_file_that_is_not_there_is_named_by_its_variable(tmp_path):
    with pytest.raises(environment.WrongSetting, match="ILN_SECRET_KEY_FILE names"):
        environment.read_files({"ILN_SECRET_KEY_FILE": str(tmp_path / "gone")})


def test_the_environment_of_this_run_is_read_and_shows_no_secret(monkeypatch):
    monkeypatch.setenv("ILN_SECRET_KEY", SECRET)
    read = environment.read()
    assert read.secret_key.get_secret_value() == SECRET
    assert SECRET not in repr(read)


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("SECRET_KEY", "short", "has fewer than 32 letters."),
        ("SECRET_KEY", "", "is not set."),
        ("STATE", "", "is not set."),
        ("HOSTS", '["a.example"]', "says '[\"a.example\"]', which is no host name: no scheme"),
        ("HOSTS", "a.example,", "says '', which is no host name"),
        ("HOSTS", "https://a.example", "says 'https://a.example', which is no host name"),
        ("HOSTS", "*", "says '*', which is no host name"),
        ("DATABASE", "iln", "names no database of PostgreSQL."),
        ("DATABASE", "mysql://iln@host/iln", "names no database of PostgreSQL."),
        ("DATABASE", "postgresql://iln@host", "names no database of PostgreSQL."),
        ("DATABASE", "postgresql://iln:hush@host:5432x/iln", "is no address: the port must be"),
        ("SITE_URL", "iln.example.gov", "is not written as it must be."),
        ("SITE_URL", "https://iln.example.gov/", "is not written as it must be."),
        ("PROXIES", "one", "is no whole number."),
        ("PROXIES", "-1", "is less than 0."),
        ("MAIL_FROM", "the lab", "is not written as it must be."),
        ("MAIL_PROVIDER", "{token: hush}", "is no JSON: look for brackets"),
        ("MAIL_PROVIDER", '["hush"]', "is not of the kind that is read."),
        ("DEMO", "perhaps", "is neither true nor false."),
        ("OIDC", '[{"id": "B C"}]', "entry 1, id, is not written as it must be."),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_wrong_and_what_to_write(
    monkeypatch, name, value, wrong
):
    monkeypatch.setenv("ILN_SECRET_KEY", SECRET)
    monkeypatch.setenv(f"ILN_{name}", value)
    with pytest.raises(environment.WrongSetting) as refused:
        environment.read()
    said = str(refused.value.findings[0])
    assert said.startswith(f"ILN_{name}: {wrong}")
    assert " For example: " in said
    assert "hush" not in "".join(map(str, refused.value.findings)), "a secret is not repeated"


@pytest.mark.parametrize(
    ("domains", "wrong"),
    [
        ({}, "is not set."),
        ({"domains": "a.example"}, "is no list of one domain or more: the ends of addresses"),
        ({"domains": []}, "is no list of one domain or more: the ends of addresses"),
        ({"domains": ["@a.example"]}, "says '@a.example', which is no domain: write out what"),
        ({"domains": ["a.example", "*.b.example"]}, "says '*.b.example', which is no domain"),
        ({"domains": ["a.example", 7]}, "says 7, which is no domain"),
        ({"domains": ["example"]}, "says 'example', which is no domain"),
    ],
)
def test_an_identity_provider_is_refused_without_the_domains_that_it_speaks_for(
    monkeypatch, domains, wrong
):
    provider = {"id": "a", "name": "A", "server_url": "https://a.example", "client_id": "a"}
    monkeypatch.setenv("ILN_SECRET_KEY", SECRET)
    monkeypatch.setenv("ILN_OIDC", json.dumps([provider | {"client_secret": "hush"} | domains]))
    with pytest.raises(environment.WrongSetting) as refused:
        environment.read()
    (said,) = map(str, refused.value.findings)
    assert said.startswith(f"ILN_OIDC: entry 1, domains, {wrong}")
    assert '"domains": ["ndoe.example.gov"]' in said
    assert "hush" not in said


def test_every_setting_that_can_be_wrong_has_an_example_which_is_right(monkeypatch, tmp_path):
    monkeypatch.setenv("ILN_SECRET_KEY", SECRET)
    monkeypatch.setenv("ILN_STATE", str(tmp_path))
    never_wrong = {"mail", "mail_webhook_secret"}  # config/mail.py judges them together
    words_about_it = {"secret_key", "oidc"}
    for name, field in environment.Environment.model_fields.items():
        if name not in never_wrong:
            (example,) = field.examples
            if name not in words_about_it:
                monkeypatch.setenv(f"ILN_{name.upper()}", example)
    assert environment.read().hosts_answered == [
        "iln.example.gov",
        "iln.example.gov",
        "www.iln.example.gov",
    ]


def test_host_names_stand_with_commas_between_and_the_sites_own_is_always_answered(monkeypatch):
    monkeypatch.setenv("ILN_SECRET_KEY", SECRET)
    monkeypatch.setenv("ILN_SITE_URL", "https://iln.example:8443")
    monkeypatch.setenv("ILN_HOSTS", "a.example, [::1]")
    assert environment.read().hosts_answered == ["iln.example", "a.example", "[::1]"]


def test_the_database_is_sqlite_in_the_state_folder_unless_named(tmp_path):
    plain = environment.Environment(secret_key=SECRET, state=tmp_path, database="")
    assert plain.database_url == f"sqlite:///{tmp_path / 'db.sqlite3'}"
    named = environment.Environment(secret_key=SECRET, state=tmp_path, database="postgresql://h/d")
    assert named.database_url == "postgresql://h/d"


def test_https_is_read_off_the_address(tmp_path):
    def at(address):
        return environment.Environment(secret_key=SECRET, state=tmp_path, site_url=address)

    assert at("https://x.example").is_https
    assert not at("http://x.example").is_https


def test_an_installation_without_a_state_folder_is_refused(monkeypatch):
    monkeypatch.delenv("ILN_STATE", raising=False)
    with pytest.raises(environment.WrongSetting) as refused:
        environment.read()
    assert [str(finding) for finding in refused.value.findings] == [
        "ILN_STATE: is not set. For example: /var/lib/openiln"
    ]


def test_the_number_of_proxies_reaches_what_counts_the_tries(monkeypatch, tmp_path):
    monkeypatch.setenv("ILN_PROXIES", "2")
    program = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    env = {**os.environ, "ILN_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": OURS}
    said = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True)
    assert said.stdout == b"2\n"
