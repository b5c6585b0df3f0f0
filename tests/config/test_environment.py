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


def test_a_short_secret_is_refused(monkeypatch):
    monkeypatch.setenv("ILN_SECRET_KEY", "short")
    with pytest.raises(environment.WrongSetting) as refused:
        environment.read()
    assert "at least 32" in str(refused.value.findings[0])
    assert "short" not in str(refused.value.findings[0]).removeprefix("ILN_SECRET_KEY: ")


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
    assert [str(finding) for finding in refused.value.findings] == ["ILN_STATE: Field required."]


def test_the_number_of_proxies_reaches_what_counts_the_tries(monkeypatch, tmp_path):
    monkeypatch.setenv("ILN_PROXIES", "2")
    program = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    env = {**os.environ, "ILN_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": OURS}
    said = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True)
    assert said.stdout == b"2\n"
