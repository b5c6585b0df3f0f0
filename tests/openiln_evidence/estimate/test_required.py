"""What every estimate must say: attrition, mobility, trends before, and what was set aside."""

from dataclasses import replace

import numpy as np
import pytest

import student_rows as made
from openiln_evidence.estimate.answer import Estimate
from openiln_evidence.estimate.design import Design
from openiln_evidence.estimate.main_effect import main_effect
from openiln_evidence.estimate.refusal import CannotEstimateError
from openiln_evidence.estimate.required.attrition import (
    DIFFERENCE,
    OVERALL,
    Share,
    attrition,
    boundary,
    is_low,
)
from openiln_evidence.estimate.required.declared import declared_outcomes
from openiln_evidence.estimate.required.sensitivity import (
    by_first_enrolment,
    mobility,
    selection_period,
    spillover,
)
from openiln_evidence.estimate.selection import select
from openiln_evidence.moments import Flow

DESIGN = Design({}, "score", draws=1_999)
SURE = Estimate("treated", 2.0, 0.2, 1.5, 2.5, 0.001, "test")


def blocks_with(rows, **shares):
    """Blocks whose flow is a share of the rows, for the treated and for the others."""
    changed = []
    for block in made.blocks_of(rows):
        treated = int(block.unit < "D04")
        n = block.by_period.n
        flow = {k: np.rint(v[treated] * n).astype(int) for k, v in shares.items()}
        changed.append(replace(block, flow=replace(block.flow, **flow)))
    return changed


def chosen_of(rows, blocks=None):
    return select(blocks or made.blocks_of(rows), "score", "all", made.dates_of(rows))


@pytest.mark.parametrize(("overall", "difference"), [(0, 5.7), (10, 6.3), (35, 3.3), (57, 0.0)])
def test_the_boundary_is_the_table_of_the_wwc(overall, difference):
    assert boundary(overall / 100) == pytest.approx(difference / 100)


def test_the_boundary_lies_between_its_lines_and_ends():
    assert boundary(0.125) == pytest.approx(0.061)
    assert boundary(0.58) < 0
    assert len(OVERALL) == len(DIFFERENCE)


@pytest.mark.parametrize(("treated", "low"), [(0.88, True), (0.75, False)])
def test_attrition_is_low_or_high_by_what_the_arms_lost(treated, low):
    rows = made.student_rows(101, students=60)
    check = attrition(chosen_of(rows, blocks_with(rows, with_outcome=(0.9, treated))))
    assert check.passed is low
    assert check.numbers["treated"] == pytest.approx(1 - treated, abs=0.005)
    assert check.numbers["comparison"] == pytest.approx(0.1, abs=0.005)


def rounded(treated, others=(200, 200, 180), step=10):
    """Blocks whose flows of every period are these counts: baseline, linked and with the outcome.

    They may be rounded to multiples of `step`.
    """
    changed = []
    for block in made.blocks_of(made.student_rows(101)):
        counts = treated if block.unit < "D04" else others
        still = np.zeros(len(block.periods), dtype=np.int64)
        baseline, linked, outcome = (np.full(len(block.periods), n) for n in counts)
        flow = Flow(baseline, linked, outcome, still, still, step)
        changed.append(replace(block, flow=flow))
    return chosen_of(made.student_rows(101), changed)


def test_attrition_is_said_as_closely_as_rounded_counts_allow():
    check = attrition(rounded((200, 200, 170)))
    assert check.passed is None  # 5 points by what is told
    assert check.finding == (
        "7.3 to 15.9% of the baseline have no outcome, and the treated and the others differ by "
        "0.0 to 13.5 points: low or high, as rounding leaves open, by the WWC's cautious boundary. "
        "Found again were 95.5 to 100.0% of the treated and 95.5 to 100.0% of the others. Holders "
        "may have rounded small counts, so no closer figures can be had."
    )
    assert check.numbers["difference"] == pytest.approx(0.05)
    assert check.numbers["difference_high"] == pytest.approx(184 / 195 - 165 / 204)


@pytest.mark.parametrize(
    ("treated", "others", "passed"),
    [((200, 200, 180), (200, 200, 180), True), ((200, 200, 120), (200, 200, 180), False)],
)
def test_a_verdict_that_no_rounding_could_turn_stands(treated, others, passed):
    large = [tuple(5 * n for n in counts) for counts in (treated, others)]
    assert attrition(rounded(*large)).passed is passed


def test_counts_that_are_no_multiples_are_not_rounded():
    exact = attrition(rounded((201, 200, 170), (201, 200, 180)))
    assert "rounded" not in exact.finding
    assert "difference_low" not in exact.numbers
    assert attrition(rounded((200, 200, 170), step=0)).numbers == pytest.approx(
        exact.numbers, abs=0.01
    )


def test_a_handful_of_students_may_be_any_share():
    check = attrition(rounded((0, 0, 0), (10, 10, 0)))
    assert check.finding.startswith("Not looked at")
    check = attrition(rounded((10, 10, 10), (10, 10, 10)))
    assert "0.0 to 64.3% of the baseline" in check.finding
    tiny = Share(0.5, 0.0, 1.0)
    assert is_low(tiny, Share(0.1, 0.0, 0.2)) is None


def test_where_all_are_treated_rounded_counts_are_a_range_too():
    chosen = rounded((200, 200, 170))
    all_treated = replace(chosen, treated_from=tuple(s or 2016 for s in chosen.treated_from))
    check = attrition(all_treated)
    assert "of the treated's baseline have no outcome" in check.finding
    assert check.finding.endswith("so no closer figures can be had.")


