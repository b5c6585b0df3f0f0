"""What each verb of `iln evidence` does: it calls one part of the package, and tells.

Heavy parts are imported when asked for.
"""

import argparse
import json
import sys
from typing import TextIO

from openiln_evidence.clock import today
from openiln_evidence.errors import RefusedError


def say(sentence: str) -> None:
    """Tell what is not part of the answer."""
    sys.stderr.write(f"iln evidence: {sentence}\n")


def check(args: argparse.Namespace, out: TextIO) -> None:
    """Check the study, then the input, and keep the result."""
    from openiln_evidence.check import result  # noqa: PLC0415 -- engines load when asked for
    from openiln_evidence.check.lines import lines_told, told_by_line  # noqa: PLC0415
    from openiln_evidence.check.run import check_input  # noqa: PLC0415
    from openiln_evidence.ledger.file import key_before, open_ledger, salt_of  # noqa: PLC0415
    from openiln_evidence.names import note_of, units_told  # noqa: PLC0415
    from openiln_evidence.read.source import open_source  # noqa: PLC0415
    from openiln_evidence.study.grammar import read_study  # noqa: PLC0415

    study = read_study(args.study)
    key = None if study.is_published else key_before(args.state, on=today())
    with told_by_line(args.input):
        source = open_source(args.input, engine=args.engine)
        salt = salt_of(key) if key else 0
        found = check_input(study, source, key=salt, accepted=args.accept)
    if key:
        with open_ledger(args.state, on=today(), key=key) as ledger:
            pass
        if ledger.is_new:
            say(ledger.introduction)
    result.save(found, args.state)
    out.write(f'Study "{study.id}" ({study.digest[:12]}) and {source.name} are in order: ')
    out.write(f"{found.kept:,} of {found.rows:,} rows, {len(found.roster.schools)} schools.\n")
    out.writelines(
        f"  left out, {reason}: {count:,} rows\n" for reason, count in found.left_out.items()
    )
    units = set(found.roster.units(study.treatment.level))
    out.write(units_told(study, units))
    out.write(note_of(study, units))
    out.write(lines_told(args.input, found.rows))


def compress(args: argparse.Namespace, out: TextIO) -> None:
    """Write the package of a checked input."""
    from openiln_evidence.holder import Holder, make_package  # noqa: PLC0415 -- engines load when asked for
    from openiln_evidence.names import listed  # noqa: PLC0415

    made = make_package(
        args.study,
        args.input,
        engine=args.engine,
        holder=Holder(args.holder, args.state, today(), say),
        approved_by=args.approved_by,
        out=args.out,
    )
    out.write(f"{args.out}: sums of {listed(made.units)}; {made.share:.1%} of results withheld. ")
    out.write(f"Read it before it leaves:\n  iln evidence inspect {args.out}\n")
    if made.published:
        out.write("The table is said to be published: no rule of disclosure was applied.\n")
    else:
        out.write(f"Its row sets are in the ledger in {args.state.resolve()}: keep that folder.\n")


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
    """Tell what leaves in a package; with `all`, every number of it."""
    from openiln_evidence.packages import words  # noqa: PLC0415 -- as above
    from openiln_evidence.packages.folder import read_package  # noqa: PLC0415
    from openiln_evidence.packages.listing import listing, reply_listing  # noqa: PLC0415
    from openiln_evidence.packages.second_round import read_inspected  # noqa: PLC0415

    if args.package.is_file():
        reply = read_inspected(args.package)
        told, numbers = words.describe_reply(reply, args.package), reply_listing(reply)
    else:
        manifest, blocks = read_package(args.package)
        told = words.describe(manifest, blocks, args.package)
        numbers = listing(manifest, blocks)
    out.write(told + (numbers if args.all else f"\n{words.ANALYST}\n"))


def combine(args: argparse.Namespace, out: TextIO) -> None:
    """Write one package of many, and warn of what the study names and none of them holds."""
    from openiln_evidence.names import warning_of  # noqa: PLC0415 -- as above
    from openiln_evidence.packages.folder import write_pool  # noqa: PLC0415 -- as above
    from openiln_evidence.packages.pool import pool  # noqa: PLC0415
    from openiln_evidence.study.grammar import read_study  # noqa: PLC0415

    study = read_study(args.study)
    found = pool(study, args.packages)
    made = write_pool(args.out, found.manifests, found.blocks, found.share, args.holder)
    level = study.treatment.level
    out.write(f"{args.out}: the sums of {len(found.manifests)} packages, ")
    out.write(f"of {len(made.units)} {level}s.\n")
    out.write(warning_of(study, {*made.units, *made.silent}))


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
        f"{args.out}: a question about {len(asked.rows)} {study.treatment.level}s. "
        "Each holder answers it with\n"
    )
    out.write("  iln evidence reply STUDY INPUT QUESTION --holder WHO --out REPLY\n")


def reply(args: argparse.Namespace, out: TextIO) -> None:
    """Write a holder's reply to the centre's question."""
    from openiln_evidence.holder import Holder, write_reply  # noqa: PLC0415 -- as above
    from openiln_evidence.names import listed  # noqa: PLC0415

    made = write_reply(
        args.study,
        args.input,
        args.question,
        engine=args.engine,
        holder=Holder(args.holder, args.state, today(), say),
        out=args.out,
    )
    out.write(f"{args.out}: one sum over the schools of {listed(made.units)}. Read it first:\n")
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
    try:
        said = answers_of(
            study, found, subgroup=args.subgroup, features=args.features, replies=args.replies
        )
    except RefusedError as refusal:  # the estimator does not know what its clusters are
        raise RefusedError(report.in_words(study, refusal.sentence)) from None
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
    out.write(f"standard deviations (standard error {found.error:.3f}, ")
    out.write(f"{found.df} degrees of freedom).\n")
    out.writelines(f"Warning: {warning}\n" for warning in found.warnings)


def demo(args: argparse.Namespace, out: TextIO) -> None:
    """Make a state, and go from its records to an answer."""
    from openiln_evidence.demo import show  # noqa: PLC0415 -- engines load when asked for

    show(out, on=today(), keep=args.keep)
