"""What stands around every page."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_x(client):
    assert client.get(reverse("design")).status_code in {200, 404}
