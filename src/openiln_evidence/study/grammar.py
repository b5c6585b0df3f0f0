"""Reads a study file into a `Study`, or refuses it with its line and key."""

import hashlib
import tomllib
from pathlib import Path

from openiln_evidence.errors import RefusedError
from openiln_evidence.study.consistency import check_consistency
from openiln_evidence.study.keys import Keys
from openiln_evidence.study.plan import (
    Columns,
    Comparison,
    Condition,
    Covariate,
    Design,
    Kind,
    Level,
    Outcome,
    Published,
    Study,
    Treatment,
    Weighting,
)

SCHEMA = 1
"""The version of the study grammar that this program reads."""


def read_study(path: Path) -> Study:
    """The study in the file at `path`. Raises RefusedError, naming line and key."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise RefusedError(f"study: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"study: {path} is not text in UTF-8; save it as UTF-8") from error
    return parse_study(text)


def parse_study(text: str) -> Study:
    """The study in `text`, whose digest ignores how lines end."""
    text = text.replace("\r\n", "\n")
    try:
        root = Keys(tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(f"study: this is not TOML: {error}") from error
    study = _study(root, hashlib.sha256(text.encode()).hexdigest())
    check_consistency(study, root)
    return study


def _study(root: Keys, digest: str) -> Study:
    head = root.take_table("study")
    if head.take_whole("schema", least=1) > SCHEMA:
        raise head.refused(
            ("schema",), f"is newer than {SCHEMA}, which this program reads; upgrade it"
        )
    periods, baseline = _periods(root.take_table("periods"))
    comparison = root.take_table("comparison", {})
    treatment = _treatment(root.take_table("treatment"))
    clusters = root.take_table("clusters", {})
    study = Study(
        id=head.take_text("id"),
        digest=digest,
        question=head.take_text("question"),
        prediction=head.take_text("prediction"),
        agreement=head.take_text("agreement"),
        design=head.take_choice("design", Design),
        minimum_cell=head.take_whole("minimum_cell", 10, least=3),
        smallest_effect=head.take_number("smallest_effect"),
        periods=periods,
        baseline=baseline,
        columns=_columns(root.take_table("columns")),
        outcomes=tuple(map(_outcome, root.take_tables("outcomes", least=1))),
        treatment=treatment,
        comparison=comparison.take_choice("kind", Comparison, Comparison.NEVER),
        weighting=comparison.take_choice("weighting", Weighting, Weighting.STUDENTS),
        units=comparison.take_texts("units"),
        matched_on=comparison.take_texts("matched_on"),
        cluster=clusters.take_choice("level", Level, treatment.level),
        covariates=tuple(map(_covariate, root.take_tables("covariates"))),
        interactions=tuple(_pair(keys, "covariates") for keys in root.take_tables("interactions")),
        gaps=tuple(_pair(keys, "subgroups") for keys in root.take_tables("gaps")),
        subgroups=tuple(map(_condition, root.take_tables("subgroups"))),
        exclusions=tuple(map(_exclusion, root.take_tables("exclusions"))),
    )
    for keys in (root, head, comparison, clusters):
        keys.finish()
    return study


def _periods(keys: Keys) -> tuple[tuple[int, ...], int]:
    """Every period of the study, and the baseline."""
    first = keys.take_whole("first")
    last = keys.take_whole("last", least=first + 1)
    baseline = keys.take_whole("baseline", first, least=first)
    keys.finish()
    return tuple(range(first, last + 1)), baseline


def _columns(keys: Keys) -> Columns:
    columns = Columns(
        school=keys.take_text("school"),
        district=keys.take_text("district"),
        period=keys.take_text("period"),
        student=keys.take_name("student"),
        count=keys.take_name("count"),
        grade=keys.take_name("grade"),
        weight=keys.take_name("weight"),
        treated=keys.take_name("treated"),
        weight_decimals=keys.take_whole("weight_decimals", 0),
    )
    if (columns.student is None) == (columns.count is None):
        raise keys.refused(
            ("student",), "or count must be named: student for records, count for published tables"
        )
    keys.finish()
    return columns


def _outcome(keys: Keys) -> Outcome:
    kind = keys.take_choice("kind", Kind, Kind.SCORE)
    low, high = (0.0, 1.0) if kind is Kind.BINARY else keys.take_range("range")
    outcome = Outcome(
        id=keys.take_text("id"),
        column=keys.take_text("column"),
        kind=kind,
        primary=keys.take_flag("primary", default=False),
        higher_is_better=keys.take_flag("higher_is_better", default=True),
        decimals=keys.take_whole("decimals", 0),
        low=low,
        high=high,
        published=tuple(_published(row) for row in keys.take_tables("published")),
        sd_column=keys.take_name("sd_column"),
    )
    keys.finish()
    return outcome


def _published(keys: Keys) -> Published:
    published = Published(
        grade=keys.take_whole("grade"),
        period=keys.take_whole("period"),
        mean=keys.take_number("mean"),
        sd=keys.take_number("sd"),
    )
    if published.sd <= 0:
        raise keys.refused(("sd",), "must be above zero")
    keys.finish()
    return published


def _treatment(keys: Keys) -> Treatment:
    level = keys.take_choice("level", Level)
    starts = keys.take_table("starts")
    named = {unit: starts.take_whole(unit) for unit in list(starts.left)}
    if not named:
        raise keys.refused(("starts",), "names no treated unit; give each its first treated period")
    treatment = Treatment(
        level=level,
        starts=named,
        spillover=keys.take_texts("spillover") if "spillover" in keys.left else None,
        selected_in=keys.take_whole("selected_in") if "selected_in" in keys.left else None,
    )
    keys.finish()
    return treatment


def _covariate(keys: Keys) -> Covariate:
    covariate = Covariate(keys.take_text("column"), keys.take_values("levels", least=2))
    keys.finish()
    return covariate


def _pair(keys: Keys, of_what: str) -> tuple[str, str]:
    of = keys.take_texts("of")
    if len(of) != 2 or of[0] == of[1]:
        raise keys.refused(("of",), f"must name two {of_what}")
    keys.finish()
    return of[0], of[1]


def _exclusion(keys: Keys) -> Condition:
    return _condition(keys, reason=keys.take_text("reason"))


def _condition(keys: Keys, reason: str = "") -> Condition:
    condition = Condition(
        id=keys.take_text("id"),
        column=keys.take_text("column"),
        values=keys.take_values("is", least=1),
        reason=reason,
    )
    keys.finish()
    return condition
