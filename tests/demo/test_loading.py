"""`iln demo load`, as `./dev demo` runs it, and `iln demo reset`."""

import pytest
from django.conf import settings
from django.db import connection

import digest
import make
from openiln.accounts.models import Seat
from openiln.charters.facade import load_charter, read_text
from openiln.charters.models import Charter
from openiln.cli.main import main
from openiln.demo.loading import NETWORKS
from openiln.directory.models import Organisation
from openiln.kernel import triggers
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator
from openiln.search import index

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_demo(monkeypatch):
    demo = settings.ENVIRONMENT.model_copy(update={"demo": True})
    monkeypatch.setattr(settings, "ENVIRONMENT", demo)


def test_loading_it_again_writes_nothing(capsys):
    assert main(["demo", "load"]) == 0
    assert "Northland has its network" in capsys.readouterr().out
    assert Charter.objects.count() == 6, "five networks, and Northland's earlier rules"
    before = digest.of_database()
    assert main(["demo", "load"]) == 0
    assert "Northland" not in capsys.readouterr().out
    assert digest.of_database() == before


def test_a_demonstration_of_other_rules_is_told_how_to_begin_anew(capsys):
    load_charter(read_text(NETWORKS / "kyiln.toml"), by=Operator(), at=make.NOW)
    triggers.lift(connection)
    changed = Charter.objects.get()
    changed.sha256 = "0" * 64
    changed.save()
    triggers.lay(connection)
    before = digest.of_database()
    assert main(["demo", "load"]) == 1
    assert "iln demo reset" in capsys.readouterr().err
    assert digest.of_database() == before, "all or nothing"


@pytest.mark.usefixtures("in_demo")
def test_a_reset_gives_up_everything_and_loads_it_anew(capsys):
    stray = make.seat().organisation
    make.audit_record("Somebody tried something.")
    index.index(kind="x", public_id="gone", title="Gone", body="gone", audience="public")
    assert main(["demo", "reset"]) == 0
    assert "Northland has its network" in capsys.readouterr().out
    assert not Organisation.objects.filter(public_id=stray.public_id).exists()
    assert not AuditRecord.objects.filter(sentence="Somebody tried something.").exists()
    assert index.search("gone", audiences=["public"]) == []
    assert Seat.objects.filter(organisation__state="NL").exists()
    assert triggers.standing(connection) == sorted(triggers.names()), "history is append-only again"


def test_what_is_no_demonstration_is_never_reset(capsys):
    make.seat()
    before = digest.of_database()
    assert main(["demo", "reset"]) == 1
    assert "only a demonstration is reset" in capsys.readouterr().err
    assert digest.of_database() == before
