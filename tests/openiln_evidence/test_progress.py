"""A bar where a terminal is there and the work is long; else not one byte."""

import io
import os
import pty
import sys
import threading

from evidence_make import STUDY, records, write_parquet
from openiln_evidence import cli, progress


class Terminal(io.StringIO):
    """A stream that is a terminal, and says when it was first written to."""

    def __init__(self):
        super().__init__()
        self.written = threading.Event()

    def isatty(self):
        return True

    def write(self, text):
        self.written.set()
        return super().write(text)


def test_long_work_shows_how_far_it_is_and_takes_the_bar_away():
    terminal = Terminal()
    with progress.shown("check", terminal, after=0.0, every=0.001):
        progress.at(3, 6, "students")
        assert terminal.written.wait(10)
        terminal.written.clear()
        assert terminal.written.wait(10)
    assert "\rcheck: [############............] 50% students, 0 s\x1b[K" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_short_work_shows_nothing():
    terminal = Terminal()
    with progress.shown("check", terminal):
        progress.at(1, 2, "students")
    assert terminal.getvalue() == ""


def test_what_is_piped_gets_no_bar():
    piped = io.StringIO()
    with progress.shown("check", piped, after=0.0, every=0.0):
        progress.at(1, 2, "students")
    assert piped.getvalue() == ""


def test_work_that_does_not_say_how_far_it_is_shows_its_time():
    assert progress.line("check", None, "", 61.4) == "check: 61 s"


def test_a_verb_on_a_terminal_leaves_nothing_on_standard_output(tmp_path, capfd, monkeypatch):
    """A real pseudo-terminal for standard error, the bar from the first moment on."""
    monkeypatch.setattr(progress, "AFTER", 0.0)
    (tmp_path / "study.toml").write_text(STUDY)
    path = write_parquet(tmp_path / "records.parquet", records())
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        words = ["check", str(tmp_path / "study.toml"), str(path), "--state", str(tmp_path / "s")]
        assert cli.main(words) == 0
        monkeypatch.undo()
    assert b"check: " in os.read(master, 10_000)
    os.close(master)
    assert "\r" not in capfd.readouterr().out
