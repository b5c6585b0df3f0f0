"""The people of the district and of the agency stand before the tests of membership begin."""

import pytest

import make
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind


@pytest.fixture
def people(db):
    """Whoever the tests act as is there, so that a digest sees nothing but the refusal."""
    for name in ("Northland Unified", "Second Unified"):
        for role in (Role.SUPERINTENDENT, Role.DELEGATE, Role.EDUCATOR, Role.BOARD_CLERK):
            make.acting(role, Kind.DISTRICT, name)
    make.staff()
