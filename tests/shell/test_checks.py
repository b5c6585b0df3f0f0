from django.core.checks import run_checks

from openiln.shell import assets
from openiln.shell.checks import check_front_end


def test_the_front_end_is_in_place():
    assert [m for m in run_checks() if m.id == "shell.E001"] == []


def test_a_missing_front_end_is_named_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    named = [message.msg for message in check_front_end()]
    assert len(named) == len(assets.PACKAGES)
    assert "@uswds/uswds 3.14.0 is missing" in named[0]
