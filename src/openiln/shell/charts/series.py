"""Values over time: lines for one to four series, columns for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from openiln.shell.charts.figure import (
    PLAIN,
    Chart,
    Key,
    Measure,
    Scale,
    Value,
    checked,
    drawn,
    in_words,
    missing_in_words,
    rule,
    shortened,
    text,
)

TOP, BOTTOM, HEIGHT = 26, 206, 232
LETTER = 2.1
"""How wide a figure is, in percent of the narrowest page."""
RIGHT = 96.0
LETTERS_ACROSS = 44
SIGNS = (
    "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "M-4-4h8v8h-8z",
    "M0-5.5 5.5 4.5h-11z",
    "M0-6 6 0 0 6-6 0z",
)
"""A disc, a square, a triangle, a diamond: series differ in shape, not by colour alone."""


@dataclass(frozen=True)
class Plot:
    """Where values lie: across by their number, up by the scale."""

    scale: Scale
    measure: Measure
    count: int

    @cached_property
    def left(self) -> float:
        """Right of the figures of the scale, in percent."""
        longest = max(len(words) for words in self.tick_words)
        return min(40.0, 5 + LETTER * longest)

    @cached_property
    def tick_words(self) -> list[str]:
        places = max(self.measure.decimals, self.scale.decimals)
        return [self.measure.words(tick, places) for tick in self.scale.ticks]

    def x(self, number: int) -> float:
        """The middle of a period's band, in percent."""
        return self.left + (RIGHT - self.left) * (number + 0.5) / self.count

    def y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * self.scale.share(value)

    def ground(self, periods: Sequence[str]) -> list[str]:
        """The lines of the scale with their figures, and the periods beneath, where they fit."""
        parts = []
        for tick, words in zip(self.scale.ticks, self.tick_words, strict=True):
            parts.append(rule(self.y(tick), "iln-chart__line"))
            parts.append(text(0, self.y(tick) - 4, words, kind="iln-chart__tick"))
        periods = [shortened(period, 14) for period in periods]
        longest = max(len(period) for period in periods)
        every = -(-self.count * (longest + 2) // LETTERS_ACROSS)
        for number in range(0, self.count, every):
            x = self.x(number)
            half = LETTER * len(periods[number]) / 2
            anchor = "start" if x < half else "end" if x + half > 100 else "middle"
            parts.append(text(x, BOTTOM + 20, periods[number], anchor, "iln-chart__tick"))
        return parts


def lines(
    *,
    title: str,
    heads: tuple[str, ...],
    rows: Sequence[tuple[str, Sequence[Value]]],
    measure: Measure = PLAIN,
) -> Chart:
    """One to four lines over periods, in the order given; where a value is missing, a line breaks.

    `heads` are the columns of the table: the period, then each series. The scale need not begin at
    zero.

    Raises:
        ValueError: There are more than four series, or a row has not a value for each.
    """
    names = heads[1:]
    if not 1 <= len(names) <= len(SIGNS):
        raise ValueError(f"A chart holds one to four lines, not {len(names)}.")
    for period, values in rows:
        if len(values) != len(names):
            raise ValueError(f"{period} has {len(values)} values for {len(names)} lines.")
    periods = [period for period, _ in rows]
    series = [checked(values[i] for _, values in rows) for i in range(len(names))]
    table = tuple(
        (period, *(measure.words(one[i]) for one in series)) for i, period in enumerate(periods)
    )
    summary = _summary(names, periods, series, measure)
    present = [value for one in series for value in one if value is not None]
    if not present:
        return Chart(title, summary, heads, table)
    plot = Plot(Scale.round_over(present, with_zero=False), measure, len(periods))
    parts = plot.ground(periods)
    for i, one in enumerate(series):
        parts += _line(plot, one, i)
    if len(series) == 1:
        parts += _figures(plot, series[0])
        return Chart(title, summary, heads, table, drawn(parts), HEIGHT)
    keys = tuple(Key(name, i, SIGNS[i]) for i, name in enumerate(names))
    return Chart(title, summary, heads, table, drawn(parts), HEIGHT, keys)


def columns(
    *,
    title: str,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, Value]],
    measure: Measure = PLAIN,
) -> Chart:
    """Columns from zero over periods, in the order given; a missing one is left out.

    `heads` are the two columns of the table: the period, and what is measured.
    """
    values = checked(value for _, value in rows)
    periods = [period for period, _ in rows]
    labelled = list(zip(periods, values, strict=True))
    table = tuple((period, measure.words(value)) for period, value in labelled)
    summary = in_words(labelled, measure)
    present = [value for value in values if value is not None]
    if not present:
        return Chart(title, summary, heads, table)
    plot = Plot(Scale.round_over(present, with_zero=True), measure, len(periods))
    width = (RIGHT - plot.left) / len(periods) * 0.62
    parts = plot.ground(periods)
    for number, value in enumerate(values):
        if value is not None:
            high, low = sorted((plot.y(0), plot.y(value)))
            kind = "iln-chart__below" if value < 0 else "iln-chart__fill"
            parts.append(
                f'<rect x="{plot.x(number) - width / 2:.2f}%" y="{high:.1f}" width="{width:.2f}%" '
                f'height="{low - high:.1f}" class="{kind}"/>'
            )
    parts.append(rule(plot.y(0), "iln-chart__zero"))
    parts += _figures(plot, values)
    return Chart(title, summary, heads, table, drawn(parts), HEIGHT)


