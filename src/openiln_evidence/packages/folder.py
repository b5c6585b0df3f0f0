"""A package on disk: a folder with a manifest and the moments, written whole or not at all."""

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openiln_evidence.check.result import Checked
from openiln_evidence.errors import RefusedError
from openiln_evidence.files import whole_folder
from openiln_evidence.moments import Block, Flow, PeriodMoments, Schooled
from openiln_evidence.packages.manifest import (
    MANIFEST,
    MOMENTS,
    BlockLine,
    Manifest,
    from_bytes,
    to_bytes,
)
from openiln_evidence.packages.protect import Protected
from openiln_evidence.study.plan import Study

PARTS = {
    "schooled": ("xx", "xy", "yy"),
    "by_period": ("n", "w", "wy", "wyy", "school_means_squared", "n_squared", "schools"),
    "flow": ("baseline", "linked", "with_outcome", "joined", "moved"),
}
WHOLE_NUMBERS = frozenset(
    (
        "by_period.n",
        "by_period.n_squared",
        "by_period.schools",
        *(f"flow.{f}" for f in PARTS["flow"]),
    )
)


def fill_package(
    fresh: Path,
    study: Study,
    checked: Checked,
    protected: Protected,
    *,
    holder: str,
    ledger_begun_on: str | None,
) -> Manifest:
    """Write what may leave into an empty folder. A published table has no ledger."""
    blocks = protected.blocks
    moments = _moments_bytes(blocks)
    units = {block.unit for block in blocks}
    of = zip(checked.roster.units(study.treatment.level), checked.roster.schools, strict=True)
    manifest = Manifest(
        study=study.digest,
        study_id=study.id,
        holder=holder,
        tool=_tool(),
        columns=study.design_columns(),
        periods=study.periods,
        minimum=study.minimum_cell,
        units=tuple(sorted(units)),
        silent=tuple(sorted({*checked.roster.units(study.treatment.level)} - units)),
        schools=tuple(school for unit, school in of if unit in units),
        blocks=tuple(_line(block) for block in blocks),
        withheld={rule.value: count for rule, count in protected.withheld.items()},
        share=protected.share,
        common=protected.common,
        published=study.is_published,
        ledgers_begun_on=(ledger_begun_on,) if ledger_begun_on else (),
        moments=hashlib.sha256(moments).hexdigest(),
    )
    _write(fresh, manifest, moments)
    return manifest


def write_pool(
    path: Path, manifests: Sequence[Manifest], blocks: tuple[Block, ...], share: float, holder: str
) -> Manifest:
    """Write the packages of one study as one, to a new folder at `path`. Raises RefusedError."""
    moments = _moments_bytes(blocks)
    withheld: Counter[str] = Counter()
    for manifest in manifests:
        withheld.update(manifest.withheld)
    whole = replace(
        manifests[0],
        holder=holder,
        tool=_tool(),
        minimum=min(manifest.minimum for manifest in manifests),
        units=tuple(sorted(unit for m in manifests for unit in m.units)),
        silent=tuple(sorted(unit for m in manifests for unit in m.silent)),
        schools=tuple(school for m in manifests for school in m.schools),
        blocks=tuple(_line(block) for block in blocks),
        withheld=dict(withheld),
        share=share,
        common=tuple(sorted(unit for m in manifests for unit in m.common)),
        published=any(manifest.published for manifest in manifests),
        ledgers_begun_on=tuple(sorted({day for m in manifests for day in m.ledgers_begun_on})),
        moments=hashlib.sha256(moments).hexdigest(),
    )
    with whole_folder(path) as fresh:
        _write(fresh, whole, moments)
    return whole


def _tool() -> str:
    return f"openiln {version('openiln')}"


def _write(fresh: Path, manifest: Manifest, moments: bytes) -> None:
    (fresh / MOMENTS).write_bytes(moments)
    (fresh / MANIFEST).write_bytes(to_bytes(manifest))


def read_package(path: Path) -> tuple[Manifest, list[Block]]:
    """A package's manifest and blocks. Raises RefusedError naming the package."""
    name = path.name
    if not path.is_dir():
        why = "it is no folder" if path.exists() else "there is no such folder"
        raise RefusedError(f"package {name}: {why}; a package is the folder that compress made")
    manifest = from_bytes(_content(path, MANIFEST), name)
    moments = _content(path, MOMENTS)
    if hashlib.sha256(moments).hexdigest() != manifest.moments:
        raise RefusedError(
            f"package {name}: its moments are damaged or edited; ask for a fresh copy"
        )
    return manifest, _blocks(manifest, moments, name)


def _content(path: Path, file: str) -> bytes:
    try:
        return (path / file).read_bytes()
    except OSError as error:
        raise RefusedError(
            f"package {path.name}: its file {file} cannot be read: {error.strerror}"
        ) from None


def _line(block: Block) -> BlockLine:
    return BlockLine(**{field.name: getattr(block, field.name) for field in fields(BlockLine)})


def _moments_bytes(blocks: tuple[Block, ...]) -> bytes:
    stacked = {
        f"{part}.{field}": np.array([getattr(getattr(block, part), field) for block in blocks])
        for part, names in PARTS.items()
        for field in names
    }
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **stacked)
    return buffer.getvalue()


def _blocks(manifest: Manifest, moments: bytes, name: str) -> list[Block]:
    try:
        with np.load(io.BytesIO(moments), allow_pickle=False) as stacked:
            arrays = {key: stacked[key] for key in stacked.files}
        _check_arrays(manifest, arrays)
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise RefusedError(f"package {name}: its moments are not what its manifest says") from None
    made = []
    rounded_to = manifest.minimum if manifest.ledgers_begun_on else 0
    for place, line in enumerate(manifest.blocks):
        at = {key: array[place] for key, array in arrays.items()}
        parts = {part: {field: at[f"{part}.{field}"] for field in PARTS[part]} for part in PARTS}
        schooled = parts["schooled"]
        made.append(
            Block(
                **vars(line),
                columns=manifest.columns,
                periods=manifest.periods,
                schooled=Schooled(schooled["xx"], schooled["xy"], float(schooled["yy"])),
                by_period=PeriodMoments(**parts["by_period"]),
                flow=Flow(**parts["flow"], rounded_to=rounded_to),
            )
        )
    return made


def _check_arrays(manifest: Manifest, arrays: dict[str, NDArray[np.generic]]) -> None:
    """Raises KeyError or ValueError for a missing array, or one of another shape or type."""
    blocks, k, periods = len(manifest.blocks), len(manifest.columns), len(manifest.periods)
    shapes = {"schooled.xx": (blocks, k, k), "schooled.xy": (blocks, k), "schooled.yy": (blocks,)}
    for part, names in PARTS.items():
        for field in names:
            key = f"{part}.{field}"
            kind = np.int64 if key in WHOLE_NUMBERS else np.float64
            array = arrays[key]
            if array.shape != shapes.get(key, (blocks, periods)) or array.dtype != kind:
                raise ValueError(key)
            if not np.isfinite(array.astype(np.float64)).all():
                raise ValueError(key)
