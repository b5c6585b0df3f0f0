"""Two writes at once: one waits, and then finds that there is nothing left to do."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

import make
import rolls
from at_once import at_once
from openiln.directory import facade
from openiln.directory.models import ImportRun, Organisation
from openiln.directory.rules.kinds import Kind
from openiln.kernel.errors import RuleViolation
from openiln.kernel.seat import Operator


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_one_file_at_once_the_second_writes_nothing(tmp_path):
    path = rolls.write(tmp_path, rolls.DISTRICTS)
    start = Barrier(2, timeout=20)

    def load():
        start.wait()
        try:
            return facade.import_file(path, by=Operator(), at=make.NOW).created
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        created = sorted(each.result(timeout=60) for each in [pool.submit(load), pool.submit(load)])
    assert created == [0, 2]
    assert (Organisation.objects.count(), ImportRun.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_additions_of_one_agency_at_once_the_second_is_refused():
    def add(_):
        return facade.add_organisation(
            kind=Kind.AGENCY, name="NDE", state="NL", year=2025, by=Operator(), at=make.NOW
        )

    came_to = at_once(add, 3)
    assert sum(isinstance(each, RuleViolation) for each in came_to) == 2
    assert [o.public_id for o in Organisation.objects.all()] == [
        each for each in came_to if isinstance(each, str)
    ]
