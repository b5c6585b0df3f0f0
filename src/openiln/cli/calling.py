"""What the program is called where it was started, so that a hint can be typed as it stands."""

import os
import re

CALLED = "ILN_CALLED"
"""The variable by which `./dev iln` says that it is called so."""

_NAMED = re.compile(r"(?<![\w./-])iln(?= [a-z])")


def program() -> str:
    """What whoever reads a hint must type in place of `iln`."""
    return os.environ.get(CALLED, "iln")


def as_called(sentence: str) -> str:
    """A sentence with each command as it is called here: "Run: ./dev iln upgrade"."""
    return _NAMED.sub(lambda _: program(), sentence)
