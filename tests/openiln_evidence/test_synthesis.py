"""Several studies of one practice: pooled by random effects, or refused by name."""

import json

import pytest

from openiln_evidence.cli import main
from openiln_evidence.estimate.pooling import random_effects

EFFECTS, ERRORS = (0.10, -0.30, 0.22), (0.05, 0.10, 0.08)


def written(path, study, effect, error, *, higher=True, size=True):
    said = {
        "study": study,
        "digest": f"digest of {study}",
        "primary": {
            "outcome": "absence" if not higher else "math",
            "higher_is_better": higher,
            "effect_size": {"effect": effect, "error": error} if size else None,
        },
    }
    path.write_text(json.dumps(said))
    return str(path)


@pytest.fixture
def answers(tmp_path):
    signs = (1, -1, 1)
    return [
        written(tmp_path / f"{i}.json", f"study-{i}", sign * effect, error, higher=sign > 0)
        for i, (effect, error, sign) in enumerate(zip(EFFECTS, ERRORS, signs, strict=True))
    ]


def run(capsys, *words):
    code = main(["synthesize", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_effects_are_turned_so_that_above_zero_is_better_and_pooled(capsys, answers):
    code, out, _ = run(capsys, *answers)
    pooled = random_effects(EFFECTS, ERRORS, 0.05)
    assert code == 0
    assert "  study-1   -0.300  (error 0.100)  absence\n" in out
    assert (
        f"over 3 studies: {pooled.effect:.3f} ({pooled.low:.3f} to {pooled.high:.3f}), "
        f"p {pooled.p:.3f}" in out
    )
    assert f"{pooled.predicted_low:.3f} to {pooled.predicted_high:.3f}, nineteen" in out


def test_two_studies_say_nothing_of_a_third(capsys, answers):
    assert "Two studies say nothing of where a third would lie." in run(capsys, *answers[:2])[1]
    code, _, err = run(capsys, answers[0])
    assert (code, "takes at least two studies" in err) == (2, True)


def test_answers_that_do_not_fit_are_refused_by_name(capsys, answers, tmp_path):
    written(tmp_path / "few.json", "few", 0.2, None)
    written(tmp_path / "bare.json", "bare", 0.2, 0.1, size=False)
    (tmp_path / "other.json").write_text("[]")
    (tmp_path / "text.json").write_text("no")
    for name, sentence in (
        ("few", 'the study "few" has no effect size with a valid error'),
        ("bare", 'the study "bare" has no effect size'),
        ("other", "it is not what iln evidence estimate --json writes"),
        ("text", "it is not what iln evidence estimate --json writes"),
        ("none", "it cannot be read: No such file"),
        ("0", 'the study "study-0" is in another too'),
    ):
        code, out, err = run(capsys, answers[0], tmp_path / f"{name}.json")
        assert (code, out) == (2, "")
        assert f"answer {name}.json: {sentence}" in err
