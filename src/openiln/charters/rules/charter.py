"""A network's charter, as frozen values. Pure: no database, no clock, no file."""

import tomllib
from dataclasses import dataclass

from openiln.kernel.errors import BadInput, Finding


@dataclass(frozen=True)
class Clause:
    """A commitment in the words that the signatory reads."""

    id: str
    text: str


@dataclass(frozen=True)
class Charter:
    """The written rules of one network."""

    network_id: str
    name: str
    steward: str
    clauses: tuple[Clause, ...]


def read_charter(text: str) -> Charter:
    """Read a charter from TOML.

    Raises:
        BadInput: the text is no TOML, or a key is missing.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not a TOML file: {error}.") from error
    network = table.get("network", {})
    missing = tuple(
        Finding(f"network.{key}", "is missing.", "Add it.")
        for key in ("id", "name", "steward")
        if not network.get(key)
    )
    if missing:
        raise BadInput("The charter cannot be taken.", missing)
    clauses = tuple(Clause(c["id"], c["text"]) for c in table.get("clauses", []))
    return Charter(network["id"], network["name"], network["steward"], clauses)
