"""Import the districts of the nation, and import them again unchanged.

Budget (design.md, section 4): 17,842 districts in 5 s and 200 MB; unchanged again, no row written,
in 3 s. The peer reads the same file with the csv module and keeps nothing. Run on a database of its
own: SQLite on a file, or what ILN_DATABASE names (a test database is made beside it, and dropped).
"""

import csv
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ratio import Ratio

FILE = (
    Path(__file__).resolve().parents[1]
    / ".."
    / "shared"
    / "data"
    / "us_districts_2023_24_nces_basic.csv"
)
DISTRICTS = 17_842
RUNS = 5
SECONDS_NEW, SECONDS_UNCHANGED, MEGABYTES = 5.0, 3.0, 200


def made_up(folder: Path) -> Path:
    """A file of as many invented districts in the same columns, where the real one is not there."""
    path = folder / "districts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("district_id", "district_name", "state", "enrollment", "instructional_staff", "year")
        )
        for number in range(DISTRICTS):
            name = f"District {number} of Northland"
            writer.writerow((100_000 + number, name, "NL", number + 0.0, number / 16, "2023-24"))
    return path


def read_with_csv(path: Path) -> int:
    """What the peer does: every row as a dictionary, none kept."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def seconds(function: Callable[[], object]) -> float:
    before = time.perf_counter()
    function()
    return time.perf_counter() - before


def measure(path: Path) -> list[str]:
    """Run everything in turn; returns what is over budget."""
    from django.db import connection  # noqa: PLC0415 -- needs Django started

    from openiln.directory import facade  # noqa: PLC0415
    from openiln.directory.models import (  # noqa: PLC0415
        ImportRun,
        Organisation,
        OrganisationYear,
    )
    from openiln.kernel import clock  # noqa: PLC0415
    from openiln.kernel.seat import Operator  # noqa: PLC0415

    def load() -> None:
        facade.import_file(path, by=Operator(), at=clock.now())

    new, unchanged, peer, cpu, peak = [], [], [], [], 0
    for _ in range(RUNS):
        OrganisationYear.objects.all().delete()
        Organisation.objects.all().delete()
        before = time.process_time()
        new.append(seconds(load))
        cpu.append(time.process_time() - before)
        peak = peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        peer.append(seconds(lambda: read_with_csv(path)))
        assert Organisation.objects.count() == DISTRICTS
        unchanged.append(seconds(load))
        assert ImportRun.objects.count() == len(new)  # the second time left no trace
    ours, again, csv_alone = (statistics.median(times) for times in (new, unchanged, peer))
    ratios = [
        Ratio(f"import, {connection.vendor}", ours, csv_alone, SECONDS_NEW / csv_alone),
        Ratio(f"unchanged, {connection.vendor}", again, csv_alone, SECONDS_UNCHANGED / csv_alone),
    ]
    for ratio in ratios:
        print(ratio)
    print(
        f"of the import, this process computed {statistics.median(cpu):.3f} s; the rest it waited"
    )
    print(f"memory at its peak: {peak} MB, budget {MEGABYTES} MB")
    over = [ratio.name for ratio in ratios if not ratio.is_kept]
    return over + (["memory"] if peak > MEGABYTES else [])


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ILN_STATE"] = folder
        os.environ.setdefault("ILN_SECRET_KEY", "for checks and tests alone, never for a server")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiln.config.settings")
        import django  # noqa: PLC0415 -- the environment comes first

        django.setup()
        from django.db import connection  # noqa: PLC0415

        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            over = measure(FILE if FILE.exists() else made_up(Path(folder)))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
