"""The command line as people use it: a process of its own, in a state folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ILN = Path(sys.executable).parent / "iln"


@pytest.fixture
def state(tmp_path):
    """An installation's environment, on SQLite, with nothing in it yet."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("ILN_", "DJANGO_"))}
    return {
        **ours,
        "ILN_STATE": str(tmp_path / "state"),
        "ILN_SECRET_KEY": "a secret of at least thirty-two letters",
    }


@pytest.fixture
def iln(state):
    """Call `iln` with some words; what it said and its exit code."""

    def call(*words):
        return subprocess.run(
            [ILN, *map(str, words)],
            env=state,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return call
