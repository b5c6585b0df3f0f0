"""Texts that the tests of charters share."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
NETWORKS = HERE.parents[1] / "src" / "openiln" / "charters" / "networks"
EASTMARK = (HERE / "eastmark.toml").read_text()
SHIPPED = {path.stem: path.read_text() for path in sorted(NETWORKS.glob("*.toml"))}


def line_of(text, snippet):
    """The line, from 1, on which a snippet first stands."""
    return text[: text.index(snippet)].count("\n") + 1


def broken(old, new, text=EASTMARK):
    """A good text with one thing exchanged."""
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)
