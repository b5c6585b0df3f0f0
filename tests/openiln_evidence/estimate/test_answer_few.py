"""The answer where few were treated, or few are there to compare with."""

import student_rows as made
from evidence_answer import ONE_DATE, asked, methods
from openiln_evidence.estimate import inference
from openiln_evidence.estimate.influence import BAND


def test_under_six_treated_clusters_nothing_but_the_main_effect_is_judged():
    rows = made.student_rows(125, districts=30, starts=(2015,) * 2 + (2016,) * 3, effect=12.0)
    blocks = made.blocks_of(rows) + [
        b
        for g in (0.0, 1.0)
        for b in made.blocks_of(rows[rows["frl"] == g], subgroup=f"frl={g:.0f}")
    ]
    got = asked(rows, blocks, gaps=(("frl=1", "frl=0"),))
    unjudged = (*got.by_event_time, *got.drawn_together, *got.gaps)
    assert len(got.by_event_time) > 5
    assert len(got.drawn_together) > 5
    for one in unjudged:
        assert (one.error, one.low, one.high, one.p) == (None, None, None, None)
        assert one.method == inference.UNJUDGED
    assert got.primary.p is not None
    assert got.effect_size.error is None


def test_what_rests_on_under_six_treated_clusters_is_not_judged_though_more_are_treated():
    rows = made.student_rows(126, districts=30, starts=(2015,) * 12 + (2016,), effect=12.0)
    got = asked(rows)
    judged = {one.name: one.p is not None for one in (*got.by_event_time, *got.drawn_together)}
    assert judged["first treated=2015"]
    assert not judged["first treated=2016"]
    last = max(rows["period"])
    assert judged[f"event time={last - 2015}"]
    assert not judged["event time=-3"], "the cohort of one alone is seen so long before"
    assert judged["period=2015"]
    band = {one.name: one.high for one in got.by_event_time}
    assert band["event time=-3"] is None


def test_with_under_six_to_compare_with_nothing_but_the_main_effect_is_judged():
    few = made.student_rows(127, districts=17, starts=ONE_DATE, effect=6.0)
    got = asked(few)
    assert methods(got) == [inference.RANDOMISATION]
    assert "Only 5 clusters were never treated, so only randomisation" in " ".join(got.warnings)
    assert "5 clusters were not treated and a claim takes 10" in got.claim
    assert {one.method for one in got.by_event_time} == {inference.UNJUDGED}
    assert {c.name: c.passed for c in got.checks}["trends before"] is not True
    six = asked(made.student_rows(127, districts=18, starts=ONE_DATE, effect=6.0))
    assert six.recommended == inference.WILD
    assert "Only 6 clusters were never treated; one odd cluster" in " ".join(six.warnings)
    assert BAND in {one.method for one in six.by_event_time}


def test_those_not_yet_treated_are_counted_where_they_are_compared_with():
    starts = (2015,) * 7 + (2016,) * 7 + (2017,) * 5
    rows = made.student_rows(129, districts=19, starts=starts, schools=1)
    got = asked(rows, made.blocks_of(rows), comparison="not yet treated")
    assert not any("clusters were not yet treated" in warning for warning in got.warnings)
    judged = {one.name: one.p is not None for one in got.drawn_together}
    assert judged["period=2015"]
    assert not judged["period=2016"], "the five of 2017 alone are compared with then"
    late = (2015,) * 14 + (2017,) * 5
    rows = made.student_rows(129, districts=19, starts=late, schools=1)
    got = asked(rows, made.blocks_of(rows), comparison="not yet treated")
    assert got.recommended == inference.RANDOMISATION
    assert "Only 5 clusters were not yet treated, so only" in got.warnings[0]
