"""An installation from nothing to a page that is served."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

ILN = Path(sys.executable).parent / "iln"


LINES = "SELECT membership_id, name, state, designation FROM membership_listing ORDER BY 1"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def read_when_up(address, server, seconds=40):
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 -- our own address
                return answer.read().decode()
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server stays silent"


def test_an_installation_is_upgraded_seeded_and_served(iln, state):
    assert iln("upgrade").returncode == 0
    assert iln("upgrade").stdout == "The database and the served files are up to date.\n"
    loaded = iln("demo", "load")
    assert loaded.returncode == 0, loaded.stderr
    assert iln("demo", "load").returncode == 0, "loading it again does no harm"
    port = free_port()
    server = subprocess.Popen([ILN, "serve", "--port", str(port)], env=state)
    try:
        page = read_when_up(f"http://localhost:{port}/", server)
        assert "Mississippi Innovation Lab Network" in page
        style = re.search(r'href="(/static/shell/site\.[0-9a-f]+\.css)"', page)
        assert style, "static files are named by their content"
        assert ".iln-masthead" in read_when_up(f"http://localhost:{port}{style[1]}", server)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def test_an_upgrade_draws_the_lists_of_members_that_an_older_version_did_not_have(iln, state):
    iln("upgrade")
    assert iln("demo", "load").returncode == 0
    with closing(sqlite3.connect(f"{state['ILN_STATE']}/db.sqlite3")) as database:
        before = database.execute(LINES).fetchall()
        assert before, "the demonstration has members"
        database.execute("DELETE FROM membership_listing")
        database.commit()
        assert iln("upgrade").returncode == 0
        assert database.execute(LINES).fetchall() == before


def test_an_installation_without_a_secret_is_told_which_variable_is_missing(iln, state):
    del state["ILN_SECRET_KEY"]
    said = iln("upgrade")
    assert said.returncode == 2
    assert said.stderr == (
        "The settings cannot be used. See docs/reference/settings.md.\n"
        "  ILN_SECRET_KEY: is not set. For example: fifty random letters\n"
    )


def test_a_state_folder_that_is_not_there_is_never_made_by_the_way(iln, state, tmp_path):
    for words in (["charter", "show", "ms-iln"], ["work", "--once"], ["backup", tmp_path / "x"]):
        said = iln(*words)
        assert said.returncode == 1
        assert said.stderr == (
            f"ILN_STATE is {state['ILN_STATE']}, where no folder is. "
            "Mend it, or begin there: iln upgrade.\n"
        )
    assert list(tmp_path.iterdir()) == []


def test_an_installation_without_a_state_folder_is_told_so(iln, state):
    del state["ILN_STATE"]
    said = iln("upgrade")
    assert said.returncode == 2
    assert "  ILN_STATE: is not set." in said.stderr


def test_a_mail_provider_that_lacks_its_token_is_told_so_before_any_mail_waits(iln, state):
    iln("upgrade")
    state |= {"ILN_MAIL": "postmark", "ILN_MAIL_WEBHOOK_SECRET": "iln:secret"}
    said = iln("tick")
    assert said.returncode == 2
    assert "  ILN_MAIL_PROVIDER: lacks what the provider needs. Anymail says: " in said.stderr
    assert "POSTMARK_SERVER_TOKEN" in said.stderr
    assert "Traceback" not in said.stderr
    state["ILN_MAIL_PROVIDER"] = '{"POSTMARK_SERVER_TOKEN": "token"}'
    assert iln("tick").returncode == 0


def test_a_state_folder_that_cannot_be_made_is_named(iln, state, tmp_path):
    (tmp_path / "file").touch()
    state["ILN_STATE"] = str(tmp_path / "file" / "state")
    said = iln("upgrade")
    assert said.returncode == 1
    assert said.stderr == (
        f"ILN_STATE is {tmp_path}/file/state, where we cannot write (Not a directory). "
        "Name a folder of the user that runs iln.\n"
    )


def test_a_verb_that_needs_the_database_says_that_it_must_be_upgraded_first(iln, state):
    Path(state["ILN_STATE"]).mkdir()
    for words in (["charter", "show", "ms-iln"], ["demo", "load"], ["directory", "review"]):
        said = iln(*words)
        assert said.returncode == 1
        assert said.stderr == "The database: migrations wait: run iln upgrade.\n"


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(state):
    with subprocess.Popen(
        [ILN, "charter", "keys"], env=state, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        command.stdout.close()
        assert command.wait(timeout=60) == 0
        assert command.stderr.read() == b""


def test_a_mistyped_verb_is_answered_with_the_verbs_there_are(iln):
    said = iln("chartre")
    assert said.returncode == 2
    assert "charter" in said.stderr


def test_an_address_with_https_turns_the_secure_settings_on(iln, state):
    state["ILN_SITE_URL"] = "https://iln.example"
    state["DJANGO_SETTINGS_MODULE"] = "openiln.config.settings"
    question = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"
    )
    said = subprocess.run(
        [sys.executable, "-c", question], env=state, capture_output=True, text=True, check=True
    )
    assert said.stdout == "True True True\n"
