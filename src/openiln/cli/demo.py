"""Load the demonstration, or take it back to a fresh one."""

import argparse
import sys

from openiln.cli.calling import as_called
from openiln.cli.django_side import say_refusal, start_installation
from openiln.kernel import clock
from openiln.kernel.errors import NotPermitted, Refusal


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    words.add_parser("load", help="load it, once").set_defaults(function=load_demo)
    again = words.add_parser("reset", help="give up everything in it, and load it anew")
    again.set_defaults(function=reset_demo)


def load_demo(_: argparse.Namespace) -> int:
    """Load the networks that ship with the product, what is published of them, and Northland."""
    start_installation()
    from openiln.demo import loading  # noqa: PLC0415 -- needs Django started

    try:
        done = loading.load(clock.now())
    except Refusal as refusal:
        print("This demonstration was loaded by an earlier version of OpenILN.", file=sys.stderr)
        print(as_called("Begin anew: iln demo reset, or ./dev demo --fresh"), file=sys.stderr)
        return say_refusal(refusal)
    print("\n".join(done))
    return 0


def reset_demo(_: argparse.Namespace) -> int:
    """Take a demonstration back to a fresh one that is loaded today."""
    start_installation()
    from openiln.demo import loading  # noqa: PLC0415 -- needs Django started

    try:
        done = loading.reset(clock.now())
    except NotPermitted as refusal:
        return say_refusal(refusal)
    print("\n".join(done))
    return 0
