"""Someone at a browser, in the tests of the pages that show several contexts."""

import pytest

import make
from openiln.accounts.models import Person


class Someone:
    """A person who has signed in and acts from a seat."""

    def __init__(self, client, seat):
        self.client, self.seat = client, seat
        client.force_login(Person.objects.get(public_id=seat.person_id))

    def get(self, address):
        return self.client.get(address)

    def read(self, address):
        answer = self.get(address)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def post(self, address, **words):
        sent = {"acting_as": self.seat.public_id, **words}
        return self.client.post(address, sent, follow=True).content.decode()


@pytest.fixture
def sit(client):
    """Sign in as whoever holds a seat."""
    return lambda seat: Someone(client, seat)


@pytest.fixture
def staff(sit):
    """Someone of the staff of Northland's network."""
    make.northland()
    return lambda: sit(make.staff())
