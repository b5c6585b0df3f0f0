"""Tells an answer in plain words."""

from openiln_evidence.estimate.answer import Answer, Check, Estimate
from openiln_evidence.packages.pool import Pool
from openiln_evidence.study.plan import WHOLE, Study

EVENT = "event time="


def tell(study: Study, pool: Pool, answer: Answer) -> str:
    """The answer to a study's question, and everything that must be said beside it."""
    counts, level = answer.counts, f"{study.treatment.level}s"
    who = "all students" if answer.subgroup == WHOLE else answer.subgroup
    lines = [
        study.question,
        f"Foretold before the data were seen: {study.prediction}",
        "",
        answer.claim,
        "",
        (
            f"Effect on {answer.outcome}, {who}: {_number(answer.primary.effect)}"
            f" {_interval(answer.primary)}{_p(answer.primary)}"
        ),
        f"  by {answer.estimator}; {answer.recommended}.",
    ]
    if answer.smallest_p is not None:
        lines.append(f"  The smallest p that this design could give is {answer.smallest_p:.3f}.")
    if answer.effect_size is not None:
        size = answer.effect_size
        lines.append(f"  In standard deviations: {_number(size.effect)} {_interval(size)}")
    lines += [
        (
            f"  {counts.rows:,} results of students in {counts.schools} schools of "
            f"{counts.units} {level}."
        ),
        f"  {counts.treated_clusters} of {counts.clusters} {study.cluster}s were treated.",
        f"  Withheld to protect students: {pool.share:.1%} of results.",
        "",
    ]
    lines += _table("The same effect, judged in other ways", [(e.method, e) for e in answer.others])
    lines += _table(
        "By years since treatment began, against the year before (a band for all of them at once)",
        [(_when(e.name), e) for e in answer.by_event_time],
    )
    lines += _table("Differences between groups", [(gap.name, gap) for gap in answer.gaps])
    lines += [*(_check(check) for check in answer.checks), ""]
    lines += [f"Left out: {excluded}" for excluded in answer.excluded]
    lines += [f"Warning: {warning}" for warning in answer.warnings]
    return "\n".join(lines).rstrip() + "\n"


def _table(title: str, rows: list[tuple[str, Estimate]]) -> list[str]:
    if not rows:
        return []
    width = max(len(label) for label, _ in rows)
    told = [
        f"  {label:<{width}}  {_number(one.effect):>9}  {_interval(one)}{_p(one)}"
        for label, one in rows
    ]
    return [title, *told, ""]


def _when(name: str) -> str:
    """Time since treatment in words."""
    time = int(name.removeprefix(EVENT))
    if time == 0:
        return "the first year"
    years = f"{abs(time)} year{'s' if abs(time) > 1 else ''}"
    return f"{years} {'later' if time > 0 else 'before'}"


def _check(check: Check) -> str:
    mark = {True: "passed", False: "NOT passed", None: "open"}[check.passed]
    return f"Check, {check.name}: {mark}. {check.finding}"


def _interval(estimate: Estimate) -> str:
    return f"({_number(estimate.low)} to {_number(estimate.high)})"


def _p(estimate: Estimate) -> str:
    if estimate.p is None:
        return ""
    return ", p under 0.001" if estimate.p < 0.001 else f", p {estimate.p:.3f}"


def _number(value: float | None) -> str:
    return "no end" if value is None else f"{value:.3f}"
