"""In CI nothing is skipped that could have been tried."""

import os
import subprocess
import sys

import pytest

import shared


@pytest.mark.parametrize(
    ("reason", "is_shared_there", "is_excused"),
    [
        ("SQLite has no server", True, True),
        (shared.ABSENT, False, True),
        (shared.ABSENT, True, False),
        ("pdftotext is not here", False, False),
    ],
)
def test_a_skip_is_excused_by_the_database_or_by_a_folder_that_is_not_there(
    reason, is_shared_there, is_excused
):
    assert shared.is_excused(reason, is_shared_there=is_shared_there) == is_excused


@pytest.mark.parametrize(("is_ci", "code"), [(True, 1), (False, 0)])
def test_a_test_that_was_not_tried_fails_in_ci_and_there_alone(tmp_path, is_ci, code):
    file = tmp_path / "test_planted.py"
    file.write_text("import pytest\ndef test_planted(): pytest.skip('a program is not here')\n")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("OPENILN_CI", "PYTEST_"))}
    env |= {"OPENILN_CI": "1"} if is_ci else {}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(tmp_path)),
            *("-p", "no:django", "-p", "conftest", str(file)),
        ],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
