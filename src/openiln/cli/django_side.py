"""Starts Django for the verbs that need it."""

import os
import secrets
import sys

from openiln.cli.calling import as_called
from openiln.kernel.errors import BadInput, Finding, Refusal

NOT_UNDERSTOOD = 2
"""The exit code where the words, or the settings, mean nothing."""


def start_django() -> None:
    """Load the settings and the apps, or end with a sentence for each setting that is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiln.config.settings")
    import django  # noqa: PLC0415 -- the evidence verbs work without Django

    try:
        django.setup()
    except BadInput as refusal:
        say_refusal(refusal)
        sys.exit(NOT_UNDERSTOOD)


def start_site() -> None:
    """Start Django for a verb that needs a state folder.

    Only `iln upgrade` and `iln restore` make the folder: a mistyped name must not begin a new site.

    Raises:
        Refusal: there is no state folder.
    """
    start_django()
    from django.conf import settings  # noqa: PLC0415 -- needs Django started

    state = settings.ENVIRONMENT.state
    if not state.is_dir():
        raise Refusal(
            f"ILN_STATE is {state}, where no folder is. Mend it, or begin there: iln upgrade."
        )


def start_installation() -> None:
    """Start Django for a verb that needs the database.

    Raises:
        Refusal: there is no state folder, or the database is not of this version.
        DatabaseError: the database does not answer; the command line says so in a sentence.
    """
    start_site()
    from django.db import connection  # noqa: PLC0415 -- needs Django started

    from openiln.shell.health import database  # noqa: PLC0415 -- the same

    _check_mail_can_be_sent()
    connection.ensure_connection()
    if (answer := database()) != "ready":
        raise Refusal(f"The database: {answer}.")


def _check_mail_can_be_sent() -> None:
    """End with a sentence where the mail provider lacks a setting, or a program, of its own."""
    from django.core import mail  # noqa: PLC0415 -- needs Django started
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- the same

    try:
        mail.get_connection()
    except ImproperlyConfigured as error:
        lacks = " ".join(str(error).split()).rstrip(".")
        finding = Finding(
            "ILN_MAIL_PROVIDER",
            f"lacks what the provider needs. Anymail says: {lacks}.",
            'Its "Django settings" are this variable: {"POSTMARK_SERVER_TOKEN": "..."}',
        )
        advice = "The mail cannot be sent. See docs/reference/settings.md."
        say_refusal(BadInput(advice, (finding,)))
        sys.exit(NOT_UNDERSTOOD)


def start_for_files() -> None:
    """Start it for a verb that reads files and signs nothing: no setting is asked for.

    Where no state folder is named, it gets a place at which nothing can be kept.
    """
    os.environ.setdefault("ILN_STATE", os.devnull)
    if not os.environ.keys() & {"ILN_SECRET_KEY", "ILN_SECRET_KEY_FILE"}:
        os.environ["ILN_SECRET_KEY"] = secrets.token_urlsafe(50)
    start_django()


def database_failure(error: Exception) -> Refusal | None:
    """Why a database that does not answer, is full or is none stops us; None for other errors.

    Only what the database says of itself is repeated, in its first line: no statement and no value.
    """
    utils = sys.modules.get("django.db.utils")  # the evidence verbs never load it
    if utils is None:
        return None
    is_away = isinstance(error, (utils.OperationalError, utils.InterfaceError))
    if not is_away and type(error) is not utils.DatabaseError:
        return None
    said = str(error).strip().partition("\n")[0].rstrip(".")
    return Refusal(
        f"The database cannot be used: {said}. See that it runs, and that ILN_DATABASE or "
        "ILN_STATE names it. Then run this again."
    )


def say_refusal(refusal: Refusal) -> int:
    """Print why the system says no; returns the exit code."""
    print(as_called(refusal.sentence), file=sys.stderr)
    if isinstance(refusal, BadInput):
        for finding in refusal.findings:
            print(as_called(f"  {finding}"), file=sys.stderr)
    return 1
