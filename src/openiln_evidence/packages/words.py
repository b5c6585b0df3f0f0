"""Shows a superintendent, in plain words, everything that would leave in a package."""

from collections.abc import Sequence

import numpy as np

from openiln_evidence.moments import Block
from openiln_evidence.packages.manifest import Manifest
from openiln_evidence.packages.second_round import Reply
from openiln_evidence.study.plan import FIRST


def describe(manifest: Manifest, blocks: Sequence[Block], *, numbers: bool) -> str:
    """The whole of a package as text; with `numbers`, every number of every block too."""
    lines = [
        f'Package of {manifest.holder} for the study "{manifest.study_id}"',
        f"made by {manifest.tool}. Study file {manifest.study[:12]}...",
        "",
        *_rules(manifest),
        "",
        f"Units: {', '.join(manifest.units)}",
        *(
            [f"Units of which nothing leaves: {', '.join(manifest.silent)}"]
            if manifest.silent
            else []
        ),
        f"Schools: {', '.join(manifest.schools)}",
        f"Years: {manifest.periods[0]} to {manifest.periods[-1]}",
        f"Columns of the sums: {', '.join(manifest.columns)}",
        "",
        *_withheld(manifest),
        "",
        "For each block below these leave: how many students, rows and schools; by year the rows,",
        "weights, sums of scores and of squared scores, and how much schools differ; how many",
        "students were there at first, were found again, have a score, came and left; and the sums",
        "of products of all columns with each other and with the score, after the average of each",
        "school is taken off. Products of columns count students who have both: with school sizes",
        "that are public, they are tables of two student groups at a time.",
        "",
    ]
    for block in blocks:
        lines += _block_lines(block)
        if numbers:
            lines += _number_lines(block)
    return "\n".join(lines) + "\n"


def _rules(manifest: Manifest) -> list[str]:
    told = [
        "It is confidential: it holds no row and no student's name, id or score, but sums over",
        f"groups of students. Every group, and the rest beside it, has {manifest.minimum} or more.",
    ]
    if manifest.published:
        told = ["It is of a table said to be published already: NO RULE OF DISCLOSURE WAS APPLIED."]
        if manifest.ledgers_begun_on:
            told = ["Some of it is of tables said to be published: no rule was applied to those."]
    if manifest.ledgers_begun_on:
        days = ", ".join(manifest.ledgers_begun_on)
        told += [f"Ledger of studies begun on {days}; it was not compared with any study before."]
    return told


def _withheld(manifest: Manifest) -> list[str]:
    lines = [f"Withheld by the rules: {manifest.share:.1%} of rows."]
    lines += [f"  {count} blocks: {rule}." for rule, count in sorted(manifest.withheld.items())]
    if manifest.common:
        lines.append(
            f"Only rows with every outcome, as outcomes nearly agree: {', '.join(manifest.common)}."
        )
    return lines


def _block_lines(block: Block) -> list[str]:
    if block.subgroup == FIRST:
        told = (
            f"{block.outcome}, every student counted where first enrolled, over all units with the "
            f"treatment date of {block.unit}: {block.n} rows, {block.schools} schools"
        )
        return [told]
    by, flow = block.by_period, block.flow
    means = np.divide(by.wy, by.w, out=np.full_like(by.wy, np.nan), where=by.w > 0)
    lines = [
        (
            f"{block.outcome}, {block.subgroup}, {block.unit}: {block.students} students, "
            f"{block.n} rows, {block.schools} schools"
        ),
        "  year     rows     mean  at first  found  scored  came  left",
    ]
    for t, period in enumerate(block.periods):
        mean = "-" if np.isnan(means[t]) else f"{means[t]:.2f}"
        lines.append(
            f"  {period}{by.n[t]:9d}{mean:>9}{flow.baseline[t]:10d}{flow.linked[t]:7d}"
            f"{flow.with_outcome[t]:8d}{flow.joined[t]:6d}{flow.moved[t]:6d}"
        )
    return lines


def _number_lines(block: Block) -> list[str]:
    lines = []
    for part in (block.schooled, block.by_period):
        for name, value in vars(part).items():
            rows = np.atleast_2d(np.asarray(value))
            lines += [f"    {name}: " + " ".join(f"{number:.6g}" for number in row) for row in rows]
    return lines


def describe_reply(reply: Reply, *, numbers: bool) -> str:
    """The whole of a reply as text; with `numbers`, every number too."""
    lines = [
        f"Reply of {reply.holder} to the question {reply.question[:12]}...",
        "",
        "It is confidential. One number leaves: over all schools of the units below, of which no",
        "two make up nearly all, the sum of squares of what the estimate leaves unexplained.",
        "",
        f"Units: {', '.join(reply.units)}",
    ]
    if numbers:
        lines.append(f"    {reply.squares:.6g}")
    return "\n".join(lines) + "\n"
