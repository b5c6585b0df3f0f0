"""What every test may use."""

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

import shared
from openiln.kernel import triggers

# Every run tries the same examples, and none is hurried: speed is measured in bench/.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")

# A shell that starts us in the background has us ignore Ctrl-C, and every program that we start
# would inherit that. A handler of our own is not inherited: they begin with the usual one.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped without a right excuse fails: it was not tried."""
    report = yield
    if "OPENILN_CI" in os.environ and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2])
        if not shared.is_excused(reason):
            report.outcome, report.longrepr = "failed", f"{report.nodeid}: {reason}"
    return report


@pytest.fixture(autouse=True)
def _emptied_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lift the append-only triggers where a test empties its tables by DELETE; they come back.

    Only tests that commit (`django_db(transaction=True)`) do. Django's flush sends post_migrate,
    and that lays the triggers again.
    """
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        triggers.lift(connection)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test's own."""
    moved = settings.ENVIRONMENT.model_copy(update={"state": tmp_path})
    monkeypatch.setattr(settings, "ENVIRONMENT", moved)
    return tmp_path


@pytest.fixture
def trial_templates() -> Iterator[None]:
    """The templates in tests/templates, beside the product's own."""
    own = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    loaders, cached = own[0]["OPTIONS"]["loaders"][0]
    both = [(loaders, ["django.template.loaders.filesystem.Loader", *cached])]
    own[0]["OPTIONS"] = {**own[0]["OPTIONS"], "loaders": both}
    with override_settings(TEMPLATES=own):
        yield
