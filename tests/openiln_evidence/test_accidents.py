"""A disk really full, a run really interrupted: one sentence, and nothing half-written."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from evidence_holders import DAY
from evidence_make import records, study_text, write_parquet
from openiln_evidence.cli import main
from openiln_evidence.ledger.file import open_ledger

PROGRAM = "import sys; from openiln_evidence.cli import main; sys.exit(main(sys.argv[1:]))"
TINY_DISK = 'mount -t tmpfs -o size=8k none "$DISK" && "$@"; code=$?; ls -A "$DISK"; exit $code'


@pytest.fixture
def home(tmp_path):
    write_parquet(tmp_path / "records.parquet", records(per_grade=40))
    text = study_text(('[[interactions]]\nof = ["frl", "grade"]\n', ""))
    (tmp_path / "study.toml").write_text(text)
    return tmp_path


def may_mount():
    if shutil.which("unshare") is None:
        return False
    found = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    return found.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="this machine lets nobody mount a disk of their own")
def test_a_full_disk_leaves_no_part_of_a_package(home):
    asked = [
        str(home / "study.toml"),
        str(home / "records.parquet"),
        "--state",
        str(home / "state"),
    ]
    assert main(["check", *asked]) == 0
    disk = home / "disk"
    disk.mkdir()
    words = ["compress", *asked, "--holder", "h", "--out", str(disk / "package")]
    found = subprocess.run(
        ["unshare", "-rm", "sh", "-c", TINY_DISK, "sh", sys.executable, "-c", PROGRAM, *words],
        env=os.environ | {"DISK": str(disk)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (2, "")  # ls found nothing on the disk
    assert found.stderr == (
        f"iln evidence: output: {disk / 'package'} could not be written: the disk is full\n"
    )
    with open_ledger(home / "state", on=DAY) as ledger:
        assert not ledger.entries


def test_an_interrupted_check_ends_with_a_sentence_and_no_result(home):
    study = home / "slow.toml"
    os.mkfifo(study)
    words = ["check", str(study), str(home / "records.parquet")]
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words, "--state", str(home / "state")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with study.open("wb"):  # which waits until the study is read: it has begun, and reads no row
        run.send_signal(signal.SIGINT)
        out, err = run.communicate()
    assert (run.returncode, out) == (2, "")
    assert err == "iln evidence: interrupted; nothing was written\n"
    assert not (home / "state").exists()
