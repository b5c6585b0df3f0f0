"""Compress checked student rows against a bare scan of the same columns, in time and memory.

ROWS can be named on the command line; 10 million by default, 50 million for the larger budget.
"""

import subprocess
import sys
import time
from pathlib import Path

from evidence_records import CACHE, larger, load, peak, records, scan, study
from openiln_evidence.check import result
from openiln_evidence.check.run import check_input
from openiln_evidence.compress.run import compress
from openiln_evidence.read.source import open_source
from ratio import compare

COLUMNS = ("school", "year", "grade", "weight", "poor", "learner", "score")
MOST_MEGABYTES = 300


def work(path: Path) -> None:
    """Compress once, from the opening of the file to the blocks."""
    asked, source = study(), open_source(str(path))
    made, _ = compress(asked, source, result.load(CACHE, asked, source.digest, source.name))
    assert made


def main() -> None:
    """Print the ratio of time and the memory."""
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    path = records(rows)
    if len(sys.argv) > 2:
        work(path)
        print(peak())
        return
    asked, source = study(), open_source(str(path))
    if not result.place_of(CACHE, asked.digest, source.digest).exists():
        result.save(check_input(asked, source, key=1), CACHE)
    checked = result.load(CACHE, asked, source.digest, source.name)
    at_most = 3.0 if rows <= 10_000_000 else 4.0
    for clock, unit in ((time.perf_counter, "wall"), (time.process_time, "CPU")):
        print(
            compare(
                f"compress {rows:,} rows, against a scan of {len(COLUMNS)} columns, {unit} time",
                lambda: compress(asked, open_source(str(path)), checked),
                lambda: scan(path, COLUMNS),
                at_most=at_most,
                clock=clock,
            ),
            f"({load()})",
        )
    again = [sys.executable, __file__, str(rows), "memory"]
    most = int(subprocess.run(again, check=True, capture_output=True, text=True).stdout)
    verdict = "kept" if most <= MOST_MEGABYTES else "NOT kept"
    print(f"compress {rows:,} rows: peak {most} MB, budget {MOST_MEGABYTES} MB: {verdict}")
    print(larger(__file__))


if __name__ == "__main__":
    main()
