"""Load the demonstration."""

import argparse
from pathlib import Path

from openiln.cli.django_side import start_installation
from openiln.kernel import clock
from openiln.kernel.seat import Operator

NETWORKS = Path(__file__).resolve().parent.parent / "charters" / "networks"


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    words.add_parser("load", help="load it, once").set_defaults(function=load_demo)


def load_demo(_: argparse.Namespace) -> int:
    """Load the charters that ship with the product."""
    start_installation()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    for file in sorted(NETWORKS.glob("*.toml")):
        facade.load_charter(facade.read_text(file), by=Operator(), at=clock.now())
        print(f"{file.name} is in force.")
    return 0
