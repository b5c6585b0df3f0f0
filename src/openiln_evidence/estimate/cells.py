"""Regression from cells: groups of rows that share every column, for a holder's own use.

A cell is n, sum of y and sum of y squared. Coefficients and HC1 errors are those of the rows:
within a cell every row has the same fitted value, so squared residuals add up from the three sums.
Wong, Lewis, Wardrop and others (2021), arXiv 2102.11297, "You only compress once".
"""

from dataclasses import dataclass

import numpy as np

from openiln_evidence.estimate.normal_equations import check_rank
from openiln_evidence.moments import Floats


@dataclass(frozen=True)
class CellFit:
    """Coefficients (K,) with their HC1 covariance (K, K), of `rows` rows."""

    names: tuple[str, ...]
    b: Floats
    covariance: Floats
    rows: int


def fit_cells(names: tuple[str, ...], columns: Floats, n: Floats, y: Floats, yy: Floats) -> CellFit:
    """Least squares with HC1 (MacKinnon and White 1985): columns (cells, K), sums (cells,)."""
    xx = columns.T @ (n[:, None] * columns)
    check_rank(xx, names)
    bread = np.linalg.inv(xx)
    b = bread @ (columns.T @ y)
    fitted = columns @ b
    squares = yy - 2 * fitted * y + n * fitted**2
    rows = int(n.sum())
    meat = columns.T @ (squares[:, None] * columns)
    factor = rows / (rows - len(names))
    return CellFit(names, b, factor * bread @ meat @ bread, rows)
