"""Load the demonstration."""

import argparse
import sys
from pathlib import Path

from openiln.cli.django_side import say_refusal, start_installation
from openiln.kernel import clock
from openiln.kernel.errors import Refusal
from openiln.kernel.seat import Operator

NETWORKS = Path(__file__).resolve().parent.parent / "charters" / "networks"


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    words.add_parser("load", help="load it, once").set_defaults(function=load_demo)


def load_demo(_: argparse.Namespace) -> int:
    """Load the charters that ship with the product, and Northland's agency and districts."""
    start_installation()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started
    from openiln.cli import northland  # noqa: PLC0415 -- the same

    try:
        for file in sorted(NETWORKS.glob("*.toml")):
            facade.load_charter(facade.read_text(file), by=Operator(), at=clock.now())
            print(f"{file.name} is in force.")
        if northland.seed(clock.now()):
            print("Northland has its agency, its districts and their people.")
    except Refusal as refusal:
        print("This demonstration was loaded by an earlier version of OpenILN.", file=sys.stderr)
        print("Begin anew: ./dev demo --fresh", file=sys.stderr)
        return say_refusal(refusal)
    return 0
