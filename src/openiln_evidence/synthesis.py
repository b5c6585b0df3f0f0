"""Several studies of one practice as one, from the answers that `estimate --json` wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openiln_evidence.errors import RefusedError
from openiln_evidence.estimate.pooling import Pooled, random_effects

ALPHA = 0.05


@dataclass(frozen=True)
class Finding:
    """A study's primary effect in standard deviations, above zero where the practice was better."""

    study: str
    digest: str
    outcome: str
    effect: float
    error: float


def read_findings(paths: Sequence[Path]) -> list[Finding]:
    """One finding a study. Raises RefusedError naming the answer that does not fit."""
    found: dict[str, Finding] = {}
    for path in paths:
        one = _read(path)
        if one.digest in found:
            raise RefusedError(f'answer {path.name}: the study "{one.study}" is in another too')
        found[one.digest] = one
    return list(found.values())


def _read(path: Path) -> Finding:
    try:
        read = json.loads(path.read_bytes())
        primary = read["primary"]
        size = primary["effect_size"] or {"effect": None, "error": None}
        sign = 1 if primary["higher_is_better"] else -1
        named = (read["study"], read["digest"], primary["outcome"])
    except OSError as error:
        raise RefusedError(f"answer {path.name}: it cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise RefusedError(
            f"answer {path.name}: it is not what iln evidence estimate --json writes"
        ) from None
    if size["effect"] is None or not size["error"]:
        raise RefusedError(
            f'answer {path.name}: the study "{named[0]}" has no effect size with a valid error, as '
            "with under six units in an arm; leave it out, and say so"
        )
    return Finding(*named, sign * size["effect"], size["error"])


def tell(findings: Sequence[Finding]) -> str:
    """The studies and their mean in plain words. Raises RefusedError."""
    pooled = random_effects([f.effect for f in findings], [f.error for f in findings], ALPHA)
    width = max(len(f.study) for f in findings)
    lines = [
        "Primary outcomes in standard deviations; above zero is better.",
        *(
            f"  {f.study:<{width}}  {f.effect:>7.3f}  (error {f.error:.3f})  {f.outcome}"
            for f in findings
        ),
        "",
        *_mean(pooled),
        "Pooled are only the studies named here: ask for those that found nothing too.",
    ]
    return "\n".join(lines) + "\n"


def _mean(pooled: Pooled) -> list[str]:
    lines = [
        (
            f"Mean of true effects over {pooled.studies} studies: {pooled.effect:.3f} "
            f"({pooled.low:.3f} to {pooled.high:.3f}), p {pooled.p:.3f}"
        ),
        "  by random effects: Paule and Mandel, Hartung and Knapp.",
        f"  Between studies {pooled.share_of_variance:.0%} of the spread is not chance.",
    ]
    if pooled.predicted_low is None:
        return [*lines, "  Two studies say nothing of where a third would lie."]
    return [
        *lines,
        (
            f"  The next study's true effect: {pooled.predicted_low:.3f} to "
            f"{pooled.predicted_high:.3f}, nineteen times in twenty."
        ),
    ]
