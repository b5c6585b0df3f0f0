"""Tells a superintendent, in plain words, what would leave in a package and what would not."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from openiln_evidence.moments import Block
from openiln_evidence.packages.manifest import MANIFEST, MOMENTS, Manifest
from openiln_evidence.packages.second_round import Reply
from openiln_evidence.study.plan import FIRST, WHOLE

ANALYST = "For the analyst: with --all every number is listed."
PERIOD = "period="
DISTRICT = "district"
WIDTH = 96
NOBODY = "No row, no student's name or id, and no single student's result."
PUBLISHED = "It is of a table said to be published already: NO RULE OF DISCLOSURE WAS APPLIED."


def describe(manifest: Manifest, blocks: Sequence[Block], path: Path) -> str:
    """What leaves, what does not, what was withheld and why, and how to send it."""
    lines = [
        f'Package of {manifest.holder} for the study "{manifest.study_id}"',
        "",
        "What leaves",
        *_who(manifest, blocks),
        *_numbers(manifest, blocks),
        "",
        "What does not leave",
        *_kept_back(manifest),
        "",
        "What was withheld, and why",
        *_withheld(manifest),
        "",
        "How to send it",
        *_sending(manifest, path),
    ]
    return "\n".join(lines) + "\n"


def _who(manifest: Manifest, blocks: Sequence[Block]) -> list[str]:
    of_all: dict[str, list[Block]] = {}
    for block in blocks:
        if block.subgroup == WHOLE:
            of_all.setdefault(block.outcome, []).append(block)
    students = max((sum(b.students for b in same) for same in of_all.values()), default=0)
    results = sum(b.n for same in of_all.values() for b in same)
    about = f"about {students:,} students with {results:,} results" if students else "groups"
    apart = dict.fromkeys(b.subgroup for b in blocks if b.subgroup not in (WHOLE, FIRST))
    groups = f", and for each of: {', '.join(apart)}" if apart else ""
    level = _level(manifest)
    lines = [
        *_said(
            f"Counts and sums over {about}, of the school years {manifest.periods[0]} to "
            f"{manifest.periods[-1]}."
        ),
        *_said(f"Results: {', '.join(dict.fromkeys(b.outcome for b in blocks))}."),
        *_said(f"Groups: all students{groups}."),
        *_said(f"{_many(len(manifest.units), level)}, by name: {', '.join(manifest.units)}."),
    ]
    if level == DISTRICT:
        schools = _many(len(manifest.schools), "school")
        lines += _said(f"{schools}, by name: {', '.join(manifest.schools)}.")
    return lines


def _level(manifest: Manifest) -> str:
    """What the study's units are: where they are schools, both lists name the same.

    Where they do not, schools are listed too: no name that leaves goes unsaid.
    """
    alike = {*manifest.units, *manifest.silent} == {*manifest.schools, *manifest.silent}
    return "school" if alike else DISTRICT


def _numbers(manifest: Manifest, blocks: Sequence[Block]) -> list[str]:
    """The kinds of numbers that leave."""
    lines = [
        "",
        *_said(
            f"Of each {_level(manifest)}, for each result and each group of students, these "
            "numbers leave:"
        ),
    ]
    lines += _item(
        "by school year: how many students have the result, the sum of their results and of the "
        "squares of their results (that is, an average and a spread), how many schools there are, "
        "and how much these differ in size and results;"
    )
    if any(block.weight != block.n for block in blocks):
        lines += _item("by school year: the sum of the weights that the study gives to students;")
    if any(block.flow.baseline.any() for block in blocks):
        lines += _item(
            "by school year: how many students of the starting year were found again, how many of "
            "them have the result, and how many students came and left, small counts rounded;"
        )
    columns = (column for column in manifest.columns if not column.startswith(PERIOD))
    traits = [*dict.fromkeys(column.split("=")[0] for column in columns), "the school year"]
    lines += _item(
        f"over all years: sums that set results against {', '.join(traits)}. They also count "
        "the students who have two of these at once, such as a grade in a year."
    )
    if any(block.subgroup == FIRST for block in blocks):
        lines += _said(
            "Once more for all students, with each counted where first enrolled: one set of sums "
            f"for all {_level(manifest)}s together that have the same starting year, or none."
        )
    return lines


def _kept_back(manifest: Manifest) -> list[str]:
    if manifest.published and not manifest.ledgers_begun_on:
        return [*_said(NOBODY), *_said(PUBLISHED)]
    lines = _said(
        f"{NOBODY} Every group of students that is counted, and the rest beside it, has "
        f"{manifest.minimum} students or more, or none."
    )
    if manifest.published:
        lines += _said(
            "Some of it is of tables said to be published: no rule was applied to those."
        )
    return lines


def _withheld(manifest: Manifest) -> list[str]:
    lines = []
    for rule, count in sorted(manifest.withheld.items()):
        lines += _item(f"Sums of {_many(count, 'group')} of students, as {rule}.")
    if manifest.silent:
        lines += _said(f"Nothing at all leaves of {', '.join(manifest.silent)}.")
    if manifest.common:
        lines += _said(
            f"In {', '.join(manifest.common)} few students have one result and lack another; only "
            "those who have every result are counted there."
        )
    if not lines:
        return _said("Nothing.")
    return [*_said(f"{manifest.share:.1%} of results."), *lines]


def _sending(manifest: Manifest, path: Path) -> list[str]:
    lines = _said(
        f"Send the folder {path} with its two files, {MANIFEST} and {MOMENTS}, unchanged to the "
        "centre of the study, under the agreement that the study names, by a safe way that shows "
        "who sent it. It is confidential: from exact sums someone who knows much already could "
        "learn of a student."
    )
    if manifest.ledgers_begun_on:
        lines += _said(
            "Keep the folder of your checks (iln-evidence, unless --state named another), and do "
            "not send it. Its ledger knows what left since "
            f"{', '.join(manifest.ledgers_begun_on)}, and nothing that left before."
        )
    return lines


def describe_reply(reply: Reply, path: Path) -> str:
    """A reply in the same way."""
    lines = [
        f"Reply of {reply.holder} to the question {reply.question[:12]}...",
        "",
        "What leaves",
        *_said(
            "One number: how far results are from what the estimate says, squared and added up "
            f"over all schools of {', '.join(reply.units)}. No two schools make up nearly all of "
            "what was asked about."
        ),
        "",
        "What does not leave",
        *_said(f"{NOBODY} No number of a single school."),
        "",
        "How to send it",
        *_said(
            f"Send the file {path} unchanged to the centre that asked, as you sent the package. "
            "It is confidential."
        ),
    ]
    return "\n".join(lines) + "\n"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _said(sentence: str, first: str = "  ", then: str = "  ") -> list[str]:
    """Lines of a sentence; no name is broken in two."""
    return textwrap.wrap(
        sentence,
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _item(sentence: str) -> list[str]:
    return _said(sentence, "  - ", "    ")
