"""What every test may use."""

from collections.abc import Iterator

import pytest
from django.db import connection

from openiln.kernel import triggers


@pytest.fixture(autouse=True)
def _emptied_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lift the append-only triggers where a test empties its tables by DELETE; they come back.

    Only tests that commit (`django_db(transaction=True)`) do. Django's flush sends post_migrate,
    and that lays the triggers again.
    """
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        triggers.lift(connection)
