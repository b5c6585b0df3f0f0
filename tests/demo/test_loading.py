"""`iln demo load`, as `./dev demo` runs it."""

import pytest
from django.db import connection

from openiln.accounts.models import Seat
from openiln.accounts.rules import Role
from openiln.charters.models import Charter
from openiln.cli.main import main
from openiln.directory.models import Organisation, Rating
from openiln.kernel import triggers
from openiln.kernel.models import AuditRecord

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_its_networks_and_the_people_of_northland(capsys):
    assert main(["demo", "load"]) == 0
    assert "Northland has its agency" in capsys.readouterr().out
    assert Charter.objects.count() == 4
    assert Organisation.objects.exclude(state="NL").count() == 18 + 9 + 1
    assert Rating.objects.count() == 6
    assert set(Seat.objects.values_list("role", flat=True)) == set(Role) - {Role.PARTNER}


def test_loading_it_again_writes_nothing(capsys):
    main(["demo", "load"])
    written = AuditRecord.objects.count()
    assert main(["demo", "load"]) == 0
    assert AuditRecord.objects.count() == written


def test_a_demonstration_of_other_rules_is_told_how_to_begin_anew(capsys):
    main(["demo", "load"])
    triggers.lift(connection)
    changed = Charter.objects.get(network__slug="kyiln")
    changed.sha256 = "0" * 64
    changed.save()
    triggers.lay(connection)
    assert main(["demo", "load"]) == 1
    assert "./dev demo --fresh" in capsys.readouterr().err
