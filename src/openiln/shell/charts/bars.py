"""Bars, for things compared: each has its label above it and its value in figures."""

from collections.abc import Sequence
from textwrap import wrap

from openiln.shell.charts.figure import (
    PLAIN,
    Chart,
    Measure,
    Scale,
    Value,
    checked,
    drawn,
    in_words,
    rule,
    text,
)

BAR, LINE, GAP = 12, 17, 14
LETTERS = 38
"""To a line of a label; a label has two lines at most, and all of it in the table."""


def bars(
    *,
    title: str,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, Value]],
    measure: Measure = PLAIN,
    full: float | None = None,
) -> Chart:
    """Horizontal bars from zero, in the order given.

    `heads` are the two columns of the table: what is compared, and what is measured. `full` is the
    value of a bar as long as the page lets it be, 100 for percentages; else the largest is.
    """
    values = checked(value for _, value in rows)
    rows = [(label, value) for (label, _), value in zip(rows, values, strict=True)]
    table = tuple((label, measure.words(value)) for label, value in rows)
    summary = in_words(rows, measure)
    present = [value for value in values if value is not None]
    if not present:
        return Chart(title, summary, heads, table)
    scale = Scale(min(0.0, *present), max(0.0, full or 0.0, *present))
    parts, y = [], 0
    for label, value in rows:
        lines = _lines(label)
        parts += [text(0, y + LINE * i + 13, line) for i, line in enumerate(lines)]
        kind = "iln-chart__missing" if value is None else "iln-chart__value"
        parts.append(text(100, y + 13, measure.words(value), "end", kind))
        y += LINE * len(lines) + 2
        parts.append(_bar(value, y, scale))
        y += BAR + GAP
    return Chart(title, summary, heads, table, drawn(parts), y - GAP + 4)


def _lines(label: str) -> list[str]:
    if len(label) <= LETTERS:
        return [label]
    return wrap(label, LETTERS, max_lines=2, placeholder="\u2026")


def _bar(value: Value, y: int, scale: Scale) -> str:
    if value is None:
        return rule(y + BAR / 2, "iln-chart__gap")
    zero = scale.share(0) * 100
    start, end = sorted((zero, scale.share(value) * 100))
    kind = "iln-chart__below" if value < 0 else "iln-chart__fill"
    return (
        f'<rect x="{start:.2f}%" y="{y}" width="{end - start:.2f}%" height="{BAR}" class="{kind}"/>'
        f'<line x1="{zero:.2f}%" y1="{y - 3}" x2="{zero:.2f}%" y2="{y + BAR + 3}" '
        'class="iln-chart__zero"/>'
    )
