"""Compress checked student rows against a bare scan of the same columns, in time and memory.

The scan reads every value of the seven columns that compress reads, and adds each column up. Ours
opens the file, takes the SHA-256 of its bytes (two columns more), groups rows by five keys, and
makes blocks. Two more things are printed beside: a hand-written GROUP BY of the same keys and sums,
which is what the engine needs before anything of ours runs; and what `iln evidence compress` does
after compressing, for the rules of disclosure and for first enrolment. A study without covariates,
which needs two keys, stands against a scan of its own four columns.

ROWS can be named on the command line; 10 million by default, 50 million for the larger budget.
"""

import subprocess
import sys
import time
from pathlib import Path

import duckdb

from evidence_records import CACHE, bare_study, larger, load, peak, records, scan, study
from openiln_evidence.check import result
from openiln_evidence.check.result import Checked
from openiln_evidence.check.run import check_input
from openiln_evidence.compress.run import compress
from openiln_evidence.packages.protect import protect
from openiln_evidence.read.source import open_source
from openiln_evidence.study.plan import Study
from ratio import compare

COLUMNS = ("school", "year", "grade", "weight", "poor", "learner", "score")
BARE = ("school", "year", "weight", "score")
MOST_MEGABYTES = 300
KEY = 1


def work(path: Path) -> None:
    """Compress once, from the opening of the file to the blocks."""
    asked, source = study(), open_source(str(path))
    made, _ = compress(asked, source, result.load(CACHE, asked, source.digest, source.name))
    assert made


def checked_once(asked: Study, path: Path) -> Checked:
    """The result of the check, made once."""
    source = open_source(str(path))
    if not result.place_of(CACHE, asked.digest, source.digest).exists():
        result.save(check_input(asked, source, key=KEY), CACHE)
    return result.load(CACHE, asked, source.digest, source.name)


def against_a_scan(asked: Study, path: Path, columns: tuple[str, ...], rows: int) -> None:
    """Print both ratios of time for one study."""
    checked = checked_once(asked, path)
    for clock, unit in ((time.perf_counter, "wall"), (time.process_time, "CPU")):
        print(
            compare(
                f"compress {rows:,} rows, against a scan of {len(columns)} columns, {unit} time",
                lambda: compress(asked, open_source(str(path)), checked),
                lambda: scan(path, columns),
                at_most=3.0 if rows <= 10_000_000 else 4.0,
                clock=clock,
            ),
            f"({load()})",
        )


def by_hand(path: Path) -> object:
    """The cells, as one would write them: the weighted sums of scores that are there."""
    query = f"""SELECT school, year, grade, poor, learner, count(*), sum(weight::INTEGER),
                       sum(weight::INTEGER * score::INTEGER),
                       sum(weight::INTEGER * (score::INTEGER * score::INTEGER))
                FROM '{path}' WHERE score IS NOT NULL GROUP BY ALL"""
    with duckdb.connect() as engine:
        return engine.execute(query).to_arrow_table()


def main() -> None:
    """Print the ratio of time and the memory."""
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    path = records(rows)
    if len(sys.argv) > 2:
        work(path)
        print(peak())
        return
    asked = study()
    for each, columns in ((asked, COLUMNS), (bare_study(), BARE)):
        against_a_scan(each, path, columns, rows)
    checked = checked_once(asked, path)
    for what, function in (
        ("a GROUP BY by hand", lambda: by_hand(path)),
        (
            "compress, rules of disclosure and first enrolment",
            lambda: protect(asked, open_source(str(path)), checked, key=KEY),
        ),
    ):
        found = compare(
            "", function, lambda: scan(path, COLUMNS), at_most=0, clock=time.process_time
        )
        print(f"{what}: {found.ours:.2f} s of CPU, {found.quotient:.1f} x the scan, no budget")
    again = [sys.executable, __file__, str(rows), "memory"]
    most = int(subprocess.run(again, check=True, capture_output=True, text=True).stdout)
    verdict = "kept" if most <= MOST_MEGABYTES else "NOT kept"
    print(f"compress {rows:,} rows: peak {most} MB, budget {MOST_MEGABYTES} MB: {verdict}")
    print(larger(__file__))


if __name__ == "__main__":
    main()
