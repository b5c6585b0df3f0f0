"""Bring the database and the served files up to this version; safe to repeat."""

import argparse

from openiln.cli.django_side import start_django
from openiln.kernel import clock
from openiln.kernel.errors import Refusal

NEVER_SERVED = ["us-atlas", "*.ttf", "LICENSE.md"]
"""Files of packages that no page names: compressing them would take half of the time."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.set_defaults(function=upgrade)


def upgrade(_: argparse.Namespace) -> int:
    """Migrate, draw the lists of members anew, and gather the static files.

    A version may draw more than the one before it, and the clock comes by only once an hour.
    """
    start_django()
    from django.conf import settings  # noqa: PLC0415 -- needs Django started
    from django.core.management import call_command  # noqa: PLC0415 -- the same

    from openiln.membership import facade as membership  # noqa: PLC0415 -- the same

    state = settings.ENVIRONMENT.state
    try:
        state.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        membership.draw_lists(clock.now())
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=NEVER_SERVED)
    except OSError as error:
        raise Refusal(
            f"ILN_STATE is {state}, where we cannot write ({error.strerror}). Name a folder of "
            "the user that runs iln."
        ) from error
    print("The database and the served files are up to date.")
    return 0
