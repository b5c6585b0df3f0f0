"""Check student rows (types, ranges, duplicates, schools, flows, sketches), in time and memory.

ROWS can be named on the command line; 10 million by default, 50 million for the budget of memory.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from evidence_records import larger, load, peak, records, study
from openiln_evidence.check.run import check_input
from openiln_evidence.read.source import open_source

SECONDS = {10_000_000: 5.0}
MOST_MEGABYTES = 400


def work(path: Path) -> None:
    """Check once, from the opening of the file."""
    assert check_input(study(), open_source(str(path)), key=1).kept


def main() -> None:
    """Print the time and the memory of a check."""
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    path = records(rows)
    if len(sys.argv) > 2:
        work(path)
        print(peak())
        return
    work(path)  # imports and first compilation
    wall, cpu = [], []
    for _ in range(5 if rows <= 10_000_000 else 1):
        before = time.perf_counter(), time.process_time()
        work(path)
        wall.append(time.perf_counter() - before[0])
        cpu.append(time.process_time() - before[1])
    median, budget = statistics.median(wall), SECONDS.get(rows)
    verdict = "no budget" if budget is None else "kept" if median <= budget else "NOT kept"
    print(
        f"check {rows:,} rows: {median:.2f} s, budget {budget} s: {verdict} "
        f"({statistics.median(cpu):.2f} CPU s; {load()})"
    )
    again = [sys.executable, __file__, str(rows), "memory"]
    most = int(subprocess.run(again, check=True, capture_output=True, text=True).stdout)
    verdict = "kept" if most <= MOST_MEGABYTES else "NOT kept"
    print(f"check {rows:,} rows: peak {most} MB, budget {MOST_MEGABYTES} MB: {verdict}")
    print(larger(__file__))


if __name__ == "__main__":
    main()
