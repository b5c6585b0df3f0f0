"""Two imports at once: one waits, and then finds that there is nothing left to do."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

import make
import rolls
from openiln.directory import facade
from openiln.directory.models import ImportRun, Organisation
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
