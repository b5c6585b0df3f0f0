"""Bring the database and the served files up to this version; safe to repeat."""

import argparse

from openiln.cli.django_side import start_django


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.set_defaults(function=upgrade)


def upgrade(_: argparse.Namespace) -> int:
    """Migrate, and gather the static files."""
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 -- needs Django started

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    print("The database and the served files are up to date.")
    return 0
