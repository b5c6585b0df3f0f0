"""Give, list and end people's access: the first of an agency's staff above all."""

import argparse

from openiln.cli.calling import as_called
from openiln.cli.django_side import start_installation
from openiln.cli.organisations import organisation_named
from openiln.kernel import clock
from openiln.kernel.seat import Operator


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    words = parser.add_subparsers(required=True, metavar="WHAT")
    give = words.add_parser("give", help="give an e-mail address a role, and mail an invitation")
    give.add_argument("organisation", help="its NCES id or its id in OpenILN")
    give.add_argument("role", help="such as superintendent; docs/reference/roles.md lists them")
    give.add_argument("address", help="the person's own e-mail address")
    give.set_defaults(function=give_access)
    people = words.add_parser("list", help="list who has, was promised or had access")
    people.add_argument("organisation", help="its NCES id or its id in OpenILN")
    people.set_defaults(function=list_access)
    end = words.add_parser("end", help="end someone's access")
    end.add_argument("access", help=as_called("its id, from iln access list"))
    end.add_argument("--reason", required=True, help="why: the record keeps it")
    end.set_defaults(function=end_access)


def give_access(args: argparse.Namespace) -> int:
    """Give access as the operator may: any role in any organisation."""
    start_installation()
    from openiln.accounts import facade  # noqa: PLC0415 -- needs Django started

    role = facade.role_named(args.role)
    place = organisation_named(args.organisation)
    held = facade.grant_seat(place, role=role, address=args.address, by=Operator(), at=clock.now())
    print(f"{held.public_id}  An invitation goes to {args.address}: {held.label}.")
    return 0


def list_access(args: argparse.Namespace) -> int:
    """List the people of an organisation, one a line."""
    start_installation()
    from openiln.accounts import facade  # noqa: PLC0415 -- needs Django started

    found = facade.people_of(organisation_named(args.organisation), Operator())
    for record in found:
        state = "ended" if record.ended_at else "acts" if record.claimed_at else "invited"
        print(f"{record.held.public_id}  {state:8}{record.held.role:18}{record.address}")
    if not found:
        print("Nobody has access there yet.")
    return 0


def end_access(args: argparse.Namespace) -> int:
    """End access as the operator may: anyone's but the last of an agency's staff."""
    start_installation()
    from openiln.accounts import facade  # noqa: PLC0415 -- needs Django started

    facade.end_seat(args.access, reason=args.reason, by=Operator(), at=clock.now())
    print("The access has ended.")
    return 0
