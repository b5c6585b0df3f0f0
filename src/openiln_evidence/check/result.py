"""The result of a check, kept beside the records and keyed by the digests of input and study."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from openiln_evidence.check.attendance import FLOWS, BlockKey
from openiln_evidence.check.roster import Roster
from openiln_evidence.check.sketches import Sketch, Sketches
from openiln_evidence.errors import RefusedError
from openiln_evidence.files import make_folder, write_whole
from openiln_evidence.moments import Flow
from openiln_evidence.study.plan import Study


@dataclass(frozen=True)
class Checked:
    """An input that passed. `students` and `flows` have a value for every block.

    They and `sketches` are empty for a published table, which knows no students. `heaviest` is the
    greatest weight as a whole number, None where rows have none; `crossing` counts students with
    rows in units of different treatment dates; `key` is the fingerprint of that of the sketches.
    """

    study: str
    input: str
    engine: str
    rows: int
    kept: int
    left_out: dict[str, int]
    roster: Roster
    heaviest: int | None
    students: dict[BlockKey, int]
    flows: dict[BlockKey, Flow]
    sketches: Sketches
    crossing: int
    key: str


def place_of(state: Path, study: str, digest: str) -> Path:
    return state / "checks" / f"{digest[:16]}-{study[:16]}.json"


def save(checked: Checked, state: Path) -> Path:
    """Write it whole or not at all. It holds no student's value or id; it stays with the holder."""
    keys = list(checked.flows)
    document = {
        "study": checked.study,
        "input": checked.input,
        "engine": checked.engine,
        "rows": checked.rows,
        "kept": checked.kept,
        "left_out": checked.left_out,
        "heaviest": checked.heaviest,
        "crossing": checked.crossing,
        "key": checked.key,
        "schools": checked.roster.schools,
        "districts": checked.roster.districts,
        "blocks": keys,
        "students": [checked.students[key] for key in keys],
        "flows": [[getattr(checked.flows[key], name).tolist() for name in FLOWS] for key in keys],
        "sketched": list(checked.sketches),
        "sketches": [sketch_text(sketch) for sketch in checked.sketches.values()],
    }
    path = place_of(state, checked.study, checked.input)
    make_folder(state)
    make_folder(path.parent)
    write_whole(path, json.dumps(document).encode())
    return path


def _flow_of(rows: list[list[int]]) -> Flow:
    counts = np.array(rows, dtype=np.int64)
    return Flow(**dict(zip(FLOWS, counts, strict=True)))


def load(state: Path, study: Study, digest: str, name: str) -> Checked:
    """The result for this study and input. Raises RefusedError when there is none."""
    path = place_of(state, study.digest, digest)
    if not path.exists():
        raise RefusedError(
            f"input: {name} has not been checked for this study as both now are; "
            "run iln evidence check first"
        )
    try:
        read = json.loads(path.read_bytes())
        keys = [(o, g, u) for o, g, u in read["blocks"]]
        flows = [_flow_of(rows) for rows in read["flows"]]
        sketched = [(o, g) for o, g in read["sketched"]]
        shape = (len(read["schools"]), len(study.periods))
        sketches = [sketch_of(text, *shape) for text in read["sketches"]]
        return Checked(
            study=read["study"],
            input=read["input"],
            engine=read["engine"],
            rows=read["rows"],
            kept=read["kept"],
            left_out=read["left_out"],
            roster=Roster(tuple(read["schools"]), tuple(read["districts"])),
            heaviest=read["heaviest"],
            students=dict(zip(keys, read["students"], strict=True)),
            flows=dict(zip(keys, flows, strict=True)),
            sketches=dict(zip(sketched, sketches, strict=True)),
            crossing=read["crossing"],
            key=read["key"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(
            f"check: {path.name} is damaged; run iln evidence check again"
        ) from error


def sketch_text(sketch: Sketch) -> str:
    return base64.b64encode(sketch.astype("<u4").tobytes()).decode()


def sketch_of(text: str, schools: int, periods: int) -> Sketch:
    numbers = np.frombuffer(base64.b64decode(text), dtype="<u4")
    return numbers.reshape(schools, periods, -1).astype(np.uint32)
