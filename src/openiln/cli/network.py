"""List the networks, and say which organisation runs one."""

import argparse

from openiln.cli.calling import as_called
from openiln.cli.django_side import start_installation
from openiln.cli.organisations import organisation_named
from openiln.kernel import clock
from openiln.kernel.seat import Operator


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    words.add_parser("list", help="list the networks and who runs them").set_defaults(
        function=list_networks
    )
    steward = words.add_parser("steward", help="say which organisation runs a network")
    steward.add_argument("network", help="its id: ms-iln")
    steward.add_argument("organisation", help="its NCES id or its id in OpenILN")
    steward.set_defaults(function=name_steward)


def list_networks(_: argparse.Namespace) -> int:
    """Print each network that has rules today: its id, its name, and who runs it."""
    start_installation()
    from openiln.charters import facade as charters  # noqa: PLC0415 -- needs Django started
    from openiln.directory import facade as directory  # noqa: PLC0415 -- the same
    from openiln.membership import facade as membership  # noqa: PLC0415 -- the same

    found = charters.networks_today(Operator(), clock.now())
    for network in found:
        agency = directory.organisation(Operator(), membership.steward_of(network.id))
        runs = (
            f"run by {agency.name}"
            if agency
            else as_called("and nobody runs it: iln network steward")
        )
        print(f"{network.id}  {network.charter.name}, {runs}")
    if not found:
        print(as_called("No network has rules today. Load some: iln charter load FILE."))
    return 0


def name_steward(args: argparse.Namespace) -> int:
    """Record which organisation runs a network."""
    start_installation()
    from openiln.membership import facade  # noqa: PLC0415 -- needs Django started

    place = organisation_named(args.organisation)
    facade.name_steward(args.network, organisation_id=place, by=Operator(), at=clock.now())
    print(
        f"{args.organisation} runs {args.network}.",
        as_called("Give its staff access: iln access give."),
    )
    return 0
