"""Two writers at once: on SQLite each write takes the lock first, so that none dies waiting."""

import pytest
from django.db import transaction

import make
from at_once import at_once
from openiln.accounts.models import Person
from openiln.kernel import audit
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator


def write(number):
    """Read, then write: what dies on SQLite when a lock is only taken at the first write."""
    with transaction.atomic():
        Person.objects.count()
        person = make.person(f"{number}@northland.example")
        audit.record("They came.", by=Operator(), at=make.NOW, about=person)
    return "done"


@pytest.mark.django_db(transaction=True)
def test_of_forty_writers_forty_succeed():
    answers = at_once(write, 40)
    assert answers == ["done"] * 40
    assert (Person.objects.count(), AuditRecord.objects.count()) == (40, 40)
