"""A restore and a running site keep out of each other's way, on both databases."""

import signal
import socket
import subprocess
import sys

import pytest
from django.db import connection

import child
import make
from openiln.backup import archive
from openiln.backup.running import alone, running
from openiln.cli.main import main
from openiln.files import store
from openiln.kernel.errors import Refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("state")]
RUNS = r"The site of .* runs\. Stop iln serve and iln work, then restore\. Nothing was changed\."


def started(*words, says):
    """A program of ours on the database of the test, once it has said that it runs."""
    env = child.environment(ILN_STATE=str(store.folder().parent))
    command = [sys.executable, "-m", "openiln.cli.main", *words]
    program = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = ""
    while says not in said:
        line = program.stdout.readline()
        assert line, said
        said += line
    return program


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["work"], "worker_began"),
        (["serve", "--port"], "Booting worker"),
        (["serve", "--with-worker", "--port"], "Booting worker"),
    ],
    ids=["work", "serve", "serve-with-worker"],
)
def test_a_restore_onto_a_site_that_runs_idle_is_refused(words, says, tmp_path):
    words = [*words, free_port()] if "--port" in words else words
    to = tmp_path / "iln.tar"
    archive.back_up(to, database=connection.settings_dict, at=make.NOW)
    program = started(*words, says=says)
    try:
        with pytest.raises(Refusal, match=RUNS):
            archive.restore(to, database=connection.settings_dict, is_replacing=True)
    finally:
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=60)
    with alone(store.folder().parent):
        assert not list(store.folder().parent.glob(".restore-*"))


def test_what_a_killed_server_leaves_running_still_counts(tmp_path):
    inherits = [sys.executable, "-c", "import signal; signal.pause()"]
    with running(tmp_path) as lock:
        orphan = subprocess.Popen(inherits, pass_fds=(lock,))
    try:
        with pytest.raises(Refusal, match=RUNS), alone(tmp_path):
            pass
    finally:
        orphan.kill()
        orphan.wait()
    with alone(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [".running"]


@pytest.mark.parametrize("words", [["work", "--once"], ["serve", "--port", "0"]])
def test_nothing_starts_while_a_restore_is_under_way(words, capsys):
    with alone(store.folder().parent):
        assert main(words) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "A restore is under way. Wait for its end, and begin again.\n",
    )


def test_many_may_run_at_once(tmp_path):
    with running(tmp_path), running(tmp_path):
        assert (tmp_path / ".running").exists()
