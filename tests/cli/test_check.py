"""`iln check`: each thing that is amiss is said, and nothing else."""

import pytest
from django.conf import settings

import make
from openiln.cli.main import main
from openiln.files import store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("state")]


def test_a_whole_installation_has_nothing_amiss(capsys):
    make.stored_file()
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "Nothing is amiss.\n"


def test_a_stored_file_that_is_missing_or_altered_is_named(capsys):
    kept = make.stored_file()
    other = make.stored_file("other.pdf", make.PDF + b"2")
    store.path_of(kept.sha256).write_bytes(b"something else")
    store.path_of(other.sha256).unlink()
    assert main(["check"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    told = [line for line in said.err.splitlines() if line.startswith("The stored file")]
    assert told == [
        f"The stored file {public_id} is missing or altered. "
        "Bring it back from a backup: iln restore."
        for public_id in (kept.public_id, other.public_id)
    ]


def test_what_is_parked_is_counted(capsys):
    make.parked_job()
    assert main(["check"]) == 1
    assert capsys.readouterr().err == (
        "Jobs or news that failed too often: 1. See: iln work --parked\n"
    )


def test_a_site_of_https_that_prints_its_mail_is_told_so(capsys, monkeypatch):
    public = settings.ENVIRONMENT.model_copy(update={"site_url": "https://iln.example"})
    monkeypatch.setattr(settings, "ENVIRONMENT", public)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
    assert main(["check"]) == 1
    assert "ILN_MAIL is console" in capsys.readouterr().err
