"""Rules that hold between the parts of a study. Each refusal names line and key."""

from collections import Counter

from openiln_evidence.study.keys import Keys
from openiln_evidence.study.plan import FIRST, WHOLE, Design, Level, Study, Weighting

MOST_PERIODS = 40
"""A student's periods are bits of one whole number, which engines add up within 64 bits."""


def check_consistency(study: Study, root: Keys) -> None:
    """Raise RefusedError for the first rule that the study breaks."""
    _check_names(study, root)
    _check_periods(study, root)
    _check_units(study, root)
    _check_outcomes(study, root)
    _check_covariates(study, root)
    if study.treatment.level is Level.DISTRICT and study.cluster is Level.SCHOOL:
        raise root.refused(
            ("clusters", "level"), "must not be finer than where treatment is assigned (district)"
        )


def _check_names(study: Study, root: Keys) -> None:
    for key, ids in (
        ("outcomes", [o.id for o in study.outcomes]),
        ("subgroups", [WHOLE, FIRST, *(s.id for s in study.subgroups)]),
        ("exclusions", [e.id for e in study.exclusions]),
        ("covariates", [c.column for c in study.covariates]),
    ):
        twice = [name for name, times in Counter(ids).items() if times > 1]
        if twice:
            raise root.refused((key,), f'uses the name "{twice[0]}" twice; names must differ')


def _check_periods(study: Study, root: Keys) -> None:
    first, last = study.periods[0], study.periods[-1]
    if len(study.periods) > MOST_PERIODS:
        raise root.refused(("periods", "last"), f"makes more than {MOST_PERIODS} periods")
    if study.baseline > last:
        raise root.refused(("periods", "baseline"), f"must lie between {first} and {last}")
    for unit, start in study.treatment.starts.items():
        if start <= first or start > last:
            raise root.refused(
                ("treatment", "starts", unit),
                f"must lie after {first} and not after {last}: a unit needs a period before",
            )
    selected_in = study.treatment.selected_in
    if selected_in is not None and not first <= selected_in <= last:
        raise root.refused(
            ("treatment", "selected_in"),
            f"must lie between {first} and {last}: what is not in the records cannot be set aside",
        )


def _check_units(study: Study, root: Keys) -> None:
    """Who is treated, who may have felt it, and whom the study is limited to."""
    one_date = len(set(study.treatment.starts.values())) == 1
    if study.weighting is Weighting.UNITS and one_date:
        raise root.refused(
            ("comparison", "weighting"),
            "weighs units alike only where treatment dates vary; leave it out",
        )
    treated, spilled = set(study.treatment.starts), set(study.treatment.spillover or ())
    if study.units and treated - set(study.units):
        raise root.refused(("comparison", "units"), "must also name every treated unit")
    if study.units and spilled - set(study.units):
        raise root.refused(
            ("treatment", "spillover"), "must name only units that comparison.units names"
        )
    if treated & spilled:
        raise root.refused(
            ("treatment", "spillover"),
            f'names "{min(treated & spilled)}", which is treated itself; name untreated units',
        )


def _check_outcomes(study: Study, root: Keys) -> None:
    if sum(outcome.primary for outcome in study.outcomes) != 1:
        raise root.refused(("outcomes",), "must name exactly one outcome with primary = true")
    for place, outcome in enumerate(study.outcomes):
        if outcome.published and study.columns.grade is None:
            raise root.refused(
                ("outcomes", place, "published"), "needs columns.grade, to standardise by grade"
            )
        rows = Counter((row.grade, row.period) for row in outcome.published)
        if any(times > 1 for times in rows.values()):
            raise root.refused(("outcomes", place, "published"), "gives a grade and period twice")


def _check_covariates(study: Study, root: Keys) -> None:
    ids = {WHOLE, *(subgroup.id for subgroup in study.subgroups)}
    for place, pair in enumerate(study.gaps):
        if study.design is Design.SERIES:
            raise root.refused(
                ("gaps", place, "of"),
                "does not go with an interrupted series, which tells no gap; leave it out and "
                "estimate each subgroup by itself, or choose a design that compares",
            )
        if not set(pair) <= ids:
            raise root.refused(("gaps", place, "of"), "must name two declared subgroups")
    named = {covariate.column for covariate in study.covariates}
    if study.columns.period in named:
        raise root.refused(("covariates",), "must not name the period; it has dummies already")
    for place, (first, second) in enumerate(study.interactions):
        if not {first, second} <= named:
            raise root.refused(("interactions", place, "of"), "must name two declared covariates")
