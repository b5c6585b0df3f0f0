"""A refusal says why, and leaves no trace."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import digest
from openiln.kernel.errors import Refusal


@contextmanager
def refused(match: str, kind: type[Refusal] = Refusal) -> Iterator[None]:
    before = digest.of_database()
    with pytest.raises(kind, match=match):
        yield
    assert digest.of_database() == before, "a refusal leaves no trace"
