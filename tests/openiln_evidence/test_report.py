"""An answer is told whole, and what is not there is said to be missing."""

from dataclasses import replace

import pytest

from evidence_make import STUDY
from openiln_evidence.estimate.answer import Answer, Answers, Check, Counts, Estimate, Spread
from openiln_evidence.packages.pool import Pool
from openiln_evidence.report import tell
from openiln_evidence.study.grammar import parse_study
from student_rows import blocks_of, student_rows

NONE = Estimate("treated", 1.5, None, None, 2.0, None, "randomisation inference")


def told(**changes):
    return of(made(**changes))


def made(**changes):
    answer = {
        "outcome": "math", "is_primary": True, "higher_is_better": True, "subgroup": "all",
        "estimator": "differences", "primary": NONE,
        "recommended": "randomisation inference", "smallest_p": None,
        "counts": Counts(1000, 400, 12, 4, 4, 1), "spread": None, "effect_size": None,
        "others": (), "by_event_time": (), "drawn_together": (), "gaps": (), "checks": (),
        "excluded": (), "warnings": (),
        "claim": "This study claims nothing.",
    }  # fmt: skip
    return Answer(**(answer | changes))


def of(primary, *secondary):
    answers = Answers("s", "abc", "Do longer blocks raise scores?", primary, secondary, {})
    return tell(parse_study(STUDY), Pool((), (), 0.25), answers)


def test_an_interval_without_an_end_says_so():
    text = told()
    assert (
        "Effect on math (primary; higher is better), all students:\n"
        "  1.500 points on a scale of 0 to 1000 (95% interval no end to 2.000)\n"
    ) in text
    assert "25.0% of results" in text
    assert "1 of 4 districts were treated" in text
    assert "smallest p" not in text


@pytest.mark.parametrize(
    ("passed", "mark"), [(True, "passed"), (False, "NOT passed"), (None, "open")]
)
def test_a_check_is_passed_failed_or_open(passed, mark):
    assert f"Check, trends: {mark}. Flat." in told(checks=(Check("trends", passed, "Flat.", {}),))


def test_a_group_of_which_nothing_left_is_named():
    (block, *_) = blocks_of(student_rows(101))
    held = (replace(block, outcome="math", subgroup="all"),)
    answers = Answers("s", "abc", "Do longer blocks raise scores?", made(), (), {})
    lines = tell(parse_study(STUDY), Pool((), held, 0.25), answers).splitlines()
    absent = "Nothing of math leaves for poor: its holders withheld it, or had nobody in it."
    assert absent in lines
    both = (*held, replace(block, outcome="math", subgroup="poor"))
    assert absent not in tell(parse_study(STUDY), Pool((), both, 0.25), answers)
    assert "Nothing of" not in told()


def test_everything_else_is_told_when_it_is_there():
    text = told(
        smallest_p=0.04,
        effect_size=NONE,
        others=(NONE,),
        excluded=("d9: no before",),
        warnings=("Few clusters.",),
    )
    for said in (
        "could have given no p below 0.04",
        "That is 1.500 standard deviations (95% interval no end to 2.000).\n",
        "judged in other ways (points on a scale of 0 to 1000, 95% intervals)\n  randomisation",
        "  randomisation inference      1.500  (no end to 2.000)\n",
        "Left out: d9: no before",
        "Warning: Few districts.",
    ):
        assert said in text


def test_years_and_small_p_are_told_in_words():
    at = tuple(Estimate(f"event time={t}", 1.5, 0.1, 1, 2, 0.0001, "band") for t in (-2, 0, 1, 3))
    text = told(by_event_time=at, subgroup="poor")
    assert "Effect on math (primary; higher is better), poor:\n" in text
    for said in ("2 years before", "the first year", "1 year later", "3 years later"):
        assert f"\n  {said:<14}      1.500  (1.000 to 2.000), p under 0.001\n" in text


