from datetime import date

import pytest
from django.db import IntegrityError, transaction

import make
from openiln.charters import facade
from openiln.charters.actions import load_charter
from openiln.charters.models import Charter, Network
from openiln.kernel.errors import BadInput, NotPermitted, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Visitor

pytestmark = pytest.mark.django_db
JULY = date(2025, 7, 1)


def load(text=None, *, on=JULY, by=None):
    text = text if text is not None else make.charter_text()
    return load_charter(text, in_force_on=on, by=by or Operator(), at=make.NOW)


def test_the_first_charter_founds_the_network_and_is_recorded():
    version = load()
    assert str(version) == "northland in force from 2025-07-01"
    assert AuditRecord.objects.get().sentence == (
        "The operator of this installation put rules of Northland Innovation Lab Network "
        "in force from 01 July 2025."
    )


def test_loading_the_same_text_again_changes_nothing():
    assert load() == load()
    assert AuditRecord.objects.count() == 1


def test_a_period_belongs_to_the_version_in_force_at_its_start():
    load()
    later = make.charter_text().replace("Take part", "Be there")
    load(later, on=date(2026, 7, 1))
    network = Network.objects.get()
    assert facade.network_in_force(network, date(2025, 6, 30)) is None
    before = facade.network_in_force(network, date(2026, 6, 30))
    after = facade.network_in_force(network, date(2026, 7, 1))
    assert before.charter.clauses[0].text.startswith("Take part")
    assert after.charter.clauses[0].text.startswith("Be there")


def test_other_rules_for_the_same_day_are_refused_and_leave_no_trace():
    load()
    with pytest.raises(RuleViolation, match="give the new text a later day"):
        load(make.charter_text().replace("Take part", "Be there"))
    assert Charter.objects.count() == AuditRecord.objects.count() == 1


def test_a_visitor_cannot_load_a_charter_and_leaves_no_trace():
    with pytest.raises(NotPermitted, match="Ask the operator"):
        load(by=Visitor(role="operator"))
    assert not Network.objects.exists()


def test_the_database_takes_one_version_a_day():
    version = make.charter()
    version.pk, version.public_id = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


@pytest.mark.parametrize("text", ["[network", "", "[network]\nid = 'x'"])
def test_what_is_no_charter_is_refused_whole(text):
    with pytest.raises(BadInput):
        load(text)
    assert not Network.objects.exists()
