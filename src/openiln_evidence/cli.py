"""The words of `iln evidence`: each verb reads its words, calls one part of the package, and tells.

Bad input ends with one sentence and exit code 2, never with a traceback, which can quote rows.
"""

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from openiln_evidence.clock import today
from openiln_evidence.errors import RefusedError
from openiln_evidence.progress import shown

Verb = Callable[[argparse.Namespace, TextIO], None]
REFUSED = 2
STATE = "folder of your checks, key and ledger of studies (iln-evidence in the one you are in)"


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words say; 0 when done, 2 when refused or interrupted."""
    parser = argparse.ArgumentParser(prog="iln evidence", description="Find out what worked.")
    describe(parser)
    return run(parser.parse_args(argv))


def run(args: argparse.Namespace) -> int:
    """Do what parsed words say."""
    verb: Verb = args.evidence_verb
    try:
        if verb is demo:  # it tells as it goes
            verb(args, sys.stdout)
            return 0
        said = io.StringIO()  # a bar and words would stand in one line
        with shown(verb.__name__, sys.stderr):
            verb(args, said)
        sys.stdout.write(said.getvalue())
    except RefusedError as refusal:
        return _refuse(refusal.sentence)
    except KeyboardInterrupt:
        return _refuse("interrupted; nothing was written")
    except MemoryError:
        return _refuse("there is not enough memory; use --engine spark, or a warehouse by address")
    except Exception as error:  # noqa: BLE001 -- whatever it is, its words may quote a row
        return _refuse(f"stopped by a fault of its own ({type(error).__name__}); please report it")
    return 0


def _refuse(sentence: str) -> int:
    _say(sentence)
    return REFUSED


def _say(sentence: str) -> None:
    sys.stderr.write(f"iln evidence: {sentence}\n")


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what words `iln evidence` takes."""
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def add(function: Verb, help_text: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(function.__name__, help=help_text, description=help_text)
        added.set_defaults(function=run, evidence_verb=function)
        return added

    checking = add(check, "check a study and the records it asks for")
    compressing = add(compress, "make the package that would leave")
    cutting = add(cells, "write grouped sums for your own use; they are not protected")
    replying = add(reply, "answer the centre's question for errors by school, once")
    for reading in (checking, compressing, cutting, replying):
        reading.add_argument("study", type=Path)
        reading.add_argument("input", help="a file, a OneRoster folder, or ADDRESS#TABLE")
        reading.add_argument("--engine", default="duckdb", help="duckdb (default) or spark")
        reading.add_argument("--state", type=Path, default=Path("iln-evidence"), help=STATE)
    replying.add_argument("question", type=Path, help="the file that iln evidence ask made")
    for naming in (compressing, replying):
        naming.add_argument("--holder", required=True, help="who holds the records")
    compressing.add_argument("--approved-by", help="who allowed a sixth study of the same rows")
    asking = add(ask, "ask holders for what errors by school take")
    for writing in (compressing, cutting, replying, asking):
        writing.add_argument("--out", type=Path, required=True)
    inspecting = add(inspect, "show in plain words everything that leaves in a package")
    inspecting.add_argument("package", type=Path, help="or a reply")
    inspecting.add_argument("--numbers", action="store_true", help="show every number too")
    combining = add(combine, "put packages together into one")
    combining.add_argument("--holder", required=True, help="who puts them together")
    combining.add_argument("--out", type=Path, required=True)
    estimating = add(estimate, "estimate from packages what pooled records would give")
    for pooling in (combining, asking, estimating):
        pooling.add_argument("study", type=Path)
        pooling.add_argument("packages", type=Path, nargs="+")
    _describe_estimate(estimating)
    pooling = add(synthesize, "pool the answers of several studies of one practice")
    pooling.add_argument("answers", type=Path, nargs="+", help="that estimate --json wrote")
    _describe_plan(add(plan, "say, before launch, the smallest effect that could be found"))
    showing = add(demo, "try it all on a made-up state of twelve districts")
    showing.add_argument("--keep", type=Path, help="keep its files in this new folder")


def _describe_estimate(estimating: argparse.ArgumentParser) -> None:
    estimating.add_argument("--subgroup", default="all")
    estimating.add_argument("--features", type=Path, help="public values to match units on")
    estimating.add_argument("--replies", type=Path, nargs="+", default=(), help="of the holders")
    estimating.add_argument("--json", type=Path, help="write the whole answer here too")


def _describe_plan(planning: argparse.ArgumentParser) -> None:
    for name in ("treated", "others", "before", "after"):
        planning.add_argument(f"--{name}", type=int, required=True)
    planning.add_argument("--students", type=float, required=True, help="of a cluster in a period")
    planning.add_argument("--shock", type=float, default=0.01, help="variance between periods")
    planning.add_argument("--correlation", type=float, default=0.3, help="of shocks, one period on")


def check(args: argparse.Namespace, out: TextIO) -> None:
    """Check the study, then the input, and keep the result."""
    from openiln_evidence.check import result  # noqa: PLC0415 -- engines load when asked for
    from openiln_evidence.check.run import check_input  # noqa: PLC0415
    from openiln_evidence.ledger.file import open_ledger  # noqa: PLC0415
    from openiln_evidence.names import warnings_of  # noqa: PLC0415
    from openiln_evidence.read.source import open_source  # noqa: PLC0415
    from openiln_evidence.study.grammar import read_study  # noqa: PLC0415

    study = read_study(args.study)
    source = open_source(args.input, engine=args.engine)
    if study.is_published:
        found = check_input(study, source, key=0)
    else:
        with open_ledger(args.state, on=today()) as ledger:
            key = ledger.salt
        found = check_input(study, source, key=key)
        if not ledger.entries:
            _say(ledger.introduction)
    result.save(found, args.state)
    out.write(f'Study "{study.id}" ({study.digest[:12]}) and {source.name} are in order: ')
    out.write(f"{found.kept:,} of {found.rows:,} rows, {len(found.roster.schools)} schools.\n")
    out.writelines(
        f"  left out, {reason}: {count:,} rows\n" for reason, count in found.left_out.items()
    )
    units = set(found.roster.units(study.treatment.level))
    out.writelines(f"{warning}\n" for warning in warnings_of(study, units))


def compress(args: argparse.Namespace, out: TextIO) -> None:
    """Write the package of a checked input."""
    from openiln_evidence.holder import Holder, make_package  # noqa: PLC0415 -- engines load when asked for
    from openiln_evidence.names import warnings_of  # noqa: PLC0415
    from openiln_evidence.study.grammar import read_study  # noqa: PLC0415

    made = make_package(
        args.study,
        args.input,
        engine=args.engine,
        holder=Holder(args.holder, args.state, today(), _say),
        approved_by=args.approved_by,
        out=args.out,
    )
    out.write(f"{args.out}: {len(made.blocks)} blocks of {len(made.units)} units; ")
    out.write(f"{made.share:.1%} of rows withheld. Read it before it leaves:\n")
    held = {*made.units, *made.silent}
    out.write(f"  iln evidence inspect {args.out}\n")
    if made.published:
        out.write("The table is said to be published: no rule of disclosure was applied.\n")
    else:
        out.write(f"Its row sets are in the ledger in {args.state.resolve()}: keep that folder.\n")
    out.writelines(f"{warning}\n" for warning in warnings_of(read_study(args.study), held))


def cells(args: argparse.Namespace, out: TextIO) -> None:
    """Write grouped whole numbers for the holder's own use."""
    from openiln_evidence.holder import write_cells  # noqa: PLC0415 -- engines load when asked for
    from openiln_evidence.own_cells import tell  # noqa: PLC0415

    count, fits = write_cells(
        args.study, args.input, engine=args.engine, state=args.state, out=args.out
    )
    out.write(f"{args.out}: {count:,} cells. They are not protected: keep them with the records.\n")
    out.write(tell(fits))


def inspect(args: argparse.Namespace, out: TextIO) -> None:
    """Tell everything that a package holds."""
    from openiln_evidence.packages import words  # noqa: PLC0415 -- as above
    from openiln_evidence.packages.folder import read_package  # noqa: PLC0415
    from openiln_evidence.packages.second_round import read_reply  # noqa: PLC0415

    if args.package.is_file():
        out.write(words.describe_reply(read_reply(args.package), numbers=args.numbers))
        return
    manifest, blocks = read_package(args.package)
    out.write(words.describe(manifest, blocks, numbers=args.numbers))


def combine(args: argparse.Namespace, out: TextIO) -> None:
    """Write one package of many."""
    from openiln_evidence.packages.folder import write_pool  # noqa: PLC0415 -- as above
    from openiln_evidence.packages.pool import pool  # noqa: PLC0415
    from openiln_evidence.study.grammar import read_study  # noqa: PLC0415

    found = pool(read_study(args.study), args.packages)
    write_pool(args.out, found.manifests, found.blocks, found.share, args.holder)
    out.write(f"{args.out}: {len(found.blocks)} blocks of {len(found.manifests)} packages.\n")


def ask(args: argparse.Namespace, out: TextIO) -> None:
    """Write the question for errors by school."""
    from openiln_evidence.centre import question_of  # noqa: PLC0415 -- as above
    from openiln_evidence.files import check_new, write_whole  # noqa: PLC0415
    from openiln_evidence.packages.pool import pool  # noqa: PLC0415
    from openiln_evidence.packages.second_round import to_bytes  # noqa: PLC0415
    from openiln_evidence.study.grammar import read_study  # noqa: PLC0415

    study = read_study(args.study)
    asked = question_of(study, pool(study, args.packages))
    check_new(args.out)
    write_whole(args.out, to_bytes(asked))
    out.write(
        f"{args.out}: a question about {len(asked.rows)} units. Each holder answers it with\n"
    )
    out.write("  iln evidence reply STUDY INPUT QUESTION --holder WHO --out REPLY\n")


def reply(args: argparse.Namespace, out: TextIO) -> None:
    """Write a holder's reply to the centre's question."""
    from openiln_evidence.holder import Holder, write_reply  # noqa: PLC0415 -- as above

    made = write_reply(
        args.study,
        args.input,
        args.question,
        engine=args.engine,
        holder=Holder(args.holder, args.state, today(), _say),
        out=args.out,
    )
    out.write(f"{args.out}: one sum over the schools of {len(made.units)} units. Read it first:\n")
    out.write(f"  iln evidence inspect {args.out}\n")


def estimate(args: argparse.Namespace, out: TextIO) -> None:
    """Pool packages, estimate, and tell."""
    from openiln_evidence import report  # noqa: PLC0415 -- as above
    from openiln_evidence.centre import answers_of  # noqa: PLC0415
    from openiln_evidence.files import write_whole  # noqa: PLC0415
    from openiln_evidence.packages.pool import pool  # noqa: PLC0415
    from openiln_evidence.study.grammar import read_study  # noqa: PLC0415

    study = read_study(args.study)
    found = pool(study, args.packages)
    said = answers_of(
        study, found, subgroup=args.subgroup, features=args.features, replies=args.replies
    )
    if args.json:
        write_whole(args.json, json.dumps(said.as_json(), indent=1).encode())
    out.write(report.tell(study, found, said))


def synthesize(args: argparse.Namespace, out: TextIO) -> None:
    """Tell the mean of several studies' effects, and where the next would lie."""
    from openiln_evidence.synthesis import read_findings, tell  # noqa: PLC0415 -- as above

    out.write(tell(read_findings(args.answers)))


def plan(args: argparse.Namespace, out: TextIO) -> None:
    """Tell the minimum detectable effect of a clustered design."""
    from openiln_evidence.estimate.plan import Plan, minimum_detectable_effect  # noqa: PLC0415

    found = minimum_detectable_effect(
        Plan(
            treated=args.treated,
            others=args.others,
            before=args.before,
            after=args.after,
            students=args.students,
            shock=args.shock,
            correlation=args.correlation,
        )
    )
    out.write(f"The smallest effect that this design finds four times in five: {found.effect:.3f} ")
    out.write(f"standard deviations (standard error {found.error:.3f}, {found.df} df).\n")
    out.writelines(f"Warning: {warning}\n" for warning in found.warnings)


def demo(args: argparse.Namespace, out: TextIO) -> None:
    """Make a state, and go from its records to an answer."""
    from openiln_evidence.demo import show  # noqa: PLC0415 -- engines load when asked for

    show(out, on=today(), keep=args.keep)
