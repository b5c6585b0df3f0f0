"""Write everything into one archive, while the site runs."""

import argparse
from pathlib import Path

from openiln.cli.django_side import start_site
from openiln.kernel import clock


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes."""
    parser.add_argument("to", type=Path, metavar="TO", help="the archive to write, a new file")
    parser.set_defaults(function=write_backup)


def write_backup(args: argparse.Namespace) -> int:
    """Write the database and the stored files into an archive."""
    start_site()
    from django.db import connection  # noqa: PLC0415 -- needs Django started

    from openiln.backup import archive  # noqa: PLC0415 -- the same

    manifest = archive.back_up(args.to, database=connection.settings_dict, at=clock.now())
    files = len(manifest.sha256) - 1
    size = args.to.stat().st_size / 1_000_000
    print(f"{args.to} holds the database and {files} stored files ({size:.1f} MB). Keep it safe.")
    return 0
