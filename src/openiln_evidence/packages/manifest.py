"""What a package says about itself."""

from dataclasses import asdict, dataclass

from openiln_evidence.packages import sealed

KIND = "openiln evidence package"
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

    `silent` are units of the records of which nothing leaves. `schools` are all schools of its
    units, so that the centre can see that packages do not overlap. `withheld` counts blocks by
    rule and `share` is their part of all rows; `common` are units whose outcomes are over the rows
    that have all of them. `published` says that some of it is of published tables, to which no
    rule was applied. `ledgers_begun_on` are the days on which the holders' ledgers began: of
    studies before, they know nothing. `moments` is the SHA-256 of the moments file.
    """

    study: str
    study_id: str
    holder: str
    tool: str
    columns: tuple[str, ...]
    periods: tuple[int, ...]
    minimum: int
    units: tuple[str, ...]
    silent: tuple[str, ...]
    schools: tuple[str, ...]
    blocks: tuple[BlockLine, ...]
    withheld: dict[str, int]
    share: float
    common: tuple[str, ...]
    published: bool
    ledgers_begun_on: tuple[str, ...]
    moments: str


def to_bytes(manifest: Manifest) -> bytes:
    """JSON with a checksum of its own text."""
    return sealed.to_bytes(KIND, asdict(manifest))


def from_bytes(content: bytes, name: str) -> Manifest:
    """Raises RefusedError naming a package that is damaged, edited, or of a newer version."""
    told = f"package {name}: its manifest"
    body = sealed.from_bytes(content, told, KIND)
    try:
        for key in (
            "columns",
            "periods",
            "units",
            "silent",
            "schools",
            "common",
            "ledgers_begun_on",
        ):
            body[key] = tuple(body[key])
        body["blocks"] = tuple(BlockLine(**line) for line in body["blocks"])
        return Manifest(**body)
    except (KeyError, TypeError):
        raise sealed.damaged(told) from None
