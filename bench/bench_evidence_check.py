"""Check student rows (types, ranges, duplicates, schools, flows, sketches), in time and memory."""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from evidence_records import records, study
from openiln_evidence.check.run import check_input
from openiln_evidence.read.source import open_source

SECONDS = {10_000_000: 5.0}
MOST_MEGABYTES = 400


def work(path: Path) -> None:
    """Check once, from the opening of the file."""
    assert check_input(study(), open_source(str(path)), key=1).kept


def main() -> None:
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    path = records(rows)
    if len(sys.argv) > 2:
        work(path)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return
    taken = []
    for _ in range(5):
        before = time.perf_counter()
        work(path)
        taken.append(time.perf_counter() - before)
    median, budget = statistics.median(taken), SECONDS.get(rows)
    verdict = "no budget" if budget is None else "kept" if median <= budget else "NOT kept"
    print(f"check {rows:,} rows: {median:.2f} s, budget {budget} s: {verdict}")
    again = [sys.executable, __file__, str(rows), "memory"]
    peak = int(subprocess.run(again, check=True, capture_output=True, text=True).stdout)
    verdict = "kept" if peak <= MOST_MEGABYTES else "NOT kept"
    print(f"check {rows:,} rows: peak {peak} MB, budget {MOST_MEGABYTES} MB: {verdict}")


if __name__ == "__main__":
    main()
