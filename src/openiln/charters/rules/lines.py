"""Where each key of a TOML text stands, since the standard reader does not say.

Only for text that `tomllib` has already taken: this walks the same grammar (TOML 1.0) and checks
nothing. A path is a tuple of keys and list positions: ("obligations", 2, "at_least").
"""

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

DEEPEST = 12
"""Steps of the longest path that is noted; the grammar has none of more than eight."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]*")
_STRINGS = (
    # Up to two quotation marks may stand before the closing three.
    re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})', re.DOTALL),
    re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)
_ESCAPES = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([btnfr"\\]))')
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def line_index(text: str) -> dict[Path, int]:
    """The line, from 1, of every table header, key and list item, down to DEEPEST steps."""
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    """One pass through a text; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self._lengths: dict[Path, int] = {}
        self._counted = (0, 1)

    def document(self) -> None:
        base: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            base = self._header() if self.text[self.at] == "[" else self._pair(base)
            self._skip(_BLANK)

    def _header(self) -> Path:
        """Read [a.b] or [[a.b]]; returns the path that the keys below it belong to."""
        is_list = self.text.startswith("[[", self.at)
        width = 2 if is_list else 1
        start, self.at = self.at, self.at + width
        keys = self._keys()
        self.at += width
        path: Path = ()
        for key in keys[:-1]:
            path = self._latest(self._note((*path, key), start))
        path = (*path, keys[-1])
        if not is_list:
            return self._note(path, start)
        self._note(path, start)
        return self._note((*path, self._count(path)), start)

    def _pair(self, base: Path) -> Path:
        """Read key = value; returns the path that the next pair belongs to, which is the same."""
        start, path = self.at, base
        for key in self._keys():
            path = self._note((*path, key), start)
        self.at += 1
        self._value(path)
        return base

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        opening = self.text[self.at]
        if opening in "\"'":
            self._string()
        elif opening == "[":
            self._list(path)
        elif opening == "{":
            self._table(path)
        else:
            self._skip(_SCALAR)

    def _list(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.text[self.at] != "]":
            self._value(self._note((*path, self._count(path)), self.at))
            self._after_item()
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.text[self.at] != "}":
            self._pair(path)
            self._after_item()
        self.at += 1

    def _after_item(self) -> None:
        self._skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BLANK)

    def _keys(self) -> list[str]:
        """Read a dotted key, with its quoted parts as they are meant; stands after it."""
        keys = []
        while True:
            self._skip(_SPACE)
            bare = _BARE.match(self.text, self.at)
            if bare:
                self.at = bare.end()
            keys.append(bare[0] if bare else _plain(self._string()))
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _string(self) -> str:
        found = next(m for m in (s.match(self.text, self.at) for s in _STRINGS) if m)
        self.at = found.end()
        return found[0]

    def _skip(self, what: re.Pattern[str]) -> None:
        found = what.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _note(self, path: Path, at: int) -> Path:
        before, line = self._counted
        line += self.text.count("\n", before, at)
        self._counted = (at, line)
        if len(path) <= DEEPEST:
            self.lines.setdefault(path, line)
        return path

    def _count(self, path: Path) -> int:
        """The next position in a list."""
        self._lengths[path] = self._lengths.get(path, -1) + 1
        return self._lengths[path]

    def _latest(self, path: Path) -> Path:
        """A header below a list of tables belongs to the list's last table."""
        return (*path, self._lengths[path]) if path in self._lengths else path


def _plain(quoted: str) -> str:
    """A quoted key as it is meant."""
    if quoted[0] == "'":
        return quoted[1:-1]
    return _ESCAPES.sub(
        lambda m: _SHORT[m[3]] if m[3] else chr(int(m[1] or m[2], 16)), quoted[1:-1]
    )
