"""Signed-in browsers."""

import re

import pytest
from django.conf import settings
from django.test import Client

from openiln.mail.models import Message

CODE = re.compile(r"^(\w{3,4}-?\w{3,4})$", re.MULTILINE)


@pytest.fixture
def acting(client: Client):
    """Sign the client in as who holds a seat, acting from it."""

    def sign_in(seat):
        client.force_login(seat.person)
        session = client.session
        session["seat"] = seat.public_id
        session.save()
        return client

    return sign_in


@pytest.fixture
def mailed_code():
    """The code in the last message."""
    return lambda: CODE.search(Message.objects.first().text)[1]


@pytest.fixture
def in_demo(monkeypatch):
    """A demonstration."""
    demo = settings.ENVIRONMENT.model_copy(update={"demo": True})
    monkeypatch.setattr(settings, "ENVIRONMENT", demo)
