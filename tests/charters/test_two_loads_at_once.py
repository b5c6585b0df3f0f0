"""Two operators load at the same moment, in real transactions of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

import make
from openiln.charters.actions import load_charter
from openiln.charters.models import Charter, Network
from openiln.kernel.errors import RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator

pytestmark = pytest.mark.django_db(transaction=True)


def load_together(texts):
    """Load each text in a thread of its own, all starting at once; what each came to."""
    start = Barrier(len(texts))

    def load(text):
        try:
            start.wait(timeout=30)
            return load_charter(text, by=Operator(), at=make.NOW).public_id
        except RuleViolation as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(texts)) as pool:
        return list(pool.map(load, texts, timeout=60))


def test_the_same_text_twice_at_once_ends_in_one_version():
    first, second = load_together([make.charter_text()] * 2)
    assert first == second
    assert Network.objects.count() == Charter.objects.count() == AuditRecord.objects.count() == 1


def test_two_texts_for_one_day_at_once_end_in_one_version_and_one_refusal():
    text = make.charter_text()
    came_to = load_together([text, text.replace("Take part", "Be there")])
    assert sum(isinstance(one, RuleViolation) for one in came_to) == 1
    assert Network.objects.count() == Charter.objects.count() == AuditRecord.objects.count() == 1
