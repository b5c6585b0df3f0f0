"""Kentucky's published results, from the state's table through packages to an answer.

Four districts were approved as Districts of Innovation in 2013 and three in 2014
(ky_districts_of_innovation_timeline.csv names its sources).
"""

import csv
import gzip
from pathlib import Path

import pytest

from openiln_evidence.cli import main

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
RESULTS = SHARED / "kprep_district_by_level_reading_math_all_groups_2012_2018.csv.gz"
TIMELINE = SHARED / "ky_districts_of_innovation_timeline.csv"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data is beside us")

STUDY = """\
[study]
id = "kentucky-doi"
schema = 1
question = "Did Districts of Innovation raise the share that is proficient in mathematics?"
prediction = "none was recorded"
agreement = "public records"
design = "difference-in-differences"
smallest_effect = 0.05

[periods]
first = 2012
last = 2018

[columns]
school = "school"
district = "district"
period = "year"
count = "tested"

[[outcomes]]
id = "proficient"
column = "share"
kind = "binary"
primary = true
decimals = 3

[treatment]
level = "district"
[treatment.starts]
"""


def written(folder):
    """The study, and the table of all students in mathematics with years as whole numbers."""
    starts = {}
    with TIMELINE.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["event"] == "approved":
                starts[row["district"]] = int(row["date_or_year"][:4]) + 1
    study = STUDY + "".join(f'"{district}" = {start}\n' for district, start in starts.items())
    (folder / "study.toml").write_text(study)
    with (
        gzip.open(RESULTS, "rt", newline="") as file,
        (folder / "table.csv").open("w", newline="") as new,
    ):
        out = csv.writer(new)
        out.writerow(["school", "district", "year", "tested", "share"])
        for row in csv.DictReader(file):
            whole = (row["subject"], row["student_group"]) == ("Mathematics", "All Students")
            if whole and row["n_tested"] and row["prof_dist_pct"]:
                school = f"{row['dist_name']}, {row['school_level']}"
                share = round(float(row["prof_dist_pct"]), 3)
                year = row["year"][-4:]
                out.writerow([school, row["dist_name"], year, row["n_tested"], share])
    return starts


def test_seven_adopters_end_to_end_claim_nothing(tmp_path, capsys):
    starts = written(tmp_path)
    assert sorted(starts.values()) == [2014] * 4 + [2015] * 3
    study, state = str(tmp_path / "study.toml"), ["--state", str(tmp_path / "state")]
    table, package = str(tmp_path / "table.csv"), str(tmp_path / "package")
    assert main(["check", study, table, *state]) == 0
    assert main(["compress", study, table, *state, "--holder", "KDE", "--out", package]) == 0
    code = main(["estimate", study, package])
    said = capsys.readouterr()
    assert (said.err, code) == ("", 0)
    assert "This study claims nothing" in said.out
    assert "7 of 1" in said.out
    assert "districts were treated" in said.out