def _line(plot: Plot, values: Sequence[Value], number: int) -> list[str]:
    at = [None if v is None else (plot.x(i), plot.y(v)) for i, v in enumerate(values)]
    parts = [
        f'<line x1="{a[0]:.2f}%" y1="{a[1]:.1f}" x2="{b[0]:.2f}%" y2="{b[1]:.1f}" '
        f'class="iln-chart__stroke iln-ink-{number}"/>'
        for a, b in pairwise(at)
        if a and b
    ]
    parts += [
        f'<svg x="{point[0]:.2f}%" y="{point[1]:.1f}" overflow="visible">'
        f'<path d="{SIGNS[number]}" class="iln-chart__sign iln-ink-{number}"/></svg>'
        for point in at
        if point
    ]
    return parts


def _figures(plot: Plot, values: Sequence[Value]) -> list[str]:
    """Each value in figures at its point, where there is room for all of them."""
    longest = max(len(plot.measure.words(value)) for value in values if value is not None)
    if plot.count * (longest + 1) > LETTERS_ACROSS:
        return []
    return [
        text(plot.x(i), plot.y(value) + (18 if value < 0 else -9), plot.measure.words(value),
             "middle", "iln-chart__value")
        for i, value in enumerate(values)
        if value is not None
    ]  # fmt: skip


def _summary(
    names: Sequence[str],
    periods: Sequence[str],
    series: Sequence[Sequence[Value]],
    measure: Measure,
) -> str:
    """From where each line goes to where; of one alone, its extremes too."""
    rows = [list(zip(periods, one, strict=True)) for one in series]
    if len(rows) == 1:
        return " ".join(
            part for part in (_way(rows[0], measure), in_words(rows[0], measure)) if part
        )
    sentences = []
    for name, row in zip(names, rows, strict=True):
        way = _way(row, measure)
        parts = (way, missing_in_words(row, measure)) if way else (in_words(row, measure),)
        sentences.append(f"{name}: {' '.join(part for part in parts if part)}")
    return " ".join(sentences)


def _way(row: Sequence[tuple[str, Value]], measure: Measure) -> str:
    known = [(period, value) for period, value in row if value is not None]
    if len(known) < 2:
        return ""
    (first, start), (last, end) = known[0], known[-1]
    return f"From {measure.words(start)} in {first} to {measure.words(end)} in {last}."
