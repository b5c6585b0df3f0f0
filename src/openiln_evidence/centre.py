"""What the centre does with packages: asks a second round, and puts an answer together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from openiln_evidence.design import design_of, read_features
from openiln_evidence.estimate.answer import Answer
from openiln_evidence.estimate.facade import answer
from openiln_evidence.estimate.second_round import by_school, questions, two_way_of
from openiln_evidence.packages.pool import Pool
from openiln_evidence.packages.second_round import Question, matching, read_reply
from openiln_evidence.study.plan import WHOLE, Study


def question_of(study: Study, pool: Pool) -> Question:
    """What to ask the holders for errors by school. Raises RefusedError."""
    fit, chosen = two_way_of(design_of(study, pool.blocks), pool.blocks)
    asked = questions(fit, chosen)
    return Question(
        study=study.digest,
        coefficients={unit: tuple(b.tolist()) for unit, (b, _) in asked.items()},
        directions={unit: tuple(d.tolist()) for unit, (_, d) in asked.items()},
        rows={block.unit: block.n for block in chosen.blocks},
        common=tuple(sorted(unit for manifest in pool.manifests for unit in manifest.common)),
    )


def answer_of(
    study: Study,
    pool: Pool,
    *,
    subgroup: str = WHOLE,
    features: Path | None = None,
    replies: Sequence[Path] = (),
) -> Answer:
    """The answer to a study's question, errors by school beside it where holders replied.

    Raises RefusedError.
    """
    public = read_features(study, features) if features else None
    design = design_of(study, pool.blocks, subgroup=subgroup, features=public)
    said = answer(design, pool.blocks)
    if not replies:
        return said
    found = {path.name: read_reply(path) for path in replies}
    answered, squares = matching(question_of(study, pool), found)
    more = by_school(design, pool.blocks, answered, squares)
    return replace(said, others=(*said.others, more))
