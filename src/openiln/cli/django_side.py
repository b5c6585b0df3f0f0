"""Starts Django for the verbs that need it."""

import os
import secrets
import sys

from openiln.kernel.errors import BadInput, Refusal


def start_django() -> None:
    """Load the settings and the apps, or end with a sentence that says what is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiln.config.settings")
    import django  # noqa: PLC0415 -- the evidence verbs work without Django

    try:
        django.setup()
    except BadInput as refusal:
        sys.exit(say_refusal(refusal))


def start_site() -> None:
    """Start Django for a verb that needs a state folder, or end with a sentence that says why not.

    Only `iln upgrade` and `iln restore` make the folder: a mistyped name must not begin a new site.
    """
    start_django()
    from django.conf import settings  # noqa: PLC0415 -- needs Django started

    state = settings.ENVIRONMENT.state
    if not state.is_dir():
        sentence = f"ILN_STATE is {state}, where no folder is. Mend it, or begin there: iln upgrade"
        sys.exit(say_refusal(Refusal(f"{sentence}.")))


def start_installation() -> None:
    """Start Django for a verb that needs the database, or end with a sentence that says why not."""
    start_site()
    from openiln.shell.health import database  # noqa: PLC0415 -- needs Django started

    if (answer := database()) != "ready":
        sys.exit(say_refusal(Refusal(f"The database: {answer}.")))


def start_for_files() -> None:
    """Start it for a verb that reads files and signs nothing: no setting is asked for.

    Where no state folder is named, it gets a place at which nothing can be kept.
    """
    os.environ.setdefault("ILN_STATE", os.devnull)
    if not os.environ.keys() & {"ILN_SECRET_KEY", "ILN_SECRET_KEY_FILE"}:
        os.environ["ILN_SECRET_KEY"] = secrets.token_urlsafe(50)
    start_django()


def say_refusal(refusal: Refusal) -> int:
    """Print why the system says no; returns the exit code."""
    print(refusal.sentence, file=sys.stderr)
    if isinstance(refusal, BadInput):
        for finding in refusal.findings:
            print(f"  {finding}", file=sys.stderr)
    return 1
