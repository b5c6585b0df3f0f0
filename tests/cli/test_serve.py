import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from openiln.cli import serve
from openiln.cli.main import main
from openiln.kernel.errors import Refusal

ENDS = [sys.executable, "-c", "pass"]
WAITS = [sys.executable, "-c", "import signal; signal.pause()"]
STAYS = [
    sys.executable,
    "-c",
    f"""
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.kill({os.getpid()}, signal.SIGTERM)
while True:
    signal.pause()
""",
]


@pytest.fixture
def started(monkeypatch):
    """The programs that were started."""
    programs = []
    start = subprocess.Popen

    class Noted(start):
        def __init__(self, *words, **more):
            super().__init__(*words, **more)
            programs.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return programs


def test_when_one_program_ends_the_other_is_ended(started):
    assert serve.run_together([ENDS, WAITS]) == 1
    assert [program.poll() is not None for program in started] == [True, True]


def test_a_program_that_will_not_end_is_killed(started, monkeypatch):
    monkeypatch.setattr(serve, "ENDING", 0.2)
    before = signal.getsignal(signal.SIGTERM)
    assert serve.run_together([STAYS, WAITS]) == 0
    assert [program.returncode for program in started] == [-signal.SIGKILL, -signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_port_that_is_taken_is_refused_in_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refusal, match="Choose another: --port 8001"):
            serve.check_free("127.0.0.1", taken.getsockname()[1])


@pytest.mark.django_db
@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_no_machine_has_is_refused_before_anything_is_said(port, capsys):
    assert main(["serve", "--port", port]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "cannot be used" in said.err


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_the_server_and_its_worker_begin_and_end_together(told, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "ILN_STATE": str(tmp_path),
        "ILN_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "openiln.config.settings",
        "PYTHONPATH": str(Path(serve.__file__).parents[2]),
    }
    migrate = [sys.executable, "-m", "django", "migrate"]
    subprocess.run(migrate, env=env, check=True, timeout=120, capture_output=True)
    words = [sys.executable, "-m", "openiln.cli.main", "serve", "--with-worker", f"--port={port}"]
    with subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True) as site:
        said = ""
        while not ("Listening at" in said and "worker_began" in said):
            line = site.stderr.readline()
            assert line, said
            said += line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
            assert answer.status == 200
        site.send_signal(told)
        said += site.stderr.read()
        assert site.wait(60) == 0
    assert "worker_ended" in said
    assert "Shutting down" in said
    assert "Traceback" not in said
