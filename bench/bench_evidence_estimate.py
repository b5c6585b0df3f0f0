"""Difference in differences and an event study from student rows in Parquet, errors by district.

Ours compresses the checked rows and estimates from moments. Beside it: pyfixest on the rows in its
leanest mode, and a hand-written GROUP BY with pyfixest on the cells. The gain over the first is
compression, and the second has it too: what moments add is that no row leaves its holder.

ROWS can be named on the command line; 10 million by default. The peer on rows needs about 0.7 kB
of memory a row.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from evidence_records import CACHE, held, load, peak, records, study
from openiln_evidence.check import result
from openiln_evidence.check.result import Checked
from openiln_evidence.check.run import check_input
from openiln_evidence.compress.run import compress
from openiln_evidence.estimate.clustered_errors import cr1
from openiln_evidence.estimate.event_study import fit_event_study
from openiln_evidence.estimate.selection import select
from openiln_evidence.estimate.two_way import fit_two_way
from openiln_evidence.read.source import Source, open_source
from openiln_evidence.study.plan import Study
from ratio import compare

if TYPE_CHECKING:
    import pandas as pd

START = 2015
FASTER, SMALLER, SLOWER_THAN_CELLS = 80, 40, 1.2
EFFECT = "score ~ treated + C(grade) + poor + learner | school + year"
EVENTS = "score ~ i(since, ref=-1) + C(grade) + poor + learner | school + year"


def checked(asked: Study, source: Source) -> Checked:
    """The result of the check, made once."""
    if not result.place_of(CACHE, asked.digest, source.digest).exists():
        result.save(check_input(asked, source, key=1), CACHE)
    return result.load(CACHE, asked, source.digest, source.name)


def ours(path: Path) -> float:
    """From the opening of the file to both estimates, of no subgroup as the peers fit none."""
    asked, source = replace(study(), subgroups=()), open_source(str(path))
    made, _ = compress(asked, source, checked(asked, source))
    blocks = [one.block for one in made]
    starts = {block.unit: asked.treatment.starts.get(block.unit) for block in blocks}
    chosen = select(blocks, "score", "all", starts)
    effect, events = fit_two_way(chosen), fit_event_study(chosen)
    cr1(effect), cr1(events)
    return float(effect.b[-1])


def design_columns(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Treatment, and time since it: -1 where there is none."""
    treated = rows["district"] < len(study().treatment.starts)
    return rows.assign(
        treated=(treated & (rows["year"] >= START)).astype("int8"),
        since=(rows["year"] - START).where(treated, -1).astype("int8"),
    )


def fitted(rows: "pd.DataFrame", kind: str) -> float:
    """Both fits, errors by district, nothing kept that need not be; the effect."""
    import pyfixest  # noqa: PLC0415 -- it would count in the memory of our own process

    found = [
        pyfixest.feols(
            formula,
            rows,
            vcov={"CRV1": "district"},
            weights="weight",
            weights_type=kind,
            copy_data=False,
            store_data=False,
            lean=True,
        )
        for formula in (EFFECT, EVENTS)
    ]
    return float(found[0].coef()["treated"])


def on_rows(path: Path) -> float:
    """The peer on rows: read the same columns, and fit."""
    query = f"""SELECT school, district, year, grade, poor, learner, weight, score FROM '{path}'
                WHERE score IS NOT NULL"""
    with duckdb.connect() as engine:
        rows = engine.execute(query).df()
    return fitted(design_columns(rows), "aweights")


def on_cells(path: Path) -> float:
    """The peer on cells: the weighted mean of every cell, and its weight as a frequency."""
    query = f"""SELECT school, district, year, grade, poor, learner, sum(weight)::BIGINT AS weight,
                       sum(weight * score) / sum(weight)::DOUBLE AS score
                FROM '{path}' WHERE score IS NOT NULL GROUP BY ALL"""
    with duckdb.connect() as engine:
        cells = engine.execute(query).df()
    return fitted(design_columns(cells), "fweights")


WAYS: dict[str, Callable[[Path], float]] = {"ours": ours, "rows": on_rows, "cells": on_cells}


def imported(way: str) -> None:
    """Import what a way needs, and let engines compile, on a few rows."""
    WAYS[way](records(3_600_000))


def memory(rows: int, way: str) -> tuple[int, int]:
    """MB that a process which does nothing else holds at most, and what of it is not imports."""
    again = [sys.executable, __file__, str(rows), way]
    said = subprocess.run(again, check=True, capture_output=True, text=True).stdout
    most, above = said.split()
    return int(most), int(above)


def main() -> None:
    """Print both ratios of time and the one of memory."""
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    path = records(rows)
    if len(sys.argv) > 2:
        imported(sys.argv[2])
        before = held()
        WAYS[sys.argv[2]](path)
        print(peak(), peak() - before)
        return
    effects = {name: way(path) for name, way in WAYS.items()}
    apart = max(abs(effects["ours"] - other) for other in effects.values())
    print(f"the effect is {effects['ours']:.9f}; the three ways are at most {apart:.1e} apart")
    title = f"effect and event study of {rows:,} rows, {{}} time, against pyfixest on"
    for clock, unit in ((time.perf_counter, "wall"), (time.process_time, "CPU")):
        for peer, most in (("rows", 1 / FASTER), ("cells", SLOWER_THAN_CELLS)):
            found = compare(
                f"{title.format(unit)} {peer}",
                lambda: ours(path),
                partial(WAYS[peer], path),
                at_most=most,
                clock=clock,
                runs=5 if peer == "cells" or unit == "wall" else 1,
            )
            print(found, f"1 / {1 / found.quotient:.0f}" if peer == "rows" else "", f"({load()})")
    used = {way: memory(rows, way) for way in WAYS}
    for place, what in enumerate(("peak MB", "peak MB less what imports hold")):
        smaller = used["rows"][place] / used["ours"][place]
        verdict = "kept" if smaller >= SMALLER else "NOT kept"
        each = {way: found[place] for way, found in used.items()}
        print(f"{what}: {each}; {smaller:.0f} x less than on rows, budget {SMALLER} x: {verdict}")
    print("The gain over pyfixest on rows is compression; on cells it is compressed as well.")


if __name__ == "__main__":
    main()
