"""The one command line: parses, calls a facade, prints. Heavy parts are imported when asked for."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from openiln.cli.calling import program
from openiln.cli.django_side import database_failure, say_refusal
from openiln.kernel.errors import Refusal

VERBS = (
    "access",
    "backup",
    "charter",
    "check",
    "demo",
    "directory",
    "evidence",
    "network",
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
    parser = argparse.ArgumentParser(prog=program(), description="Run an Innovation Lab Network.")
    verbs = parser.add_subparsers(required=True, metavar="VERB", dest="verb")
    for verb in VERBS:
        module = import_module(f"openiln.cli.{verb}")
        help_text = (module.__doc__ or "").splitlines()[0]
        module.describe(verbs.add_parser(verb, help=help_text, description=help_text))
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words say; returns the exit code: 0 done, 1 refused, 2 not understood.

    Here alone a refusal is printed: a verb lets it pass. So is a database that does not answer.
    Ctrl-C ends with 130, as a shell tells of it.
    """
    try:
        parser = build_parser()
        words = sys.argv[1:] if argv is None else argv
        if not words:
            parser.print_help(sys.stderr)
            return 2
        args = parser.parse_args(words)
        function: Callable[[argparse.Namespace], int] = args.function
        code = function(args)
        sys.stdout.flush()
    except Refusal as refusal:
        return say_refusal(refusal)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 128 + signal.SIGINT
    except BrokenPipeError:  # the reader has seen enough: `iln charter show ms-iln | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        failure = database_failure(error)
        if failure is None:
            raise
        return say_refusal(failure)
    return code


if __name__ == "__main__":
    sys.exit(main())
