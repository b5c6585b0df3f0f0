"""Two compressions at the same time: one of two studies that tell a student apart is refused."""

import subprocess
import sys

from evidence_make import records, study_text, without, write_parquet
from openiln_evidence.cli import main

PROGRAM = "import sys; from openiln_evidence.cli import main; sys.exit(main(sys.argv[1:]))"
TEXT = study_text(('[[interactions]]\nof = ["frl", "grade"]\n', ""))


def test_of_two_programs_at_once_one_is_refused(tmp_path):
    rows = records(districts=2, per_grade=40, missing=0)
    state = ["--state", str(tmp_path / "state")]
    asked = []
    for name, columns in (("one", rows), ("two", without(rows, {17}))):
        study = tmp_path / f"{name}.toml"
        study.write_text(f"{TEXT}# {name}\n")
        records_of = write_parquet(tmp_path / f"{name}.parquet", columns)
        asked.append([str(study), str(records_of), *state])
        assert main(["check", *asked[-1]]) == 0
    runs = [
        subprocess.Popen(
            [
                sys.executable, "-c", PROGRAM, "compress", *words,
                "--holder", "h", "--out", str(tmp_path / f"package-{place}"),
            ],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for place, words in enumerate(asked)
    ]  # fmt: skip
    said = [run.communicate()[1] for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 2]
    assert "differs by fewer than 10 students" in "".join(said)
    assert len(list(tmp_path.glob("package-*"))) == 1
