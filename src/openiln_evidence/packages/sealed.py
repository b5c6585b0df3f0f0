"""JSON documents that travel: of a kind and a version, with a checksum of their own text."""

import hashlib
import json
from typing import Any

from openiln_evidence.errors import RefusedError

SCHEMA = 2
"""The version of packages, questions and replies that this program writes and reads."""


def to_bytes(kind: str, body: dict[str, object]) -> bytes:
    """The document with its kind, version and checksum."""
    text = json.dumps({"kind": kind, "schema": SCHEMA} | body, indent=1, sort_keys=True)
    whole = {"checksum": hashlib.sha256(text.encode()).hexdigest(), "document": json.loads(text)}
    return json.dumps(whole, indent=1, sort_keys=True).encode()


def damaged(name: str) -> RefusedError:
    return RefusedError(f"{name}: it is damaged or edited; ask for it again")


def kind_of(content: bytes) -> str | None:
    """What a document says that it is, damaged or not; None where it says nothing."""
    try:
        kind = json.loads(content)["document"]["kind"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(kind)


def from_bytes(content: bytes, name: str, kind: str) -> dict[str, Any]:
    """The body, less kind and version. Raises RefusedError for one that is edited, or newer."""
    try:
        whole = json.loads(content)
        body = whole["document"]
        newer = body["kind"] == kind and body["schema"] > SCHEMA
        older = body["kind"] == kind and body["schema"] < SCHEMA
        text = json.dumps(body, indent=1, sort_keys=True)
        checksum = whole["checksum"]
    except (ValueError, KeyError, TypeError):
        raise damaged(name) from None
    if newer:
        raise RefusedError(
            f"{name}: it is of version {body['schema']}, and this program reads {SCHEMA}; "
            "upgrade this program"
        )
    if older:
        raise RefusedError(
            f"{name}: it is of version {body['schema']}, and this program reads {SCHEMA}; "
            "ask for one made anew"
        )
    if hashlib.sha256(text.encode()).hexdigest() != checksum:
        raise damaged(name)
    if (body.pop("kind"), body.pop("schema")) != (kind, SCHEMA):
        raise damaged(name)
    return dict(body)
