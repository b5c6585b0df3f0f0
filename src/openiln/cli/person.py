"""Give a person all that is kept about them, or erase them."""

import argparse
import json

from openiln.cli.django_side import say_refusal, start_installation
from openiln.kernel import clock
from openiln.kernel.errors import Refusal
from openiln.kernel.seat import Operator


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    give = words.add_parser("export", help="print all that is kept about someone, as JSON")
    give.add_argument("address", metavar="EMAIL", help="their e-mail address")
    give.set_defaults(function=export_person)
    erase = words.add_parser("erase", help="take away who someone was; what they signed stays")
    erase.add_argument("address", metavar="EMAIL", help="their e-mail address")
    erase.add_argument("--yes", action="store_true", help="do it: it cannot be undone")
    erase.set_defaults(function=erase_person)


def export_person(args: argparse.Namespace) -> int:
    """Print it, for the operator to send to whoever asked."""
    start_installation()
    from openiln.accounts import facade  # noqa: PLC0415 -- needs Django started

    kept = facade.export_person(args.address, by=Operator())
    print(json.dumps(kept, indent=2, ensure_ascii=False))
    return 0


def erase_person(args: argparse.Namespace) -> int:
    """Erase someone, once the operator has said that they mean it."""
    start_installation()
    from openiln.accounts import facade  # noqa: PLC0415 -- needs Django started

    if not args.yes:
        print(
            f"This takes {args.address} and their name out of everything but what they signed, "
            "ends their access, and cannot be undone. If you mean it, add --yes."
        )
        return 1
    try:
        changed = facade.erase_person(args.address, by=Operator(), at=clock.now())
    except Refusal as refusal:
        return say_refusal(refusal)
    print(f"Erased: {changed} entries. Backups made before still have them: let them expire.")
    return 0
