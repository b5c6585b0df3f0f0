"""What stops a command midway ends it in a sentence: Ctrl-C, a database that does not answer."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError

from openiln.cli.django_side import database_failure
from openiln.cli.main import VERBS, main

ILN = Path(sys.executable).parent / "iln"
DEV = Path(__file__).resolve().parents[2] / "dev"
dumps = pytest.mark.skipif(shutil.which("pg_dump") is None, reason="this machine has no pg_dump")
AWAY = "postgresql://iln:hush@127.0.0.1:1/iln"


def test_ctrl_c_ends_a_command_without_a_traceback(state, tmp_path):
    endless = tmp_path / "rules.toml"
    os.mkfifo(endless)
    words = [ILN, "charter", "check", endless]
    with subprocess.Popen(words, env=state, stderr=subprocess.PIPE, text=True) as command:
        with endless.open("wb"):  # opens when the command does, and gives it nothing
            command.send_signal(signal.SIGINT)
            assert command.wait(timeout=60) == 130
        assert command.stderr.read() == "\nStopped.\n"


def test_ctrl_c_ends_dev_without_a_traceback(tmp_path):
    impatient = tmp_path / "uv"
    impatient.write_text("#!/bin/sh\nkill -INT $PPID\nsleep 5\n")
    impatient.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    said = subprocess.run(
        [sys.executable, DEV, "lock"], env=env, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stderr) == (130, "")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["backup", "to.tar"], marks=dumps),
        ["charter", "show", "ms-iln"],
        ["upgrade"],
    ],
    ids=lambda words: words[0],
)
def test_a_server_of_the_database_that_is_down_is_told_in_a_sentence(iln, state, words, tmp_path):
    Path(state["ILN_STATE"]).mkdir()
    state["ILN_DATABASE"] = AWAY
    said = iln(*(tmp_path / word if word.endswith(".tar") else word for word in words))
    assert said.returncode == 1
    assert said.stdout == ""
    assert "127.0.0.1" in said.stderr
    assert "Traceback" not in said.stderr
    assert "hush" not in said.stderr
    assert not (tmp_path / "to.tar").exists()


def test_a_file_that_is_no_database_is_told_in_a_sentence(iln, state):
    Path(state["ILN_STATE"]).mkdir()
    (Path(state["ILN_STATE"]) / "db.sqlite3").write_text("a letter, and no database at all" * 99)
    said = iln("tick")
    assert said.returncode == 1
    assert said.stderr == (
        "The database cannot be used: file is not a database. See that it runs, and that "
        "ILN_DATABASE or ILN_STATE names it. Then run this again.\n"
    )


@pytest.mark.parametrize(
    ("error", "is_told"),
    [
        (OperationalError("the disk is full\nDETAIL: a letter"), True),
        (DatabaseError("file is not a database"), True),
        (IntegrityError("a fault of ours"), False),
        (ValueError("another fault of ours"), False),
    ],
)
def test_only_what_a_database_says_of_itself_is_told_and_only_its_first_line(error, is_told):
    told = database_failure(error)
    assert bool(told) == is_told
    assert "letter" not in str(told)


def test_where_django_was_never_loaded_no_error_is_a_databases(monkeypatch):
    monkeypatch.delitem(sys.modules, "django.db.utils")
    assert database_failure(ValueError("anything")) is None


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    monkeypatch.delitem(sys.modules, "openiln.cli.tick", raising=False)
    monkeypatch.setitem(sys.modules, "openiln.cli.tick", None)
    with pytest.raises(ImportError):
        main(["tick"])


def test_without_a_word_every_verb_is_said(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["iln"])
    assert main() == 2
    said = capsys.readouterr().err
    assert all(verb in said for verb in VERBS)
