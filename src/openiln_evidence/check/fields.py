"""Packs what is true of a student's rows, period by period, into the bits of a few sums.

Presence is the sum of 2 ** place over rows, where place counts from the study's first period. A sum
of n powers of two has n ones exactly when all differ, so the same sum tells presence and repeats,
on every engine (bitwise aggregates are not on all of them). Whether a row has an outcome, or is in
a subgroup, is told by fields of bits above those of presence.
"""

from dataclasses import dataclass
from typing import Any

import ibis

from openiln_evidence.study.consistency import MOST_PERIODS
from openiln_evidence.study.plan import Study

Expr = Any  # Ibis types its tables loosely
MOST_BITS = MOST_PERIODS
"""Of a word, so that its sum stays within 64 bits, repeats and all."""


@dataclass(frozen=True)
class Fields:
    """Where fields of bits lie: presence first, then each outcome, then each subgroup."""

    study: Study

    @property
    def bits(self) -> int:
        return len(self.study.periods)

    @property
    def count(self) -> int:
        return 1 + len(self.study.outcomes) + len(self.study.subgroups)

    @property
    def words(self) -> list[str]:
        return [f"word{w}" for w in range(-(-self.count // self._in_a_word))]

    @property
    def _in_a_word(self) -> int:
        return MOST_BITS // self.bits

    def sums(self, table: Expr) -> dict[str, Expr]:
        """The words of a group of rows.

        A bare 1 would be a number of 32 bits on some engines: a cast to 64 is written out.
        """
        place = (table.period - self.study.periods[0]).cast("int32")
        outcomes = [table[f"y{o}"].notnull() for o in range(len(self.study.outcomes))]
        subgroups = [table[f"g{g}"] for g in range(len(self.study.subgroups))]
        tests = [None, *outcomes, *subgroups]
        found = {}
        for w, word in enumerate(self.words):
            at = tests[w * self._in_a_word : (w + 1) * self._in_a_word]
            one, none = (ibis.literal(bit, "int8").cast("int64") for bit in (1, 0))
            ones = [one if test is None else test.ifelse(one, none) for test in at]
            parts = [bit << self.bits * f if f else bit for f, bit in enumerate(ones)]
            found[word] = (sum(parts[1:], parts[0]) << place).sum()
        return found

    def take(self, words: Any, field: int) -> Any:  # noqa: ANN401 -- Ibis or Arrow columns
        """A field out of `words`, a table or mapping of columns of words.

        By a remainder: what PostgreSQL sums 64 bits to has no bitwise operators.
        """
        word, place = divmod(field, self._in_a_word)
        shifted = words[self.words[word]] >> self.bits * place if place else words[self.words[word]]
        return shifted % 2**self.bits

    def outcome(self, o: int) -> int:
        return 1 + o

    def subgroup(self, g: int) -> int:
        """The field of a subgroup, where 0 is the whole."""
        return g and g + len(self.study.outcomes)
