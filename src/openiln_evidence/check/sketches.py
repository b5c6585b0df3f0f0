"""Sketches of row sets: what the ledger remembers in place of rows.

A student's keyed hash chooses one of BUCKETS parts, and each part is the sum of hashes of its
students with the periods that they have. Two row sets that differ in d students so differ in at
most d parts, and in nearly d while d is far below BUCKETS.
"""

from functools import reduce
from itertools import product
from operator import and_
from typing import Any

import numpy as np

from openiln_evidence.check.attendance import BlockKey, groups
from openiln_evidence.check.faults import READING
from openiln_evidence.check.fields import Fields
from openiln_evidence.moments import Counts
from openiln_evidence.read.engine import MASK, fetch, hashed, whole
from openiln_evidence.study.plan import WHOLE, Study

Expr = Any  # Ibis types its tables loosely
BUCKETS = 128
EVERY_OUTCOME = "*"
"""Stands for the rows that have all outcomes."""


def read_sketches(study: Study, fields: Fields, parts: Expr, key: int) -> dict[BlockKey, Counts]:
    """For every block, (BUCKETS,) sums. `parts` has a row for each student and unit, with words."""
    student = hashed(hashed(parts.student) ^ key)
    having = {o.id: fields.take(parts, fields.outcome(at)) for at, o in enumerate(study.outcomes)}
    if len(having) > 1:
        having[EVERY_OUTCOME] = reduce(and_, having.values())
    within = {
        name: fields.take(parts, fields.subgroup(g))
        for g, name in enumerate((WHOLE, *(s.id for s in study.subgroups)))
    }
    sums = {}
    for place, (outcome, subgroup) in enumerate(product(having, within)):
        periods = having[outcome] if subgroup == WHOLE else having[outcome] & within[subgroup]
        sums[f"total{place}"] = (periods != 0).ifelse(hashed(student ^ periods) & MASK, 0).sum()
    found = fetch(parts.group_by("unit", bucket=student & (BUCKETS - 1)).aggregate(**sums), READING)
    bucket = whole(found["bucket"])
    sketches = {}
    for unit, places in groups(np.array([str(unit) for unit in found["unit"].to_pylist()])):
        for place, (outcome, subgroup) in enumerate(product(having, within)):
            sketch = np.zeros(BUCKETS, dtype=np.int64)
            sketch[bucket[places]] = whole(found[f"total{place}"])[places]
            sketches[outcome, subgroup, unit] = sketch
    return sketches
