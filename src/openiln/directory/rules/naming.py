"""Whose name is it: joins the spellings of state agencies to the organisations of the directory.

A name is read as a row of plain words: letter case, accents and punctuation fall away, and known
short forms are written out ("Co" and "Cty" are "county", "SD" is "school district"). Two names are
the same with certainty only when, within one state, exactly one open organisation has these words:

1. all of them, or
2. all but the ones that every district may add or leave out (school, district, public), or
3. all but those and the legal form of the district (separate, municipal, special municipal).

Everything else waits for a person. So does a name that differs in "consolidated": a consolidated
district is often another body than the one whose name it took over.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeAlias

from openiln.directory.rules.kinds import Settled

Words: TypeAlias = tuple[str, ...]

_SHORT_FORMS = {
    "county": ("co", "cty", "cnty"),
    "school": ("sch", "schs", "schl", "schls", "schools"),
    "district": ("dist", "dists", "dst", "districts"),
    "consolidated": ("cons", "consol"),
    "municipal": ("mun", "munic"),
    "independent": ("ind", "indep"),
    "separate": ("sep",),
    "special": ("sp", "spec"),
    "public": ("pub",),
    "elementary": ("elem",),
    "township": ("twp",),
    "st": ("saint",),
    "mt": ("mount",),
    "ft": ("fort",),
    "school district": ("sd",),
    "independent school district": ("isd",),
    "unified school district": ("usd",),
}
_WRITTEN_OUT = {short: long for long, shorts in _SHORT_FORMS.items() for short in shorts}
_ADDED_AT_WILL = frozenset({"the", "school", "district", "public"})
# Words that tell a district's form and not its place, in whatever state. In the national list of
# 2023-24 (NCES CCD) 12 of 17,842 names have one, ten of them in Mississippi. "Independent" is none:
# where a county and an independent district share a name, it tells the two apart.
_LEGAL_FORM = frozenset({"separate", "municipal"})
_TELLS_LITTLE = (
    _ADDED_AT_WILL
    | _LEGAL_FORM
    | {"special", "consolidated", "county", "city", "charter", "for", "and", "of", "at"}
)

_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
_APOSTROPHES = re.compile("['`]")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")

ALIKE = 0.6
"""Share of telling words in common from which a name is shown as a candidate; never accepted."""
NEAR = 0.84
"""Share of letters in common (difflib's ratio) from which two words are nearly the same."""
SHORTEST_BEGINNING = 4
MOVED = "By rule it was the name of another organisation before."
"""Why a name waits for a person whose owner the rule would exchange: the rule itself is sure."""
MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Known:
    """An organisation of the directory under one name."""

    organisation_id: int
    name: str
    is_open: bool = True


@dataclass(frozen=True)
class Resolution:
    """Whose name it is, or who it may be, and why in a sentence.

    There is exactly one candidate when it is settled by rule, and none when it is unknown.
    """

    settled: Settled
    candidates: tuple[Known, ...]
    reason: str


@lru_cache(maxsize=100_000)
def words_of(name: str) -> Words:
    """The name as plain words, short forms written out, a word said twice said once."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    plain = _APOSTROPHES.sub("", plain).replace("&", " and ")
    plain = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", plain)
    words: list[str] = []
    for word in _NOT_A_WORD.sub(" ", plain).split():
        for written_out in _WRITTEN_OUT.get(word, word).split():
            if words[-1:] != [written_out]:
                words.append(written_out)
    return tuple(words)


def all_words(words: Words) -> Words:
    """Nothing left out."""
    return words


def without_additions(words: Words) -> Words:
    """Without what every district may add; all of the words where nothing else would be left."""
    return tuple(word for word in words if word not in _ADDED_AT_WILL) or words


def without_legal_form(words: Words) -> Words:
    """Without the legal form too. "Special" alone is none: a special school district is a body."""
    form = _LEGAL_FORM if _LEGAL_FORM & set(words) else frozenset[str]()
    dropped = form | {"special"} if form else form
    return tuple(w for w in without_additions(words) if w not in dropped) or words


_WAYS = (
    (all_words, "The same words."),
    (without_additions, "The same words but for school, district or public."),
    (without_legal_form, "The same words but for the legal form of the district."),
)


class Names:
    """The names of one state's organisations, looked up in three ways, strictest first."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known = tuple(known)
        self._ways = tuple((way, reason, self._sorted_by(way)) for way, reason in _WAYS)

    def _sorted_by(self, way: Callable[[Words], Words]) -> dict[Words, list[Known]]:
        found: dict[Words, list[Known]] = defaultdict(list)
        for known in self._known:
            found[way(words_of(known.name))].append(known)
        return found

    def resolve(self, name: str) -> Resolution:
        """Whose name it is."""
        words = words_of(name)
        for way, reason, sorted_names in self._ways:
            same = sorted_names.get(way(words), [])
            if len(same) > 1:
                return _in_doubt(same, "Several organisations of the state have this name.")
            if same and same[0].is_open:
                return Resolution(Settled.BY_RULE, (same[0],), reason)
            if same:
                return _in_doubt(same, "The organisation of this name is closed.")
        return self._look_alikes(words)

    def _look_alikes(self, words: Words) -> Resolution:
        core = _telling(words)
        scored = ((_likeness(core, _telling(words_of(known.name))), known) for known in self._known)
        close = sorted(
            ((score, known) for score, known in scored if score >= ALIKE),
            key=lambda pair: (-pair[0], pair[1].name, pair[1].organisation_id),
        )
        if close:
            return _in_doubt([known for _, known in close], "Only names like it are known.")
        return Resolution(Settled.UNKNOWN, (), "No name of the state is like it.")


def _in_doubt(candidates: list[Known], reason: str) -> Resolution:
    return Resolution(Settled.REVIEW, tuple(candidates[:MOST_CANDIDATES]), reason)


def _telling(words: Words) -> Words:
    """The words that tell one place from another."""
    return tuple(word for word in words if word not in _TELLS_LITTLE)


def _likeness(core: Words, other: Words) -> float:
    """The share of the shorter name's telling words that the longer one has too, nearly written."""
    few, many = sorted((core, other), key=len)
    if not few:
        return 0.0
    return sum(any(_nearly(word, w) for w in many) for word in few) / len(few)


@lru_cache(maxsize=100_000)
def _nearly(word: str, other: str) -> bool:
    """The same word, its beginning, or one with a letter wrong."""
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    if len(short) < SHORTEST_BEGINNING:
        return False
    return long.startswith(short) or (
        short[0] == long[0] and SequenceMatcher(None, short, long, autojunk=False).ratio() >= NEAR
    )
