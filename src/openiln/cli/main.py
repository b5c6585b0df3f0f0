"""The one command line: parses, calls a facade, prints. Heavy parts are imported when asked for."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

VERBS = (
    "access",
    "backup",
    "charter",
    "demo",
    "directory",
    "evidence",
    "person",
    "restore",
    "serve",
    "tick",
    "upgrade",
    "work",
)
"""Each is a module of this package with `describe(parser)` and, set by it, a function to call."""


def build_parser() -> argparse.ArgumentParser:
    """The grammar of the command line, from the modules beside this one."""
    parser = argparse.ArgumentParser(prog="iln", description="Run an Innovation Lab Network.")
    verbs = parser.add_subparsers(required=True, metavar="VERB", dest="verb")
    for verb in VERBS:
        module = import_module(f"openiln.cli.{verb}")
        help_text = (module.__doc__ or "").splitlines()[0]
        module.describe(verbs.add_parser(verb, help=help_text, description=help_text))
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words say; returns the exit code: 0 done, 1 refused, 2 not understood."""
    args = build_parser().parse_args(argv)
    function: Callable[[argparse.Namespace], int] = args.function
    try:
        code = function(args)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough: `iln charter show ms-iln | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
