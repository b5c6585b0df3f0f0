"""Combines packages, in any order, into the blocks of one study; refuses misfits by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openiln_evidence.errors import RefusedError
from openiln_evidence.moments import Block
from openiln_evidence.packages.folder import read_package
from openiln_evidence.packages.manifest import Manifest
from openiln_evidence.study.plan import FIRST, Study


@dataclass(frozen=True)
class Pool:
    """All blocks of one study, sorted by outcome, subgroup and unit whatever the packages' order.

    `share` is the part of all rows, of all packages together, that was withheld; `silent` are
    units of which every package withheld all.
    """

    manifests: tuple[Manifest, ...]
    blocks: tuple[Block, ...]
    share: float

    @property
    def silent(self) -> set[str]:
        return {unit for manifest in self.manifests for unit in manifest.silent}


def pool(study: Study, paths: Sequence[Path]) -> Pool:
    """Read and combine packages. Raises RefusedError naming the package that does not fit."""
    if not paths:
        raise RefusedError("packages: name at least one package")
    seen: dict[str, str] = {}
    content: dict[str, str] = {}
    manifests, blocks = [], []
    for path in paths:
        manifest, found = read_package(path)
        if manifest.study != study.digest:
            raise RefusedError(
                f"package {path.name}: it is of another study, or of this one before an edit "
                f'("{manifest.study_id}")'
            )
        if manifest.moments in content:
            raise RefusedError(
                f"package {path.name}: it is the same as package {content[manifest.moments]}"
            )
        content[manifest.moments] = path.name
        for kind, names in (("unit", manifest.units), ("school", manifest.schools)):
            for one in names:
                other = seen.setdefault(f"{kind} {one}", path.name)
                if other != path.name:
                    raise RefusedError(
                        f"package {path.name}: {kind} {one} is in package {other} too; "
                        "a school belongs in one package"
                    )
        manifests.append(manifest)
        blocks += found
    blocks.sort(key=lambda block: (block.outcome, block.subgroup, block.unit))
    rows = [sum(line.n for line in m.blocks if line.subgroup != FIRST) for m in manifests]
    whole = sum(n / (1 - m.share) for n, m in zip(rows, manifests, strict=True))
    ordered = tuple(sorted(manifests, key=lambda manifest: manifest.units))
    return Pool(ordered, tuple(blocks), 1 - sum(rows) / whole)
