"""Asks the estimator a question about student rows, as tests of whole answers do."""

import student_rows as made
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.facade import answer

ONE_DATE = (2016,) * 12


def asked(rows, blocks=None, **words):
    """The answer for the rows, or for blocks of them; `words` are of the design."""
    design = Design(made.dates_of(rows), "score", draws=499, **words)
    return answer(design, blocks or made.blocks_of(rows, covariates=("frl",)))


def methods(got):
    """By which methods the main effect is judged, the recommended one first."""
    return [got.primary.method, *(e.method for e in got.others)]


def twelve_treated_at_once():
    """Rows of thirty districts, of which twelve are treated in 2016."""
    return made.student_rows(121, districts=30, starts=ONE_DATE, effect=6.0)
