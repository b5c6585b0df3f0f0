"""Attacks on packages: each works on what would leave without rules, and fails on what leaves."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from evidence_holders import package
from evidence_make import changed, records, study_text, without, write_parquet
from openiln_evidence.check.run import check_input
from openiln_evidence.compress.run import compress
from openiln_evidence.errors import RefusedError
from openiln_evidence.packages.folder import read_package
from openiln_evidence.packages.rules import Rule, broken_rule
from openiln_evidence.read.source import open_source
from openiln_evidence.study.grammar import parse_study

SAFE = records(districts=2, per_grade=40, missing=0)
UNWEIGHTED = study_text(
    ('weight = "weight"\n', ""),
    ('[[outcomes]]\nid = "passed"\ncolumn = "passed"\nkind = "binary"\n', ""),
    ('[[interactions]]\nof = ["frl", "grade"]\n', ""),
)
MARKED = UNWEIGHTED + '\n[[covariates]]\ncolumn = "mark"\nlevels = [0, 1]\n'


def bare_blocks(tmp_path, columns, text):
    """What would leave without rules."""
    study = parse_study(text)
    source = open_source(str(write_parquet(tmp_path / "bare.parquet", columns)))
    made, _ = compress(study, source, check_input(study, source, key=1))
    return {(m.block.outcome, m.block.subgroup, m.block.unit): m.block for m in made}


def released(tmp_path, name="package"):
    return {(b.outcome, b.subgroup, b.unit): b for b in read_package(tmp_path / name)[1]}


def test_safe_records_leave_whole(tmp_path):
    manifest = package(tmp_path, SAFE, text=UNWEIGHTED)
    assert manifest.withheld == {}
    assert manifest.share == 0
    assert set(released(tmp_path)) == {
        ("math", g, d) for g in ("all", "poor", "first enrolment") for d in ("d1", "d2")
    }


def test_a_covariate_that_marks_one_student_gives_no_score(tmp_path):
    victim = 17
    columns = SAFE | {"mark": [int(row == victim) for row in range(len(SAFE["math"]))]}
    school = SAFE["school"][victim]
    scores = [y for y, s in zip(SAFE["math"], SAFE["school"], strict=True) if s == school]
    bare = bare_blocks(tmp_path, columns, MARKED)["math", "all", "d1"]
    mark = bare.columns.index("mark=1")
    # xx is 1 - 1/n of the school, xy the score less the school's published mean
    assert bare.schooled.xx[mark, mark] == pytest.approx(1 - 1 / len(scores))
    assert bare.schooled.xy[mark] + np.mean(scores) == pytest.approx(SAFE["math"][victim])
    manifest = package(tmp_path, columns, text=MARKED)
    assert ("math", "all", "d1") not in released(tmp_path)
    assert manifest.withheld[Rule.SMALL] >= 1
    assert 0 < manifest.share < 1


def test_leaving_one_student_out_of_a_second_study_gives_no_score(tmp_path):
    victim = 17
    less = without(SAFE, {victim})
    first = bare_blocks(tmp_path, SAFE, UNWEIGHTED)["math", "all", "d1"].by_period
    second = bare_blocks(tmp_path, less, UNWEIGHTED)["math", "all", "d1"].by_period
    assert (first.wy - second.wy).sum() == pytest.approx(SAFE["math"][victim])
    package(tmp_path, SAFE, "first", text=UNWEIGHTED)
    again = UNWEIGHTED + "# another study\n"
    with pytest.raises(RefusedError, match="differs by fewer than 10 students"):
        package(tmp_path, less, "second", text=again)
    with pytest.raises(RefusedError, match="differs by fewer than 10 students"):
        package(tmp_path, less, "same-study-other-rows", text=UNWEIGHTED)
    assert not (tmp_path / "second").exists()
    assert not list(tmp_path.glob(".second*"))


def test_a_second_study_of_clearly_other_rows_is_allowed(tmp_path):
    package(tmp_path, SAFE, "first", text=UNWEIGHTED)
    many = {row for row, s in enumerate(SAFE["student"]) if str(s).endswith(("1", "2", "3"))}
    package(tmp_path, without(SAFE, many), "second", text=UNWEIGHTED + "# other\n")
    assert released(tmp_path, "second")


def test_a_subgroup_that_leaves_few_out_is_not_released(tmp_path):
    here = [row for row, d in enumerate(SAFE["district"]) if d == "d1"]
    kept = set(here[:: len(here) // 6])
    columns = SAFE | {"club": [0 if row in kept else 1 for row in range(len(SAFE["frl"]))]}
    text = UNWEIGHTED.replace('column = "frl"\nis = [1]', 'column = "club"\nis = [1]')
    bare = bare_blocks(tmp_path, columns, text)
    alone = bare["math", "all", "d1"].n - bare["math", "poor", "d1"].n
    assert 0 < alone < 10
    manifest = package(tmp_path, columns, text=text)
    assert ("math", "all", "d1") in released(tmp_path)
    assert ("math", "poor", "d1") not in released(tmp_path)
    assert manifest.withheld[Rule.DIFFERENCE] == 1


def test_outcomes_that_nearly_agree_leave_over_common_rows(tmp_path):
    two = study_text(('[[interactions]]\nof = ["frl", "grade"]\n', ""))
    columns = changed(changed(SAFE, "math", 5, None), "passed", 700, None)
    bare = bare_blocks(tmp_path, columns, two)
    assert bare["math", "all", "d1"].n == bare["passed", "all", "d1"].n
    assert bare["math", "all", "d1"].weight != bare["passed", "all", "d1"].weight
    manifest = package(tmp_path, columns, text=two)
    found = released(tmp_path)
    for unit in manifest.common:
        one, other = (found[outcome, "all", unit] for outcome in ("math", "passed"))
        assert one.by_period.n.tolist() == other.by_period.n.tolist()
    assert "d1" in manifest.common


def test_a_later_study_of_one_outcome_cannot_undo_common_rows(tmp_path):
    two = study_text(('[[interactions]]\nof = ["frl", "grade"]\n', ""))
    columns = changed(SAFE, "math", 5, None)
    package(tmp_path, columns, "both", text=two)
    one = two.replace(
        '[[outcomes]]\nid = "math"\ncolumn = "math"\nprimary = true\nrange = [0, 1000]\n', ""
    )
    one = one.replace('kind = "binary"', 'kind = "binary"\nprimary = true')
    with pytest.raises(RefusedError, match="differs by fewer than 10 students"):
        package(tmp_path, columns, "one", text=one)


def test_outcomes_that_nearly_agree_in_a_subgroup_leave_over_common_rows(tmp_path):
    two = study_text(('[[interactions]]\nof = ["frl", "grade"]\n', ""))
    poor, others = (
        [row for row, (d, frl) in enumerate(zip(SAFE["district"], SAFE["frl"], strict=True))
         if (d, frl) == ("d1", level)]
        for level in (1, 0)
    )  # fmt: skip
    lost = {poor[7], *others[::3]}
    columns = SAFE | {"passed": [None if r in lost else v for r, v in enumerate(SAFE["passed"])]}
    bare = bare_blocks(tmp_path, columns, two)
    apart = bare["math", "poor", "d1"].n - bare["passed", "poor", "d1"].n
    assert (apart, bare["math", "all", "d1"].n - bare["passed", "all", "d1"].n > 40) == (1, True)
    assert package(tmp_path, columns, text=two).common == ("d1",)


def test_the_rest_beside_a_subgroup_does_not_leave_where_all_of_it_passed(tmp_path):
    two = study_text(('[[interactions]]\nof = ["frl", "grade"]\n', ""))
    columns = SAFE | {
        "passed": [1 if frl == 0 else v for frl, v in zip(SAFE["frl"], SAFE["passed"], strict=True)]
    }
    manifest = package(tmp_path, columns, text=two)
    assert ("passed", "all", "d1") in released(tmp_path)
    assert ("passed", "poor", "d1") not in released(tmp_path)
    assert manifest.withheld[Rule.DIFFERENCE] == 2


def test_a_school_of_few_hides_no_other_two(tmp_path):
    third = [row for row, s in enumerate(SAFE["school"]) if s == "d1s3"]
    columns = without(SAFE, set(third[1:]))
    bare = bare_blocks(tmp_path, columns, UNWEIGHTED)["math", "all", "d1"]
    assert (bare.schools, bare.singletons) == (3, 1)
    # two schools' published means and sizes, and the third's student is what is left
    known = [y for y, s in zip(SAFE["math"], SAFE["school"], strict=True) if s in ("d1s1", "d1s2")]
    assert bare.by_period.wy.sum() - sum(known) == pytest.approx(SAFE["math"][third[0]])
    manifest = package(tmp_path, columns, text=UNWEIGHTED)
    assert ("math", "all", "d1") not in released(tmp_path)
    assert manifest.withheld[Rule.SCHOOLS] >= 1


def test_few_students_alone_in_their_school_are_not_counted(tmp_path):
    columns = records(districts=2, schools=4, per_grade=40, missing=0)
    fourth = [row for row, s in enumerate(columns["school"]) if s == "d1s4"]
    columns = without(columns, set(fourth[1:]))
    assert bare_blocks(tmp_path, columns, UNWEIGHTED)["math", "all", "d1"].singletons == 1
    package(tmp_path, columns, text=UNWEIGHTED)
    assert released(tmp_path)["math", "all", "d1"].singletons == 0


def test_one_student_far_from_all_others_is_not_in_a_sum_of_squares(tmp_path):
    flat = SAFE | {"math": [500 + row % 2 for row in range(len(SAFE["math"]))]}
    columns = changed(flat, "math", 17, 1000)
    manifest = package(tmp_path, columns, text=UNWEIGHTED)
    assert ("math", "all", "d1") not in released(tmp_path)
    assert manifest.withheld[Rule.LARGEST] >= 1


def test_equal_scores_of_a_whole_year_do_not_leave(tmp_path):
    year = [500 if y == 2016 else m for y, m in zip(SAFE["year"], SAFE["math"], strict=True)]
    with pytest.raises(
        RefusedError, match="nothing may leave under the rules of disclosure: one student"
    ):
        package(tmp_path, SAFE | {"math": year}, text=UNWEIGHTED)
    assert not (tmp_path / "package").exists()


def test_a_district_of_few_schools_leaves_only_if_its_schools_could_be_published(tmp_path):
    two = records(districts=2, schools=2, per_grade=60, missing=0)
    assert package(tmp_path, two, "large", text=UNWEIGHTED).withheld == {}
    few = records(districts=2, schools=2, per_grade=8, missing=0, seed=3)
    bare = UNWEIGHTED.replace("levels = [3, 4, 5]", "levels = [3, 4]").replace(
        'id = "poor"\ncolumn = "frl"\nis = [1]', 'id = "third"\ncolumn = "grade"\nis = [3]'
    )
    bare = bare.replace('[[covariates]]\ncolumn = "frl"\nlevels = [0, 1]\n', "")
    bare += '\n[[exclusions]]\nid = "fifth"\nreason = "none"\ncolumn = "grade"\nis = [5]\n'
    with pytest.raises(RefusedError, match="fewer than three schools"):
        package(tmp_path, few, "small", text=bare)


def test_fewer_than_two_rows_for_each_column_do_not_leave(tmp_path):
    study = parse_study(UNWEIGHTED)
    source = open_source(str(write_parquet(tmp_path / "bare.parquet", SAFE)))
    made = compress(study, source, check_input(study, source, key=1))[0][0]
    columns = len(made.block.columns)
    assert broken_rule(replace(made, block=replace(made.block, n=2 * columns)), 0.1, 10) is None
    few = replace(made, block=replace(made.block, n=2 * columns - 1))
    assert broken_rule(few, 0.1, 10) is Rule.ROWS


def test_a_yes_that_nearly_all_share_does_not_leave(tmp_path):
    columns = SAFE | {"passed": [1] * len(SAFE["passed"])}
    text = study_text(('[[interactions]]\nof = ["frl", "grade"]\n', ""))
    manifest = package(tmp_path, columns, text=text, accepted=("passed",))
    assert ("passed", "all", "d1") not in released(tmp_path)
    assert manifest.withheld[Rule.ONES] == 4


def groups(columns, rows):
    """Each group that a pair of dummies, either way round, makes in a year: its rows."""
    literals = {}
    for name, levels in (("frl", (1,)), ("grade", (4, 5))):
        for level in levels:
            yes = {row for row in rows if columns[name][row] == level}
            literals[f"{name}={level}"], literals[f"not {name}={level}"] = yes, rows - yes
    for year in range(2015, 2019):
        here = {row for row in rows if columns["year"][row] == year}
        yield here
        for one, other in combinations(literals.values(), 2):
            yield here & one & other


@pytest.mark.parametrize("seed", range(6))
def test_no_group_that_can_be_counted_from_a_package_is_small(tmp_path, seed):
    columns = records(districts=3, schools=3, per_grade=11 + seed, missing=0.1, seed=seed)
    try:
        package(tmp_path, columns, text=UNWEIGHTED)
    except RefusedError:
        return
    found = released(tmp_path)
    for unit in ("d1", "d2", "d3"):
        rows = {
            row
            for row in range(len(columns["math"]))
            if columns["district"][row] == unit and columns["math"][row] is not None
        }
        of = {"all": rows, "poor": {row for row in rows if columns["frl"][row] == 1}}
        sets = [of[g] for g in of if ("math", g, unit) in found]
        if len(sets) == 2:
            sets.append(of["all"] - of["poor"])
        sizes = [len(group) for members in sets for group in groups(columns, members)]
        assert not [size for size in sizes if 0 < size < 10]
