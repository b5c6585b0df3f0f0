"""Tells the answers to a study's question in plain words."""

import re

from openiln_evidence.estimate.answer import Answer, Answers, Check, Estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.inference import UNJUDGED
from openiln_evidence.packages.pool import Pool
from openiln_evidence.study.plan import WHOLE, Kind, Outcome, Study

EVENT = "event time="
WORDS = {"first treated=": "first treated in ", "period=": "in "}
"""How names of effects that are drawn together are read."""
SURE = f"{1 - Design.alpha:.0%}"
"""Of intervals."""
CLUSTER = re.compile(
    r"""'[^']*'|"[^"]*"|\bcluster(?=s?\b)(?! by| bootstrap| influence| scores| jackknife)"""
)
"""The estimator's word for what the study assigns; not in a quoted name, nor in a method's."""


def tell(study: Study, pool: Pool, answers: Answers) -> str:
    """The answers, and everything that must be said beside them."""
    lines = [
        study.question,
        "",
        in_words(study, answers.primary.claim),
        f"Withheld to protect students: {pool.share:.1%} of results, each group by itself.",
        *_absent(study, pool),
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


def in_words(study: Study, sentence: str) -> str:
    """A sentence of the estimator, which does not know what its clusters are."""
    level = str(study.cluster)

    def named(found: re.Match[str]) -> str:
        return level if found[0] == "cluster" else found[0]

    return CLUSTER.sub(named, sentence).replace("the arms", "the treated and the others")


def _answer(study: Study, answer: Answer) -> list[str]:
    outcome = next(one for one in study.outcomes if one.id == answer.outcome)
    unit = _unit(outcome)
    excluded = (one.removeprefix("Left out ") for one in answer.excluded)
    return [
        *_effect(study, answer, unit),
        *(_foretold(study, answer, unit) if answer.is_primary else []),
        *_counts(study, answer),
        "",
        *_table(
            study,
            f"The same effect, judged in other ways ({unit}, {SURE} intervals)",
            [(e.method.removesuffix(f": {UNJUDGED}"), e) for e in answer.others],
        ),
        *_table(
            study,
            "By years since treatment began, against the last year before it with results "
            f"({unit}, a {SURE} band for all at once)",
            [(_when(e.name), e) for e in answer.by_event_time],
        ),
        *_table(
            study,
            "Effects by when treatment began and by year, and their means "
            f"({unit}, {SURE} intervals)",
            [(_read(e.name), e) for e in answer.drawn_together],
        ),
        *_table(
            study,
            f"Differences between groups ({unit}, {SURE} intervals)",
            [(gap.name, gap) for gap in answer.gaps],
        ),
        *(in_words(study, _check(check)) for check in answer.checks),
        "",
        *(f"Left out: {one}" for one in excluded),
        *(f"Warning: {in_words(study, warning)}" for warning in answer.warnings),
    ]


def _absent(study: Study, pool: Pool) -> list[str]:
    """What the study asks about and no package holds anything of."""
    there = {(block.outcome, block.subgroup) for block in pool.blocks}
    return [
        f"Nothing of {outcome.id} leaves for {subgroup.id}: its holders withheld it, or had nobody "
        "in it."
        for outcome in study.outcomes
        for subgroup in study.subgroups
        if (outcome.id, subgroup.id) not in there and (outcome.id, WHOLE) in there
    ]


def _unit(outcome: Outcome) -> str:
    """What an effect on an outcome is counted in."""
    if outcome.published:
        return "state standard deviations"
    if outcome.kind is Kind.BINARY:
        return "as a share of students"
    return f"points on a scale of {outcome.low:g} to {outcome.high:g}"


def _effect(study: Study, answer: Answer, unit: str) -> list[str]:
    who = "all students" if answer.subgroup == WHOLE else answer.subgroup
    rank = "primary" if answer.is_primary else "secondary"
    better = "higher" if answer.higher_is_better else "lower"
    lines = [
        f"Effect on {answer.outcome} ({rank}; {better} is better), {who}:",
        f"  {_judged(study, answer.primary, unit)}",
        f"  by {answer.estimator}; {answer.recommended}.",
    ]
    if answer.smallest_p is not None:
        lines.append(
            "  Randomisation inference, which deals the dates out again, could have given no p "
            f"below {answer.smallest_p:.2g}."
        )
    if answer.effect_size is not None:
        size = _judged(study, answer.effect_size, "standard deviations", p=False)
        lines.append(f"  That is {size}.")
    return lines


def _foretold(study: Study, answer: Answer, unit: str) -> list[str]:
    """What the study said beforehand, beside what came; no claim, which has rules of its own."""
    size = answer.effect_size
    found = f"{_number(answer.primary.effect)} {unit}"
    if size is not None:
        found = f"{_number(size.effect)} standard deviations"
    return [
        f"  The study foretold, before the data were seen: {study.prediction}",
        f"  What was found: {found}. Whether that is what was foretold is for the reader to judge.",
        f"  {_against_smallest(study.smallest_effect, size)}",
        "  Neither line is a claim: what this study claims is said at the top.",
    ]


def _against_smallest(smallest: float, size: Estimate | None) -> str:
    """Where the interval lies to the smallest effect that matters, up or down."""
    said = f"The smallest effect that matters, says the study, is {smallest:g} standard deviations"
    if size is None or _is_unjudged(size):
        return f"{said}. There is no interval to set beside it."
    low = float("-inf") if size.low is None else size.low
    high = float("inf") if size.high is None else size.high
    if low >= smallest:
        return f"{said}. The interval lies wholly above it."
    if high <= -smallest:
        return f"{said}. The interval lies wholly below -{smallest:g}."
    if -smallest < low and high < smallest:
        return f"{said}. The interval lies wholly between -{smallest:g} and {smallest:g}."
    held = [f"{end:g}" for end in (-smallest, smallest) if low <= end <= high]
    return (
        f"{said}. The interval contains {' and '.join(held)}: "
        "it does not say whether the effect is large enough to matter."
    )


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


def _table(study: Study, title: str, rows: list[tuple[str, Estimate]]) -> list[str]:
    if not rows:
        return []
    width = max(len(label) for label, _ in rows)
    told = [f"  {label:<{width}}  {_number(one.effect):>9}  {_bounds(one)}" for label, one in rows]
    unjudged = sorted({in_words(study, one.method) for _, one in rows if _is_unjudged(one)})
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


def _judged(study: Study, estimate: Estimate, unit: str, *, p: bool = True) -> str:
    """An effect with its unit, interval and p, or with the reason why it has none."""
    effect = f"{_number(estimate.effect)} {unit}"
    if _is_unjudged(estimate):
        return f"{effect} ({in_words(study, estimate.method)})"
    told = f"{effect} ({SURE} interval {_interval(estimate)})"
    return told + _p(estimate) if p else told


def _bounds(estimate: Estimate) -> str:
    return "-" if _is_unjudged(estimate) else f"({_interval(estimate)}){_p(estimate)}"


def _is_unjudged(estimate: Estimate) -> bool:
    return estimate.p is None and estimate.low is None and estimate.high is None


def _interval(estimate: Estimate) -> str:
    return f"{_number(estimate.low)} to {_number(estimate.high)}"


def _p(estimate: Estimate) -> str:
    if estimate.p is None:
        return ""
    return ", p under 0.001" if estimate.p < 0.001 else f", p {estimate.p:.3f}"


def _number(value: float | None) -> str:
    return "no end" if value is None else f"{value:.3f}"
