"""Load and show the rules of networks."""

import argparse
from datetime import date
from pathlib import Path

from openiln.cli.django_side import say_refusal, start_django
from openiln.kernel import clock
from openiln.kernel.errors import Refusal
from openiln.kernel.seat import Operator


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    load = words.add_parser("load", help="put a charter file in force")
    load.add_argument("file", type=Path)
    load.add_argument("--from", dest="in_force_on", type=date.fromisoformat, required=True)
    load.set_defaults(function=load_charter)


def load_charter(args: argparse.Namespace) -> int:
    """Put a charter file in force from a day."""
    start_django()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    try:
        text = args.file.read_text(encoding="utf-8")
        facade.load_charter(text, in_force_on=args.in_force_on, by=Operator(), at=clock.now())
    except Refusal as refusal:
        return say_refusal(refusal)
    print(f"{args.file.name} is in force from {args.in_force_on}.")
    return 0
