"""The staff and the network stand before the tests of news begin."""

import pytest

import make
from openiln.jobs.worker import Worker


@pytest.fixture
def staff(db):
    """Someone who writes the news, there before any digest is taken."""
    make.northland()
    return make.staff()


@pytest.fixture
def drain():
    """Have the worker do all that is due at a moment."""
    return lambda at=make.NOW: Worker("anna", lambda: at).drain()
