"""Lists, for an analyst, every number of a package."""

from collections.abc import Sequence

import numpy as np

from openiln_evidence.moments import Block
from openiln_evidence.packages.manifest import Manifest
from openiln_evidence.packages.second_round import Reply
from openiln_evidence.study.plan import FIRST


def listing(manifest: Manifest, blocks: Sequence[Block]) -> str:
    """Every block with every number in it."""
    lines = [
        "",
        "For the analyst",
        f"  Made by {manifest.tool}. Study file {manifest.study}.",
        f"  Columns of X: {', '.join(manifest.columns)}",
        "  schooled is X~'WX~, X~'Wy~ and y~'Wy~ after school means are taken off; by_period is",
        "  undemeaned; docs/reference/study-file.md says what each is.",
    ]
    for block in blocks:
        lines += ["", *_block_lines(block), *_number_lines(block)]
    return "\n".join(lines) + "\n"


def reply_listing(reply: Reply) -> str:
    """The number of a reply."""
    return f"\nFor the analyst\n  squares: {reply.squares:.6g}\n"


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
