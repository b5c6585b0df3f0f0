"""Say whether this installation is whole: its settings, database, stored files and jobs."""

import argparse
import sys
from collections.abc import Iterator

from openiln.cli.calling import as_called
from openiln.cli.django_side import start_installation


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.set_defaults(function=check)


def check(_: argparse.Namespace) -> int:
    """Print a sentence for each thing that is amiss. Every stored file is read."""
    start_installation()
    amiss = [*_settings(), *_files(), *_parked()]
    for sentence in amiss:
        print(as_called(sentence), file=sys.stderr)
    if not amiss:
        print("Nothing is amiss.")
    return int(bool(amiss))


def _settings() -> Iterator[str]:
    """What Django and we ask of an installation; more of one that people reach by https."""
    from django.conf import settings  # noqa: PLC0415 -- needs Django started
    from django.core import checks  # noqa: PLC0415 -- the same

    is_public = settings.ENVIRONMENT.is_https
    for fault in checks.run_checks(include_deployment_checks=is_public):
        yield f"{fault.msg} {fault.hint or ''}".strip()


def _files() -> Iterator[str]:
    from openiln.files import store  # noqa: PLC0415 -- needs Django started

    for lost in store.lost_files():
        yield (
            f"The stored file {lost} is missing or altered. "
            "Bring it back from a backup: iln restore."
        )


def _parked() -> Iterator[str]:
    from openiln.jobs import queue  # noqa: PLC0415 -- needs Django started
    from openiln.kernel import outbox  # noqa: PLC0415 -- the same

    waiting = len(queue.parked()) + len(outbox.parked())
    if waiting:
        yield f"Jobs or news that failed too often: {waiting}. See: iln work --parked"
