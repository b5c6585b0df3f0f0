"""A demonstration is an installation like another: no fixed secret, no debugging."""

import importlib.machinery
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev():
    """The script `./dev`, as a module."""
    loader = importlib.machinery.SourceFileLoader("dev_script", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_script", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_each_demonstration_has_a_secret_of_its_own(dev, tmp_path, monkeypatch):
    monkeypatch.delenv("ILN_SECRET_KEY", raising=False)
    secrets = []
    for name in ("one", "two"):
        env = dev.demonstration(state=tmp_path / name)
        assert "ILN_SECRET_KEY" not in env
        assert env["ILN_CALLED"] == "./dev iln"
        kept = Path(env["ILN_SECRET_KEY_FILE"])
        assert kept.stat().st_mode & 0o777 == 0o600
        assert dev.demonstration(state=tmp_path / name) == env, "a restart keeps people signed in"
        secrets.append(kept.read_text())
    assert secrets[0] != secrets[1]
    assert min(map(len, secrets)) >= 50


def test_a_demonstration_never_debugs(dev, tmp_path, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "openiln.config.settings")
    monkeypatch.delenv("ILN_SECRET_KEY", raising=False)
    env = dev.demonstration(state=tmp_path) | {"DJANGO_DEBUG": "1", "DEBUG": "1"}
    say = "from django.conf import settings; print(settings.ENVIRONMENT.demo, settings.DEBUG)"
    done = subprocess.run(
        [sys.executable, "-c", say], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["True", "False"]
