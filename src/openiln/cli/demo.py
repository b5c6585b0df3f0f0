"""Load the demonstration."""

import argparse
import sys

from openiln.cli.django_side import say_refusal, start_installation
from openiln.kernel import clock
from openiln.kernel.errors import Refusal


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    words.add_parser("load", help="load it, once").set_defaults(function=load_demo)


def load_demo(_: argparse.Namespace) -> int:
    """Load the networks that ship with the product, what is published of them, and Northland."""
    start_installation()
    from openiln.demo import loading  # noqa: PLC0415 -- needs Django started

    try:
        for sentence in loading.load(clock.now()):
            print(sentence)
    except Refusal as refusal:
        print("This demonstration was loaded by an earlier version of OpenILN.", file=sys.stderr)
        print("Begin anew: ./dev demo --fresh", file=sys.stderr)
        return say_refusal(refusal)
    return 0
