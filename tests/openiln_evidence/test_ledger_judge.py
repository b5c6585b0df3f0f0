"""Row sets are told apart exactly, whatever a study's units, periods and partners."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_ledger import entry, family, powers_of
from openiln_evidence.errors import RefusedError
from openiln_evidence.ledger.entry import Entry
from openiln_evidence.ledger.fewness import has_few
from openiln_evidence.ledger.judge import check_differences, shares_rows

SCHOOLS, YEARS = ("s1", "s2", "s3"), (2015, 2016)
ROWS = {
    (school, year): {100 * place + n for n in range(30)}
    for place, school in enumerate(SCHOOLS)
    for year in YEARS
}
BY_SCHOOL = {school: school for school in SCHOOLS}


def less(rows, *students):
    return {at: members - set(students) for at, members in rows.items()}


def of(rows, *schools, years=YEARS):
    return {at: members for at, members in rows.items() if at[0] in schools and at[1] in years}


def refused(new, *before):
    try:
        check_differences(new, before)
    except RefusedError as refusal:
        return refusal.sentence
    return ""


@given(
    st.dictionaries(st.integers(0, 2**31 - 2), st.sampled_from([1, -1, 2]), max_size=24),
    st.integers(3, 12),
)
def test_a_signed_set_has_few_exactly_when_it_has_fewer_than_the_minimum(students, fewest):
    sketch = np.array([powers_of(students, 2 * fewest - 1)])
    assert has_few(sketch, fewest).tolist() == [0 < len(students) < fewest]


def test_sets_that_differ_by_nine_are_refused_and_by_ten_are_not():
    assert 'block "math, all, d1" differs by fewer than 10 students from "math, all" of' in refused(
        entry(2, less(ROWS, *range(9))), entry(1, ROWS)
    )
    assert not refused(entry(2, less(ROWS, *range(10))), entry(1, ROWS))
    assert not refused(entry(2, ROWS), entry(1, ROWS))


@pytest.mark.parametrize("minimums", [(3, 10), (10, 3)])
def test_the_stricter_of_two_minimums_holds(minimums):
    first, second = minimums
    new = entry(2, less(ROWS, *range(5)), minimum=second)
    assert refused(new, entry(1, ROWS, minimum=first))


def test_neither_first_period_nor_units_matter():
    whole, one_less = entry(1, ROWS), less(ROWS, 5)
    assert refused(entry(2, of(one_less, *SCHOOLS, years=(2016,))), whole)
    assert refused(entry(2, one_less, BY_SCHOOL), whole)
    assert refused(whole, entry(2, one_less, BY_SCHOOL))
    assert not refused(entry(2, ROWS, BY_SCHOOL), whole)
    assert not refused(entry(2, of(ROWS, *SCHOOLS, years=(2016,))), whole)
    assert not refused(entry(2, of(one_less, "s2", "s3")), entry(1, of(ROWS, "s1")))


def test_a_small_school_is_not_what_the_others_leave_of_a_district():
    small = ROWS | {("s4", year): {900, 901, 902} for year in YEARS}
    assert refused(entry(2, of(ROWS, *SCHOOLS), BY_SCHOOL), entry(1, small))


def test_a_district_less_all_schools_but_one_is_no_small_set():
    few = {("s1", 2015): set(range(5)), **{(s, 2015): ROWS[s, 2015] for s in ("s2", "s3")}}
    many = few | {("s1", 2015): set(range(20))}
    assert refused(entry(2, many, BY_SCHOOL), entry(1, few))


def test_schools_under_new_ids_are_found_by_all_schools_together():
    renamed = {(f"new {school}", year): members for (school, year), members in ROWS.items()}
    assert "all units" in refused(entry(2, less(renamed, 5)), entry(1, ROWS))
    assert not refused(entry(2, renamed), entry(1, ROWS))


def test_a_triple_is_refused_where_no_pair_would_be():
    half = {at: {n for n in members if n % 2} for at, members in ROWS.items()}
    rest = {at: members - half[at] for at, members in ROWS.items()}
    whole, one, other = entry(1, ROWS), entry(2, half), entry(3, less(rest, 4))
    assert not refused(one, whole)
    assert not refused(other, whole)
    assert not refused(other, one)
    for new, before in ((other, (whole, one)), (whole, (one, other)), (one, (other, whole))):
        assert "taken together" in refused(new, *before)
    assert not refused(entry(3, rest), whole, one)


def test_two_families_of_one_study_count_too():
    half = {at: {n for n in members if n % 2} for at, members in ROWS.items()}
    rest = less({at: members - half[at] for at, members in ROWS.items()}, 4)
    units = dict.fromkeys(SCHOOLS, "d1")
    two = Entry(**(
        vars(entry(2, ROWS)) | {"families": (family(half, units), family(rest, units))}
    ))  # fmt: skip
    assert "taken together" in refused(two, entry(1, ROWS))
    none = Entry(**(vars(two) | {"families": ()}))
    assert not refused(none, two)


def test_rows_are_shared_where_a_school_has_the_same_in_a_period():
    assert shares_rows(entry(2, of(ROWS, "s2", years=(2016,))), entry(1, ROWS))
    assert not shares_rows(
        entry(2, less(ROWS, *(100 * place for place in range(3)))), entry(1, ROWS)
    )
    assert not shares_rows(entry(2, of(ROWS, "s1")), entry(1, of(ROWS, "s2")))
