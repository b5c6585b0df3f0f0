"""Tells an answer in plain words."""

from openiln_evidence.estimate.answer import Answer, Check, Estimate
from openiln_evidence.packages.pool import Pool
from openiln_evidence.study.plan import Study


def tell(study: Study, pool: Pool, answer: Answer) -> str:
    """The answer to a study's question, and everything that must be said beside it."""
    lines = [
        study.question,
        f"Foretold before the data were seen: {study.prediction}",
        "",
        answer.claim,
        "",
        (
            f"Effect on {answer.outcome}, {answer.subgroup}: {_number(answer.primary.effect)}"
            f" {_interval(answer.primary)}{_p(answer.primary)}"
        ),
        f"  by {answer.estimator}; {answer.recommended}.",
    ]
    if answer.smallest_p is not None:
        lines.append(f"  The smallest p that this design could give is {answer.smallest_p:.3f}.")
    if answer.effect_size is not None:
        size = answer.effect_size
        lines.append(f"  In standard deviations: {_number(size.effect)} {_interval(size)}")
    counts = answer.counts
    lines += [
        f"  {counts.rows:,} rows of students, {counts.schools} schools, {counts.units} units.",
        f"  {counts.treated_clusters} of {counts.clusters} clusters were treated.",
        f"  Withheld to protect students: {pool.share:.1%} of rows.",
        "",
    ]
    lines += _table("Other ways of judging it", answer.others)
    lines += _table("By time since treatment", answer.by_event_time)
    lines += _table("Differences between groups", answer.gaps)
    lines += [*(_check(check) for check in answer.checks), ""]
    lines += [f"Left out: {excluded}" for excluded in answer.excluded]
    lines += [f"Warning: {warning}" for warning in answer.warnings]
    return "\n".join(lines).rstrip() + "\n"


def _table(title: str, estimates: tuple[Estimate, ...]) -> list[str]:
    if not estimates:
        return []
    width = max(len(one.name) for one in estimates)
    rows = [
        f"  {one.name:<{width}}  {_number(one.effect):>9}  {_interval(one)}{_p(one)}  {one.method}"
        for one in estimates
    ]
    return [title, *rows, ""]


def _check(check: Check) -> str:
    mark = {True: "passed", False: "NOT passed", None: "open"}[check.passed]
    return f"Check, {check.name}: {mark}. {check.finding}"


def _interval(estimate: Estimate) -> str:
    return f"({_number(estimate.low)} to {_number(estimate.high)})"


def _p(estimate: Estimate) -> str:
    return "" if estimate.p is None else f", p {estimate.p:.3f}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
