"""What the centre does with packages: asks a second round, and puts an answer together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from openiln_evidence import progress
from openiln_evidence.design import design_of, read_features
from openiln_evidence.estimate.answer import Answer, Answers
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.required.declared import DECLARED
from openiln_evidence.estimate.second_round import by_school, questions, two_way_of
from openiln_evidence.packages.pool import Pool
from openiln_evidence.packages.second_round import Question, matching, read_reply
from openiln_evidence.study.plan import WHOLE, Outcome, Study


def question_of(study: Study, pool: Pool) -> Question:
    """What to ask the holders for errors by school. Raises RefusedError."""
    fit, chosen = two_way_of(design_of(study, pool.blocks, silent=pool.silent), pool.blocks)
    asked = questions(fit, chosen)
    return Question(
        study=study.digest,
        coefficients={unit: tuple(b.tolist()) for unit, (b, _) in asked.items()},
        directions={unit: tuple(d.tolist()) for unit, (_, d) in asked.items()},
        rows={block.unit: block.n for block in chosen.blocks},
        common=tuple(sorted(unit for manifest in pool.manifests for unit in manifest.common)),
    )


def answers_of(
    study: Study,
    pool: Pool,
    *,
    subgroup: str = WHOLE,
    features: Path | None = None,
    replies: Sequence[Path] = (),
) -> Answers:
    """The answers to a study's question, of the primary outcome and of every other declared.

    With errors by school beside the primary one where holders replied. An outcome that cannot be
    estimated is named with the reason, unless it is the primary one: then RefusedError is raised.
    """
    public = read_features(study, features) if features else {}
    blocks = pool.blocks

    def design(outcome: Outcome) -> Design:
        return design_of(
            study,
            blocks,
            silent=pool.silent,
            outcome=outcome,
            subgroup=subgroup,
            features=public,
        )

    secondary: list[Answer] = []
    untested: dict[str, str] = {}
    for turn, outcome in enumerate(study.outcomes):
        progress.at(turn, len(study.outcomes), "of the outcomes")
        if not outcome.primary:
            try:
                secondary.append(answer(design(outcome), blocks))
            except CannotEstimateError as refusal:
                untested[outcome.id] = refusal.sentence
    asked = replace(design(study.primary), untested=untested)
    primary = answer(asked, blocks)
    if replies:
        found = {path.name: read_reply(path) for path in replies}
        answered, squares = matching(question_of(study, pool), found)
        more = by_school(asked, blocks, answered, squares)
        primary = replace(primary, others=(*primary.others, more))
    return Answers(
        study=study.id,
        digest=study.digest,
        question=study.question,
        primary=primary,
        secondary=tuple(_with_declared(one, primary) for one in secondary),
        untested=untested,
    )


def _with_declared(secondary: Answer, primary: Answer) -> Answer:
    """What was not tested is known when all were tried: the primary outcome's check says it."""
    known = {check.name: check for check in primary.checks if check.name == DECLARED}
    checks = tuple(known.get(check.name, check) for check in secondary.checks)
    return replace(secondary, checks=checks)
