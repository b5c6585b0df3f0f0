"""The words of `iln evidence`: each verb reads its words, calls one part of the package, and tells.

Bad input ends with one sentence and exit code 2, never with a traceback, which can quote rows.
"""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from openiln_evidence import verbs
from openiln_evidence.errors import RefusedError
from openiln_evidence.files import check_parent
from openiln_evidence.progress import shown

Verb = Callable[[argparse.Namespace, TextIO], None]
REFUSED = 2
STUDY = "the study file (TOML), the same for every holder"
STATE = "folder of your checks, key and ledger of studies (iln-evidence in the one you are in)"
WRITTEN = ("out", "json", "keep", "state")
"""Words that name a place to write to."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words say; 0 when done, 2 when refused or interrupted."""
    parser = argparse.ArgumentParser(prog="iln evidence", description="Find out what worked.")
    describe(parser)
    return run(parser.parse_args(argv))


def run(args: argparse.Namespace) -> int:
    """Do what parsed words say."""
    try:
        _do(args, args.evidence_verb)
    except RefusedError as refusal:
        return _refuse(refusal.sentence)
    except KeyboardInterrupt:
        return _refuse("interrupted; nothing was written")
    except BrokenPipeError:  # the reader has seen enough, which the whole command line knows
        raise
    except MemoryError:
        return _refuse("there is not enough memory; use --engine spark, or a warehouse by address")
    except Exception as error:  # noqa: BLE001 -- whatever it is, its words may quote a row
        return _refuse(f"stopped by a fault of its own ({type(error).__name__}); please report it")
    return 0


def _do(args: argparse.Namespace, verb: Verb) -> None:
    for word in WRITTEN:
        if getattr(args, word, None) is not None:
            check_parent(getattr(args, word))
    if verb is verbs.demo:  # it tells as it goes
        verb(args, sys.stdout)
        return
    said = io.StringIO()  # a bar and words would stand in one line
    with shown(verb.__name__, sys.stderr):
        verb(args, said)
    sys.stdout.write(said.getvalue())


def _refuse(sentence: str) -> int:
    verbs.say(sentence)
    return REFUSED


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words `iln evidence` takes."""
    added = parser.add_subparsers(required=True, metavar="VERB")

    def add(function: Verb, help_text: str) -> argparse.ArgumentParser:
        parser = added.add_parser(function.__name__, help=help_text, description=help_text)
        parser.set_defaults(function=run, evidence_verb=function)
        return parser

    _describe_holders(add)
    _describe_centres(add)
    showing = add(verbs.demo, "try it all on a made-up state of twelve districts")
    showing.add_argument("--keep", type=Path, help="keep its files in this new folder")


def _describe_holders(add: Callable[[Verb, str], argparse.ArgumentParser]) -> None:
    """What a holder of records does: a state, or one district."""
    checking = add(verbs.check, "check a study and the records it asks for")
    compressing = add(verbs.compress, "make the package that would leave, of checked records")
    inspecting = add(verbs.inspect, "say in plain words what leaves in a package")
    cutting = add(verbs.cells, "write grouped sums for your own use; they are not protected")
    replying = add(verbs.reply, "answer the centre's question for errors by school, once")
    for reading in (checking, compressing, cutting, replying):
        reading.add_argument("study", type=Path, help=STUDY)
        reading.add_argument("input", help="a file, a OneRoster folder, or ADDRESS#TABLE")
        reading.add_argument("--engine", default="duckdb", help="duckdb (default) or spark")
        reading.add_argument("--state", type=Path, default=Path("iln-evidence"), help=STATE)
    checking.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="ID",
        help="an outcome or subgroup that is truly empty, or the same in every row",
    )
    replying.add_argument("question", type=Path, help="the file that iln evidence ask made")
    for naming in (compressing, replying):
        naming.add_argument("--holder", required=True, help="who holds the records, by name")
    compressing.add_argument("--approved-by", help="who allowed a sixth study of the same rows")
    for writing, what in (
        (compressing, "the package: a new folder"),
        (cutting, "a Parquet file"),
        (replying, "the reply: a new file"),
    ):
        writing.add_argument("--out", type=Path, required=True, help=what)
    inspecting.add_argument("package", type=Path, help="the folder of a package, or a reply")
    inspecting.add_argument("--all", action="store_true", help="for an analyst: every number too")


def _describe_centres(add: Callable[[Verb, str], argparse.ArgumentParser]) -> None:
    """What the centre does, which adds up what holders sent."""
    combining = add(verbs.combine, "put packages together into one")
    asking = add(verbs.ask, "write the question to holders that errors by school take")
    estimating = add(verbs.estimate, "estimate from packages what pooled records would give")
    combining.add_argument("--holder", required=True, help="who puts them together, by name")
    combining.add_argument("--out", type=Path, required=True, help="the package: a new folder")
    asking.add_argument("--out", type=Path, required=True, help="the question: a new file")
    for pooling in (combining, asking, estimating):
        pooling.add_argument("study", type=Path, help=STUDY)
        pooling.add_argument("packages", type=Path, nargs="+", help="folders that holders sent")
    estimating.add_argument("--subgroup", default="all", help="one of the study's (default: all)")
    estimating.add_argument("--features", type=Path, help="public values to match units on (CSV)")
    estimating.add_argument(
        "--replies", type=Path, nargs="+", default=(), help="holders' replies to the question"
    )
    estimating.add_argument("--json", type=Path, help="write the whole answer to this file too")
    synthesizing = add(verbs.synthesize, "pool the answers of several studies of one practice")
    synthesizing.add_argument("answers", type=Path, nargs="+", help="that estimate --json wrote")
    _describe_plan(add(verbs.plan, "say, before launch, the smallest effect that could be found"))


def _describe_plan(planning: argparse.ArgumentParser) -> None:
    for name, what in (
        ("treated", "districts (or schools, where schools are assigned) with the practice"),
        ("others", "districts or schools without it"),
        ("before", "years of results before it begins"),
        ("after", "years of results since"),
    ):
        planning.add_argument(f"--{name}", type=int, required=True, help=what)
    planning.add_argument(
        "--students", type=float, required=True, help="tested in one district or school in a year"
    )
    planning.add_argument(
        "--shock",
        type=float,
        default=0.01,
        help="how much a district's or school's mean moves between years: a variance, where that "
        "of students is 1 (0.01)",
    )
    planning.add_argument(
        "--correlation",
        type=float,
        default=0.3,
        help="of such moves from one year to the next (0.3)",
    )
