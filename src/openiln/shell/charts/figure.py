"""What all charts share: how values are written, said in words, listed, and placed.

A chart is as wide as the page lets it be: places across are percentages and heights are pixels, so
that letters keep their size on a telephone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isfinite, log10
from typing import Self

from django.utils.safestring import SafeString
from django.utils.text import slugify

Value = float | None
"""A number, or None where there is none or it may not be shown; NaN and infinity are none too."""
LARGEST = 1e15
NOTHING = "There is nothing to show yet."
FLAT = 1e-9
"""Values that differ by no more than this part of themselves are drawn as equal."""


@dataclass(frozen=True)
class Measure:
    """How values are written: `unit` follows a number ("%", "points"), `missing` is for none."""

    unit: str = ""
    decimals: int = 0
    missing: str = "no value"

    def words(self, value: Value, decimals: int | None = None) -> str:
        """A value as people write it: "1,234.5%", "3 points", with a true minus sign."""
        if value is None:
            return self.missing
        places = self.decimals if decimals is None else decimals
        number = f"{value:,.{places}f}"
        if number.startswith("-"):
            number = f"\u2212{number[1:]}" if number.strip("-0.,") else number[1:]
        return f"{number}{self.unit}" if self.unit in {"", "%"} else f"{number} {self.unit}"


PLAIN = Measure()


@dataclass(frozen=True)
class Key:
    """A line of a chart's legend: its words, and the ink (0 to 4) and path of its sign."""

    words: str
    ink: int
    path: str


@dataclass(frozen=True)
class Chart:
    """All that `shell/_chart.html` writes. `drawing` is the inside of an svg, `height` pixels."""

    title: str
    summary: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    drawing: SafeString | None = None
    height: int = 0
    keys: tuple[Key, ...] = ()

    @property
    def id(self) -> str:
        """What the drawing's own ids begin with: the charts of one page have different titles."""
        return f"chart-{slugify(self.title)}"


@dataclass(frozen=True)
class Scale:
    """From `least` to `most`, with lines `step` apart where it has any."""

    least: float
    most: float
    step: float = 0.0

    @classmethod
    def round_over(cls, values: Sequence[float], *, with_zero: bool) -> Self:
        """Between round values that hold all of some, at least one, with two to five steps."""
        least, most = min(values), max(values)
        if with_zero:
            least, most = min(0.0, least), max(0.0, most)
        if most - least <= FLAT * max(1.0, abs(most), abs(least)):
            least, most = least - abs(least) / 2, most + (abs(most) / 2 or 1.0)
        rough = (most - least) / 3
        power = 10.0 ** floor(log10(rough))
        step = next(power * part for part in (1, 2, 5, 10) if power * part >= rough * 0.99)
        return cls(floor(least / step) * step, ceil(most / step) * step, step)

    @property
    def ticks(self) -> list[float]:
        """The values of the lines."""
        steps = round((self.most - self.least) / self.step)
        return [self.least + i * self.step for i in range(steps + 1)]

    @property
    def decimals(self) -> int:
        """As many as tell two lines apart."""
        return max(0, -floor(log10(self.step)))

    def share(self, value: float) -> float:
        """How far along the scale a value lies, from 0 to 1."""
        along = (value - self.least) / ((self.most - self.least) or 1.0)
        return min(1.0, max(0.0, along))


def checked(values: Iterable[Value]) -> list[Value]:
    """The values, None for what is not finite.

    Raises:
        ValueError: One is too large to be told from its neighbours.
    """
    kept = [value if value is not None and isfinite(value) else None for value in values]
    for value in kept:
        if value is not None and abs(value) > LARGEST:
            raise ValueError(f"{value:g} is too large to draw; give it in a larger unit.")
    return kept


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    """A line of words: x in percent, y in pixels."""
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.2f}%" y="{y:.0f}" text-anchor="{anchor}"{named}>{escape(words)}</text>'


def rule(y: float, kind: str) -> str:
    """A line all across."""
    return f'<line x1="0%" y1="{y:.1f}" x2="100%" y2="{y:.1f}" class="{kind}"/>'


def shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}\u2026"


def joined(words: Sequence[str], of: int) -> str:
    """Up to three as a person lists them, "A, B and C"; more are counted."""
    if len(words) > 3:
        return f"{len(words)} of {of}"
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def in_words(rows: Sequence[tuple[str, Value]], measure: Measure) -> str:
    """The highest, the lowest and the missing of some labelled values."""
    present = [(label, value) for label, value in rows if value is not None]
    said = _extremes(present, measure) if present else NOTHING
    return f"{said} {missing_in_words(rows, measure)}".rstrip()


def missing_in_words(rows: Sequence[tuple[str, Value]], measure: Measure) -> str:
    """Which of some labelled values are missing; nothing where none is."""
    missing = [label for label, value in rows if value is None]
    if not missing:
        return ""
    return f"{measure.missing.capitalize()} for {joined(missing, len(rows))}."


def _extremes(present: Sequence[tuple[str, float]], measure: Measure) -> str:
    if len(present) == 1:
        return f"{present[0][0]}: {measure.words(present[0][1])}."
    sentences = []
    least, most = min(v for _, v in present), max(v for _, v in present)
    if least == most:
        return f"All are {measure.words(most)}."
    for word, extreme in (("Highest", most), ("Lowest", least)):
        at = joined([label for label, value in present if value == extreme], len(present))
        sentences.append(f"{word}: {at}, {measure.words(extreme)}.")
    return " ".join(sentences)


def drawn(parts: Iterable[str]) -> SafeString:
    """Parts of a drawing as one, safe because `text` escapes all words."""
    return SafeString("".join(parts))
