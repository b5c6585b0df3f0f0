"""Makes text and questions into plain words, the same for both databases.

Accents go, and all that is no letter or digit is a gap, so that neither database's own syntax can
ever be met with: a question is words, and every one of them must be found.
"""

import re
import unicodedata

MAX_CHARACTERS = 100_000
"""Most characters of one thing that are indexed; a tsvector ends at a megabyte."""
MAX_WORDS = 20
"""Most words of a question that are heard."""
MAX_LETTERS = 60
"""Longest word that is kept whole; longer is no word that anyone types again."""

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """A text as its words, in lower case, without accents, one space between them."""
    spelled = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS])
    bare = "".join(c for c in spelled if not unicodedata.combining(c)).lower()
    return " ".join(word[:MAX_LETTERS] for word in _WORD.findall(bare))


def asked(question: str) -> list[str]:
    """The words of a question, each once."""
    return list(dict.fromkeys(folded(question[:1000]).split()))[:MAX_WORDS]
