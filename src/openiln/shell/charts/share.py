"""The parts of a whole, as one bar."""

from collections.abc import Sequence

from openiln.shell.charts.figure import (
    NOTHING,
    PLAIN,
    Chart,
    Key,
    Measure,
    Value,
    checked,
    drawn,
    joined,
    missing_in_words,
    text,
)

HEIGHT = 34
MOST_PARTS = 5
LEAST_NAMED = 12.0
"""Percent of the whole: a part as large as this has its share written on it."""
SWATCH = "M-8-8h16v16h-16z"


def share(
    *,
    title: str,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, Value]],
    measure: Measure = PLAIN,
) -> Chart:
    """One bar of up to five parts, from the left in the order given.

    Raises:
        ValueError: There are more than five parts, or one is less than nothing.
    """
    if len(rows) > MOST_PARTS:
        raise ValueError(f"A bar of parts holds up to {MOST_PARTS}, not {len(rows)}.")
    values = checked(value for _, value in rows)
    labelled = list(zip([label for label, _ in rows], values, strict=True))
    for label, value in labelled:
        if value is not None and value < 0:
            raise ValueError(
                f"{label} is {value:g}: a part of a whole cannot be less than nothing."
            )
    whole = sum(value for value in values if value is not None)
    table = tuple((label, measure.words(v), _percent(v, whole)) for label, v in labelled)
    heads_of_three = (*heads, "Share")
    if not whole:
        return Chart(title, NOTHING, heads_of_three, table)
    parts, left, keys = [], 0.0, []
    for number, (label, value) in enumerate(labelled):
        width = 100 * (value or 0.0) / whole
        percent = _percent(value, whole)
        parts.append(
            f'<rect x="{left:.2f}%" y="0" width="{width:.2f}%" height="{HEIGHT}" '
            f'class="iln-chart__sign iln-ink-{number}"/>'
        )
        if width >= LEAST_NAMED:
            middle = left + width / 2
            parts.append(text(middle, HEIGHT / 2 + 5, percent, "middle", "iln-chart__on"))
        left += width
        share_of = f" ({percent})" if value is not None else ""
        keys.append(Key(f"{label}: {measure.words(value)}{share_of}", number, SWATCH))
    summary = _summary(labelled, whole, measure)
    return Chart(title, summary, heads_of_three, table, drawn(parts), HEIGHT, tuple(keys))


def _percent(value: Value, whole: float) -> str:
    """A part in whole percent, without making something into nothing, or a part into the whole."""
    if value is None or not whole:
        return "\u2013"
    percent = 100 * value / whole
    if 0 < percent < 1:
        return "under 1%"
    if 99 < percent < 100:
        return "over 99%"
    return f"{percent:.0f}%"


def _summary(rows: Sequence[tuple[str, Value]], whole: float, measure: Measure) -> str:
    largest = max(value for _, value in rows if value is not None)
    at = [label for label, value in rows if value == largest]
    each = " each" if len(at) > 1 else ""
    sentence = (
        f"Of {measure.words(whole)}, the largest part: {joined(at, len(rows))}, "
        f"{measure.words(largest)}{each} ({_percent(largest, whole)})."
    )
    return f"{sentence} {missing_in_words(rows, measure)}".rstrip()
