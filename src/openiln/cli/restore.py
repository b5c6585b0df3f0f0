"""Put an archive in the place of what is here."""

import argparse
from pathlib import Path

from openiln.cli.calling import as_called
from openiln.cli.django_side import start_django


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.add_argument("archive", type=Path, metavar="FROM", help="an archive of iln backup")
    parser.add_argument("--replace", action="store_true", help="give up what is here already")
    parser.set_defaults(function=restore_backup)


def restore_backup(args: argparse.Namespace) -> int:
    """Restore the database and the stored files. The site must not run meanwhile."""
    start_django()
    from django.db import connection  # noqa: PLC0415 -- needs Django started

    from openiln.backup import archive  # noqa: PLC0415 -- the same

    connection.close()
    manifest = archive.restore(
        args.archive, database=connection.settings_dict, is_replacing=args.replace
    )
    print(f"Restored as of {manifest.made_at}.", as_called("Now run: iln upgrade"))
    return 0
