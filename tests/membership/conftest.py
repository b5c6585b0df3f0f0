"""The people of the district and of the agency stand before the tests of membership begin."""

import pytest

import make
from openiln.accounts.models import Person
from openiln.accounts.rules import Role
from openiln.directory.rules.kinds import Kind


@pytest.fixture
def people(db):
    """Whoever the tests act as is there, so that a digest sees nothing but the refusal."""
    for name in ("Northland Unified", "Second Unified"):
        for role in (Role.SUPERINTENDENT, Role.DELEGATE, Role.EDUCATOR, Role.BOARD_CLERK):
            make.acting(role, Kind.DISTRICT, name)
    make.staff()


@pytest.fixture
def at(client):
    """Someone at a browser: at(role).get(address), .post(address, words)."""

    class Someone:
        def __init__(self, seat):
            self.seat = seat
            client.force_login(Person.objects.get(public_id=seat.person_id))

        def get(self, address):
            return client.get(address)

        def post(self, place, **words):
            answer = client.post(place, {"acting_as": self.seat.public_id, **words}, follow=True)
            return answer.content.decode()

        def read(self, address):
            answer = self.get(address)
            assert answer.status_code == 200, answer.status_code
            return answer.content.decode()

    def sit(role="superintendent", name="Northland Unified"):
        if role == "staff":
            return Someone(make.staff())
        return Someone(make.acting(Role(role), Kind.DISTRICT, name))

    return sit