def test_effects_that_rest_on_few_treated_clusters_have_no_p_and_the_reason():
    bare = Estimate("event time=0", 1.5, None, None, None, None, "no p: too few")
    text = told(by_event_time=(bare,), gaps=(bare,), effect_size=bare)
    assert "  the first year      1.500  -\n  - no p: too few\n" in text
    assert "That is 1.500 standard deviations (no p: too few)." in text
    assert "There is no interval to set beside it." in text
    assert "no end" not in text.split("That is")[1]


def test_secondary_outcomes_are_told_with_how_many_were_looked_at():
    text = of(made(), made(outcome="passed", is_primary=False, higher_is_better=False))
    assert "Secondary outcomes. 2 outcomes were looked at in all." in text
    assert "not corrected for that" in text
    assert "Effect on passed (secondary; lower is better), all students:\n" in text
    assert "  1.500 as a share of students (95% interval" in text
    assert text.count("The study foretold") == 1
    assert "Secondary outcomes" not in of(made())


def test_effects_drawn_together_are_read_in_words_and_the_spread_is_told():
    names = ("first treated=2016", "period=2017", "mean over groups")
    drawn = tuple(Estimate(name, 1.5, 0.1, 1, 2, 0.02, "influence") for name in names)
    text = told(drawn_together=drawn, spread=Spread(90, 9, 40.25, 0.1, 0.2))
    for said in ("first treated in 2016", "in 2017", "mean over groups"):
        assert f"\n  {said:<21}      1.500  (1.000 to 2.000), p 0.020\n" in text
    assert (
        "standard deviation is 40.2; 10.0% of the variance lies between districts, "
        "20.0% between schools." in text
    )


def sized(low, high):
    size = Estimate("treated", 0.1, 0.01, low, high, None, "Hedges' g")
    return told(effect_size=size)


@pytest.mark.parametrize(
    ("low", "high", "where"),
    [
        (0.05, 0.2, "The interval lies wholly above it."),
        (-0.3, -0.05, "The interval lies wholly below -0.05."),
        (-0.04, 0.049, "The interval lies wholly between -0.05 and 0.05."),
        (0.01, 0.2, "The interval contains 0.05: it does not say whether the effect is large"),
        (None, 0.01, "The interval contains -0.05: it does not say"),
        (-0.2, None, "The interval contains -0.05 and 0.05: it does not say"),
        (None, None, "There is no interval to set beside it."),
    ],
)
def test_the_interval_is_set_beside_the_smallest_effect_that_matters(low, high, where):
    text = sized(low, high)
    assert (
        "The smallest effect that matters, says the study, is 0.05 standard deviations. " + where
    ) in text
    assert "Neither line is a claim" in text


def test_what_was_foretold_stands_beside_what_was_found_in_its_own_words():
    assert (
        "  The study foretold, before the data were seen: A rise of a tenth of a standard "
        "deviation.\n  What was found: 0.100 standard deviations. "
    ) in sized(0.05, 0.2)
    assert "What was found: 1.500 points on a scale of 0 to 1000. " in told()


def test_the_report_speaks_of_districts_and_not_of_clusters_or_arms():
    text = told(
        claim="Nothing: 3 clusters were treated. The cluster 'Near cluster' is odd.",
        checks=(Check("match", None, "the arms differ; cluster by the assignment unit.", {}),),
        warnings=("errors by cluster are too small",),
        excluded=("Left out d9: of one cluster.",),
        recommended="restricted wild cluster bootstrap",
        gaps=(Estimate("poor", 1, None, None, None, None, "under six treated clusters"),),
    )
    for said in (
        "3 districts were treated. The district 'Near cluster' is odd.",
        "the treated and the others differ; cluster by the assignment unit.",
        "errors by district are too small",
        "Left out: d9: of one cluster.",
        "restricted wild cluster bootstrap",
        "  - under six treated districts",
    ):
        assert said in text


def test_scores_by_the_state_s_published_spread_are_in_its_standard_deviations():
    text = STUDY.replace(
        "range = [0, 1000]",
        "range = [0, 1000]\n[[outcomes.published]]\ngrade = 3\nperiod = 2015\nmean = 1\nsd = 2",
    )
    answers = Answers("s", "abc", "?", made(), (), {})
    assert "  1.500 state standard deviations (" in tell(
        parse_study(text), Pool((), (), 0.25), answers
    )
