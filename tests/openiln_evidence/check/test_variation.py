"""What is empty, or the same throughout, is refused in a sentence, unless it is truly so."""

import pytest

from evidence_make import STUDY, records, study_text, write_parquet
from openiln_evidence.check.run import check_input
from openiln_evidence.errors import RefusedError
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

SMALL = records(districts=2, per_grade=8)
ROWS = len(SMALL["math"])


def checked(tmp_path, columns, *accepted, text=STUDY):
    source = open_source(str(write_parquet(tmp_path / "records.parquet", columns)))
    return check_input(parse_study(text), source, key=5, accepted=accepted)


def of_poor(name, value):
    """The records with one column the same in all who are poor."""
    pairs = zip(SMALL["frl"], SMALL[name], strict=True)
    return SMALL | {name: [value if poor else own for poor, own in pairs]}


@pytest.mark.parametrize(
    ("columns", "told", "accepted"),
    [
        (
            SMALL | {"math": [""] * ROWS},
            'outcome "math" (column math) is empty in every row',
            "math",
        ),
        (
            SMALL | {"passed": [1] * ROWS},
            'outcome "passed" (column passed) is the same in every row',
            "passed",
        ),
        (
            SMALL | {"frl": [0] * ROWS},
            'nobody is in subgroup "poor": column frl has none of',
            "poor",
        ),
        (
            of_poor("passed", 0),
            'outcome "passed" (column passed) is the same in every row of subgroup "poor"',
            "poor",
        ),
        (
            of_poor("math", None),
            'outcome "math" (column math) is empty in every row of subgroup "poor"',
            "poor",
        ),
    ],
)
def test_what_is_empty_or_the_same_is_refused_unless_it_is_truly_so(
    tmp_path, columns, told, accepted
):
    with pytest.raises(RefusedError) as refused:
        checked(tmp_path, columns)
    assert refused.value.sentence.startswith(f"input: {told}")
    assert f'check again with --accept "{accepted}", and nothing of it leaves' in (
        refused.value.sentence
    )
    assert checked(tmp_path, columns, accepted).kept == ROWS


def test_an_outcome_that_is_the_same_throughout_is_told_once(tmp_path):
    with pytest.raises(RefusedError) as refused:
        checked(tmp_path, SMALL | {"passed": [1] * ROWS})
    assert refused.value.sentence.count('outcome "passed"') == 1


def test_a_few_students_of_a_subgroup_may_be_alike_by_chance(tmp_path):
    few = [int(row < 9) for row in range(ROWS)]
    passed = [1 if row < 9 else own for row, own in enumerate(SMALL["passed"])]
    columns = SMALL | {"frl": few, "passed": passed}
    assert checked(tmp_path, columns).kept == ROWS
    with pytest.raises(RefusedError, match='is the same in every row of subgroup "poor"'):
        checked(tmp_path, columns, text=study_text(("minimum_cell = 10", "minimum_cell = 9")))


def test_what_is_as_it_should_be_needs_no_acceptance(tmp_path):
    with pytest.raises(RefusedError, match='nothing is odd about "math"; leave --accept "math" ou'):
        checked(tmp_path, records(districts=2, per_grade=8), "math")


def test_only_what_the_study_declares_can_be_accepted(tmp_path):
    with pytest.raises(RefusedError, match='accept: "maths" is no outcome and no subgroup'):
        checked(tmp_path, SMALL, "maths")
