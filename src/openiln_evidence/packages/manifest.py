"""What a package says about itself."""

import hashlib
import json
from dataclasses import asdict, dataclass

from openiln_evidence.errors import RefusedError

KIND = "openiln evidence package"
SCHEMA = 1
"""The version of packages that this program writes and reads."""
MANIFEST = "manifest.json"
MOMENTS = "moments.npz"


@dataclass(frozen=True)
class BlockLine:
    """One block's names and counts; its arrays stand at the same place in the moments file."""

    outcome: str
    subgroup: str
    unit: str
    cluster: str
    n: int
    weight: float
    students: int
    schools: int
    singletons: int


@dataclass(frozen=True)
class Manifest:
    """A package's names, counts and checksums.

    `schools` are all schools of its units, so that the centre can see that packages do not
    overlap. `withheld` counts blocks by rule and `share` is their part of all rows; `common` are
    units whose outcomes are over the rows that have all of them. `moments` is the SHA-256 of the
    moments file.
    """

    study: str
    study_id: str
    holder: str
    tool: str
    columns: tuple[str, ...]
    periods: tuple[int, ...]
    minimum: int
    units: tuple[str, ...]
    schools: tuple[str, ...]
    blocks: tuple[BlockLine, ...]
    withheld: dict[str, int]
    share: float
    common: tuple[str, ...]
    moments: str


def to_bytes(manifest: Manifest) -> bytes:
    """JSON with a checksum of its own text, as its first line."""
    body = {"kind": KIND, "schema": SCHEMA} | asdict(manifest)
    text = json.dumps(body, indent=1, sort_keys=True)
    seal = hashlib.sha256(text.encode()).hexdigest()
    whole = {"checksum": seal, "manifest": json.loads(text)}
    return json.dumps(whole, indent=1, sort_keys=True).encode()


def from_bytes(content: bytes, name: str) -> Manifest:
    """Raises RefusedError naming a package that is damaged, edited, or of a newer version."""
    damaged = RefusedError(f"package {name}: its manifest is damaged or edited; ask for it again")
    try:
        whole = json.loads(content)
        body = whole["manifest"]
        newer = body["kind"] == KIND and body["schema"] > SCHEMA
    except (ValueError, KeyError, TypeError):
        raise damaged from None
    if newer:
        raise RefusedError(
            f"package {name}: it is of version {body['schema']}, and this program reads {SCHEMA}; "
            "upgrade this program"
        )
    text = json.dumps(body, indent=1, sort_keys=True)
    if hashlib.sha256(text.encode()).hexdigest() != whole.get("checksum"):
        raise damaged
    try:
        kind, schema = body.pop("kind"), body.pop("schema")
        for key in ("columns", "periods", "units", "schools", "common"):
            body[key] = tuple(body[key])
        body["blocks"] = tuple(BlockLine(**line) for line in body["blocks"])
        manifest = Manifest(**body)
    except (KeyError, TypeError):
        raise damaged from None
    if (kind, schema) != (KIND, SCHEMA):
        raise damaged
    return manifest
