"""From text to a charter, or to everything that is wrong with the text."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from openiln.charters.rules.charter import Charter
from openiln.charters.rules.lines import line_index
from openiln.charters.rules.reading import Reader
from openiln.kernel.errors import BadInput, Finding

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_ENDLESS_KEY = re.compile(
    r"""(?:^|[\[{,])[ \t]*(?:(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){20}""",
    re.MULTILINE,
)
"""A dotted key that no charter has; the standard reader takes minutes for one of 100,000 parts."""

_MENDS = (
    ("Cannot overwrite", "This key is here twice: keep one of the two."),
    ("Cannot declare", "This header is here twice: keep one, or write it in double brackets."),
    ("Unclosed array", "Close the list with ]."),
    ("Unterminated string", "Close the text with a quotation mark."),
    ("Illegal character", "Close the text with a quotation mark, or type the line anew."),
    ("Invalid date", "Write a day that the calendar has, as 2026-07-01."),
    ("Expected '=' after", "Write key = value on one line, or [table] in brackets."),
    ("Expected newline", "Begin a new line here; text must stand in quotation marks."),
    ("Invalid initial character", "A key has letters, digits, hyphens and underscores."),
    ("Invalid value", "Write text in quotation marks, and numbers and days without."),
)


@lru_cache(maxsize=64)
def read_charter(text: str) -> Charter:
    """Read a charter from TOML. The same text gives the same, unchangeable values.

    Raises:
        BadInput: something is wrong with it; every finding names line, key and mend.
    """
    endless = _ENDLESS_KEY.search(text)
    if endless:
        line = text.count("\n", 0, endless.end()) + 1
        finding = Finding(
            f"line {line}", "holds a key of twenty parts or more.", "Write a, b or a.b."
        )
        raise BadInput("This is no charter file.", (finding,))
    try:
        document = tomllib.loads(text)
        lines = line_index(text)
    except RecursionError as error:
        finding = Finding("line 1", "holds lists within lists, too deep to read.", "Flatten them.")
        raise BadInput("This is no charter file.", (finding,)) from error
    except ValueError as error:
        raise BadInput("This is no TOML file.", (_syntax_finding(text, str(error)),)) from error
    reader = Reader(document, lines)
    charter = reader.read(Charter)
    if charter is None:
        raise BadInput(_count(len(reader.findings)), reader.findings)
    return charter


def _count(findings: int) -> str:
    return "One thing is to be mended." if findings == 1 else f"{findings} things are to be mended."


def _syntax_finding(text: str, said: str) -> Finding:
    """What the TOML reader said, with its line and a mend."""
    where = _WHERE.search(said)
    line = where[1] if where and where[1] else str(text.rstrip("\n").count("\n") + 1)
    what = _WHERE.sub("", said)
    mend = next((m for start, m in _MENDS if what.startswith(start)), "Write the line anew.")
    column = f", column {where[2]}" if where and where[2] else ""
    return Finding(f"line {line}{column}", f"cannot be read: {what[:200]}.", mend)


def check_versions(texts: Mapping[str, str]) -> dict[str, tuple[Finding, ...]]:
    """What is wrong between files that are good alone, by the file that must be mended.

    Two versions may not begin on the same day; and a version that begins its years on another day
    than the one before it must come into force on that day, else a day would lie in two years.
    """
    found: dict[str, tuple[Finding, ...]] = {}
    charters = {name: read_charter(text) for name, text in texts.items()}
    by_day = sorted(charters.items(), key=lambda c: (c[1].network.id, c[1].network.in_force_on))
    for (before_name, before), (name, after) in pairwise(by_day):
        if before.network.id == after.network.id:
            wrong = check_succession(before, after, before_name)
            found[name] = (_with_line(wrong, texts[name]),) if wrong else ()
    return {name: findings for name, findings in found.items() if findings}


def _with_line(finding: Finding, text: str) -> Finding:
    """A finding whose place is a key of [network], with the line of the key, or of its table."""
    lines = line_index(text)
    line = lines.get(tuple(finding.place.split(".")), lines["network",])
    return replace(finding, place=f"line {line}, {finding.place}")


def check_succession(before: Charter, after: Charter, before_name: str) -> Finding | None:
    """What is wrong with one version following another."""
    day = after.network.in_force_on
    if before.network.in_force_on == day:
        wrong = f"overlaps with {before_name}: both are in force from {day}."
        return Finding("network.in_force_on", wrong, "Give the later version a later day.")
    starts = after.network.year_starts
    if starts not in (before.network.year_starts, f"{day:%m-%d}"):
        wrong = f"begins its years on {starts}, and {before_name} on {before.network.year_starts}."
        mend = f"Put it in force on a {starts}, so that no day lies in two years."
        return Finding("network.year_starts", wrong, mend)
    return None
