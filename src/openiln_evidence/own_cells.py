"""What a holder's own cells show: each outcome on periods, covariates and interactions."""

import numpy as np
import pyarrow as pa

from openiln_evidence.check.result import Checked
from openiln_evidence.compress.cells import as_cells
from openiln_evidence.compress.combinations import combinations_of
from openiln_evidence.compress.scaling import in_units, middle
from openiln_evidence.errors import RefusedError
from openiln_evidence.estimate.cells import CellFit, fit_cells
from openiln_evidence.study.plan import Study


def fits_of(study: Study, found: pa.Table, checked: Checked) -> dict[str, CellFit | str]:
    """For each outcome the regression of its rows, or why there is none.

    `found` are the rows of a cells_query. A column that is the same in every row is left out.
    """
    if study.columns.weight is not None or study.is_published:
        why = "robust errors of weighted rows cannot be had from cells"
        return {outcome.id: why for outcome in study.outcomes}
    combinations = combinations_of(study)
    cells = as_cells(study, found, checked, combinations)
    periods = np.eye(len(study.periods))[cells.period]
    X = np.column_stack([periods, combinations.dummies[cells.combination, 1:]])
    fits: dict[str, CellFit | str] = {}
    for place, outcome in enumerate(study.outcomes):
        sums = in_units(study, cells, combinations, place)
        n = sums["w"]
        there = n > 0
        moving = [k for k in range(X.shape[1]) if len(np.unique(X[there, k])) > 1]
        if moving and moving[0] < len(study.periods):
            del moving[0]  # the first of the periods is what the others are counted from
        columns = np.column_stack([np.ones(len(n)), X[:, moving]])
        names = ("constant", *(study.design_columns()[k] for k in moving))
        off = middle(outcome) / outcome.scale
        y = sums["wy"] + off * n
        yy = sums["wyy"] + 2 * off * sums["wy"] + off * off * n
        try:
            fits[outcome.id] = fit_cells(names, columns, n, y, yy)
        except RefusedError as refusal:
            fits[outcome.id] = refusal.sentence
    return fits


def tell(fits: dict[str, CellFit | str]) -> str:
    """The regressions in plain words."""
    lines = []
    for outcome, fit in fits.items():
        if isinstance(fit, str):
            lines.append(f"{outcome}: no regression: {fit}")
            continue
        errors = np.sqrt(np.diag(fit.covariance))
        width = max(len(name) for name in fit.names)
        lines.append(f"{outcome}: least squares over {fit.rows:,} rows, HC1 errors")
        lines += [
            f"  {name:<{width}}  {b:>10.3f}  ({error:.3f})"
            for name, b, error in zip(fit.names, fit.b, errors, strict=True)
        ]
    return "".join(f"{line}\n" for line in lines)
