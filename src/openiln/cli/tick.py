"""Tick the clock once: take back jobs of dead workers, queue what is due. Safe to repeat."""

import argparse

from openiln.cli.django_side import start_installation
from openiln.kernel import clock


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.set_defaults(function=tick)


def tick(_: argparse.Namespace) -> int:
    """Tick, and say what was queued. A running worker does this by itself each minute."""
    start_installation()
    from openiln.jobs import worker  # noqa: PLC0415 -- needs Django started

    for name in worker.tick(clock.now()):
        print(f"Queued {name}.")
    return 0
