"""Tells the answers to a study's question in plain words."""

from openiln_evidence.estimate.answer import Answer, Answers, Check, Estimate
from openiln_evidence.estimate.inference import UNJUDGED
from openiln_evidence.packages.pool import Pool
from openiln_evidence.study.plan import WHOLE, Study

EVENT = "event time="
WORDS = {"first treated=": "first treated in ", "period=": "in "}
"""How names of effects that are drawn together are read."""


def tell(study: Study, pool: Pool, answers: Answers) -> str:
    """The answers, and everything that must be said beside them."""
    lines = [
        study.question,
        f"Foretold before the data were seen: {study.prediction}",
        "",
        answers.primary.claim,
        f"Withheld to protect students: {pool.share:.1%} of results.",
        "",
        *_answer(study, answers.primary),
    ]
    if answers.secondary:
        looked = len(answers.secondary) + 1
        lines += [
            "",
            f"Secondary outcomes. {looked} outcomes were looked at in all. The p-values below are",
            "not corrected for that: of twenty outcomes without any effect, one shows p under 0.05",
            "by chance. They may suggest a question for another study, and settle none.",
        ]
    for secondary in answers.secondary:
        lines += ["", *_answer(study, secondary)]
    return "\n".join(lines).rstrip() + "\n"


def _answer(study: Study, answer: Answer) -> list[str]:
    return [
        *_effect(answer),
        *_counts(study, answer),
        "",
        *_table(
            "The same effect, judged in other ways",
            [(e.method.removesuffix(f": {UNJUDGED}"), e) for e in answer.others],
        ),
        *_table(
            "By years since treatment began, against the year before (a band for all at once)",
            [(_when(e.name), e) for e in answer.by_event_time],
        ),
        *_table(
            "Effects by when treatment began and by year, and their means",
            [(_read(e.name), e) for e in answer.drawn_together],
        ),
        *_table("Differences between groups", [(gap.name, gap) for gap in answer.gaps]),
        *(_check(check) for check in answer.checks),
        "",
        *(f"Left out: {excluded}" for excluded in answer.excluded),
        *(f"Warning: {warning}" for warning in answer.warnings),
    ]


def _effect(answer: Answer) -> list[str]:
    who = "all students" if answer.subgroup == WHOLE else answer.subgroup
    rank = "primary" if answer.is_primary else "secondary"
    better = "higher" if answer.higher_is_better else "lower"
    lines = [
        (
            f"Effect on {answer.outcome} ({rank}; {better} is better), {who}: "
            f"{_judged(answer.primary)}"
        ),
        f"  by {answer.estimator}; {answer.recommended}.",
    ]
    if answer.smallest_p is not None:
        lines.append(f"  The smallest p that this design could give is {answer.smallest_p:.3f}.")
    if answer.effect_size is not None:
        size = answer.effect_size
        lines.append(f"  In standard deviations: {_judged(size, p=False)}")
    return lines


def _counts(study: Study, answer: Answer) -> list[str]:
    counts, spread = answer.counts, answer.spread
    lines = [
        (
            f"  {counts.rows:,} results of students in {counts.schools} schools of "
            f"{counts.units} {study.treatment.level}s."
        ),
        f"  {counts.treated_clusters} of {counts.clusters} {study.cluster}s were treated.",
    ]
    if spread is not None:
        lines.append(
            f"  Students' standard deviation is {spread.sd:.3g}; {spread.icc:.1%} of the variance "
            f"lies between {study.cluster}s, {spread.school_icc:.1%} between schools."
        )
    return lines


def _table(title: str, rows: list[tuple[str, Estimate]]) -> list[str]:
    if not rows:
        return []
    width = max(len(label) for label, _ in rows)
    told = [f"  {label:<{width}}  {_number(one.effect):>9}  {_bounds(one)}" for label, one in rows]
    unjudged = sorted({one.method for _, one in rows if _is_unjudged(one)})
    return [title, *told, *(f"  - {why}" for why in unjudged), ""]


def _when(name: str) -> str:
    """Time since treatment in words."""
    time = int(name.removeprefix(EVENT))
    if time == 0:
        return "the first year"
    years = f"{abs(time)} year{'s' if abs(time) > 1 else ''}"
    return f"{years} {'later' if time > 0 else 'before'}"


def _read(name: str) -> str:
    for start, words in WORDS.items():
        if name.startswith(start):
            return words + name.removeprefix(start)
    return name


def _check(check: Check) -> str:
    mark = {True: "passed", False: "NOT passed", None: "open"}[check.passed]
    return f"Check, {check.name}: {mark}. {check.finding}"


def _judged(estimate: Estimate, *, p: bool = True) -> str:
    """An effect with its interval and p, or with the reason why it has none."""
    if _is_unjudged(estimate):
        return f"{_number(estimate.effect)} ({estimate.method})"
    told = f"{_number(estimate.effect)} {_interval(estimate)}"
    return told + _p(estimate) if p else told


def _bounds(estimate: Estimate) -> str:
    return "-" if _is_unjudged(estimate) else f"{_interval(estimate)}{_p(estimate)}"


def _is_unjudged(estimate: Estimate) -> bool:
    return estimate.p is None and estimate.low is None and estimate.high is None


def _interval(estimate: Estimate) -> str:
    return f"({_number(estimate.low)} to {_number(estimate.high)})"


def _p(estimate: Estimate) -> str:
    if estimate.p is None:
        return ""
    return ", p under 0.001" if estimate.p < 0.001 else f", p {estimate.p:.3f}"


def _number(value: float | None) -> str:
    return "no end" if value is None else f"{value:.3f}"
