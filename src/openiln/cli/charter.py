"""Check, load, show and compare the rules of networks."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from openiln.cli.django_side import start_for_files, start_installation
from openiln.kernel import clock
from openiln.kernel.days import day_in_words
from openiln.kernel.errors import BadInput
from openiln.kernel.seat import Operator

if TYPE_CHECKING:
    from openiln.charters.facade import Charter, NetworkInForce


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    check = words.add_parser(
        "check", help="say what is wrong with charter files, and how to mend it"
    )
    check.add_argument("files", type=Path, nargs="+", metavar="FILE")
    check.set_defaults(function=check_charters)
    load = words.add_parser("load", help="put a charter file in force from the day that it names")
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument(
        "--back-dated",
        action="store_true",
        help="take rules that begin in the past beside rules in force",
    )
    load.set_defaults(function=load_charter)
    show = words.add_parser("show", help="show a network's rules in plain words")
    show.add_argument("network", metavar="NETWORK", help="its id: ms-iln")
    show.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="on this day; else today"
    )
    show.set_defaults(function=show_charter)
    diff = words.add_parser("diff", help="say how two charters differ")
    for name in ("before", "after"):
        diff.add_argument(
            name, metavar=name.upper(), help="a file, or a network's rules: ms-iln@2026-07-01"
        )
    diff.set_defaults(function=compare_charters)
    words.add_parser("keys", help="list every key of a charter file").set_defaults(
        function=list_keys
    )


def check_charters(args: argparse.Namespace) -> int:
    """Name everything that is wrong with the files; 1 when there is anything."""
    start_for_files()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    refused = facade.check_files(args.files)
    for path, refusal in refused.items():
        if refusal is None:
            print(f"{path}: nothing to mend.")
        elif not refusal.findings:
            print(refusal.sentence, file=sys.stderr)
        else:
            print(f"{path}: {refusal.sentence}", file=sys.stderr)
            for finding in refusal.findings:
                print(f"  {path}: {finding}", file=sys.stderr)
    return int(any(refused.values()))


def load_charter(args: argparse.Namespace) -> int:
    """Put a charter file in force."""
    start_installation()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    text = facade.read_text(args.file)
    version = facade.load_charter(
        text, by=Operator(), at=clock.now(), is_back_dated=args.back_dated
    )
    network = facade.find_version(Operator(), version).charter.network
    begins = "begins on" if network.in_force_on > clock.now().date() else "is in force from"
    print(f"{network.name}: {args.file.name} {begins} {network.in_force_on}.")
    return 0


def show_charter(args: argparse.Namespace) -> int:
    """Print a network's rules, section by section."""
    start_installation()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    network = _find(args.network, args.on)
    print(f"{network.charter.name}, rules in force from {network.in_force_on}")
    for section in facade.outline(network.charter):
        print(f"\n{section.title}\n{section.intro}".rstrip())
        for item in section.items:
            tag = f"{item.tag}: " if item.tag else ""
            print(" ".join([f"- {tag}{item.text}", *item.notes]))
    return 0


def compare_charters(args: argparse.Namespace) -> int:
    """Print each difference as a sentence; 0 whether or not there are any."""
    start_for_files()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    before, after = _charter_at(args.before), _charter_at(args.after)
    days = (before.network.in_force_on, after.network.in_force_on)
    if days[0] != days[1]:
        print(f"In force from {day_in_words(days[1])}; the other, from {day_in_words(days[0])}.")
    print("\n".join(facade.compare(before, after)) or "They say the same.")
    return 0


def list_keys(_: argparse.Namespace) -> int:
    """Print the manual of a charter file's keys."""
    start_for_files()
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    print(facade.manual_of_keys(), end="")
    return 0


def _find(network_id: str, on: date | None) -> "NetworkInForce":
    """A network on a day, or today in its own time zone."""
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    network = (
        facade.find_network(Operator(), network_id, on)
        if on
        else facade.network_today(Operator(), network_id, clock.now())
    )
    if network is None and (later := facade.find_network(Operator(), network_id, date.max)):
        raise BadInput(
            f"The rules of {network_id} begin on {later.in_force_on}. "
            f"See them with --on {later.in_force_on}, or @{later.in_force_on}."
        )
    if network is None:
        raise BadInput(
            f"No network {network_id} has rules in force on {on or 'this day'}. "
            "Check its id and the day, or load its file: iln charter load FILE."
        )
    return network


def _charter_at(word: str) -> "Charter":
    """A charter named by a file, or by NETWORK@DATE."""
    from openiln.charters import facade  # noqa: PLC0415 -- needs Django started

    network_id, at, day = word.partition("@")
    if not at or Path(word).exists():
        return facade.read_file(Path(word))
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise BadInput(f"{day} is no day. Write NETWORK@DATE as ms-iln@2026-07-01.") from error
    return _find(network_id, on).charter
