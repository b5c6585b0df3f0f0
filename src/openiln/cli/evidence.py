"""Find out what worked, from records that stay where they are."""

import argparse

from openiln_evidence import cli


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words this verb takes. The analytics core imports no Django."""
    cli.describe(parser)