def test_attrition_without_a_baseline_is_not_looked_at():
    rows = made.student_rows(102)
    check = attrition(chosen_of(rows, blocks_with(rows, baseline=(0, 0))))
    assert check.passed is None
    assert check.finding.startswith("Not looked at")


def test_mobility_is_told_and_settled_by_first_enrolment():
    rows = made.student_rows(103, students=60)
    chosen = chosen_of(rows, blocks_with(rows, joined=(0.05, 0.1), moved=(0.05, 0.2)))
    alone = mobility(chosen, SURE, None)
    assert alone.passed is None
    assert alone.numbers["treated"] == pytest.approx(0.3, abs=0.005)
    assert "30" in alone.finding
    main = main_effect(chosen, "never treated")
    same = Estimate("treated", float(main.effect.effects[0]), None, None, None, 0.01, "test")
    assert mobility(chosen, same, lambda: same.effect).passed is True


def test_mobility_is_said_as_closely_as_rounded_counts_allow():
    chosen = rounded((200, 200, 170))
    check = mobility(chosen, SURE, None)
    starts = [start for start in chosen.treated_from if start]
    since = np.array(chosen.periods) >= min(starts)
    rows = sum(
        block.by_period.n[since].sum()
        for block, start in zip(chosen.blocks, chosen.treated_from, strict=True)
        if start
    )
    assert check.numbers["treated"] == 0
    assert check.numbers["treated_high"] == pytest.approx(2 * 4 * len(starts) * since.sum() / rows)
    assert check.finding.startswith("0.0 to ")
    assert "joined or moved (holders may have rounded small counts); " in check.finding
    exact = mobility(rounded((201, 200, 170), (201, 200, 180)), SURE, None)
    assert exact.finding.startswith("0.0% of the treated and 0.0% of the others joined or moved; ")


def moved_to(effect):
    """The effect once more is this number."""
    return lambda: effect


@pytest.mark.parametrize(
    ("effect", "stays"), [(1.6, True), (1.4, False), (2.6, False), (-1.7, False)]
)
def test_an_effect_stays_when_it_is_in_the_interval_with_the_same_sign(effect, stays):
    check = selection_period(SURE, 2015, moved_to(effect))
    assert check.passed is stays
    assert check.numbers["effect"] == effect


def test_the_sign_counts_where_the_interval_has_no_end():
    open_ended = Estimate("treated", 2.0, None, None, None, 0.3, "test")
    assert selection_period(open_ended, 2015, moved_to(-0.1)).passed is False


def test_sums_by_first_enrolment_are_refused_when_incomplete_or_when_nobody_was_seen_to_move():
    rows = made.student_rows(106)
    blocks, same = made.blocks_of(rows), made.blocks_of(rows, subgroup="first")
    design = Design(made.dates_of(rows), "score", first_enrolment="first")
    chosen = chosen_of(rows)
    for found, sentence in ((same, "no holder saw"), (same[1:], "withheld"), ([], "withheld")):
        with pytest.raises(CannotEstimateError, match=sentence):
            by_first_enrolment(design, [*blocks, *found], chosen)
    first = rows.copy()
    first.loc[first.index[0], ["district", "school_id"]] = ["D11", "D11-0"]
    moved = made.blocks_of(first, subgroup="first")
    kept = by_first_enrolment(design, [*blocks, *moved], chosen)
    assert [b.subgroup for b in kept.blocks] == ["first"] * 12


def test_what_the_study_does_not_name_is_not_looked_at():
    assert selection_period(SURE, None, moved_to(2.0)).passed is None
    assert spillover(SURE, None, moved_to(2.0)).passed is None
    assert spillover(SURE, frozenset(), moved_to(2.0)).passed is True
    assert spillover(SURE, frozenset({"D09"}), moved_to(2.1)).numbers["units"] == 1


def test_an_estimate_that_cannot_be_had_leaves_the_question_open():
    def refuse():
        raise CannotEstimateError("There is one cluster.")

    check = spillover(SURE, frozenset({"D09"}), refuse)
    assert check.passed is None
    assert "There is one cluster." in check.finding


def test_declared_outcomes_that_were_not_tested_are_named_with_the_reason():
    why = {"belonging": "It is constant.", "attendance": "It was withheld."}
    check = declared_outcomes(("score", "attendance", "belonging"), why)
    assert check.passed is False
    assert check.finding == (
        "Declared and not tested: attendance, belonging. "
        "attendance: It was withheld. belonging: It is constant."
    )
    passed = declared_outcomes(("score", "attendance"), {})
    assert passed.passed is True
    assert passed.finding == "Every declared outcome was tested: score, attendance."


def test_where_every_unit_is_treated_there_are_no_arms_to_differ():
    rows = made.student_rows(105, districts=4, students=40)
    chosen = chosen_of(rows, blocks_with(rows, with_outcome=(0.9, 0.8), linked=(1.0, 0.9)))
    check = attrition(chosen)
    assert check.passed is None
    assert "Differential attrition does not apply" in check.finding
    assert check.numbers == {
        "overall": pytest.approx(0.2, abs=0.01),
        "linked_treated": pytest.approx(0.9, abs=0.01),
    }
    moved = mobility(chosen, SURE, None)
    assert "comparison" not in moved.numbers
    assert "of the treated joined or moved" in moved.finding


def test_linked_attrition_is_said_of_both_arms():
    rows = made.student_rows(101, students=60)
    chosen = chosen_of(rows, blocks_with(rows, linked=(0.95, 0.9), with_outcome=(0.9, 0.9)))
    assert "Found again were 90.1% of the treated and 95.0% of the others." in (
        attrition(chosen).finding
    )
