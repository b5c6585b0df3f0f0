"""Nothing is Mississippi-shaped: what other states' laws ask can be said, and is meant."""

import csv
import re
from datetime import date
from fractions import Fraction

import pytest

from openiln.charters.rules.checking import read_charter
from openiln.charters.rules.designations import CapPer, Duty
from openiln.charters.rules.joining import Denominator, Passes
from openiln.charters.rules.waivers import SchoolYearTerm, YearsTerm, last_day
from samples import EASTMARK, broken
from shared import path_of

CHARTER = read_charter(EASTMARK)
VOTES = {vote.id: vote for vote in CHARTER.votes}


def test_teachers_vote_in_secret_by_two_thirds_of_those_eligible():
    vote = VOTES["teacher-vote"]
    assert vote.secret
    assert (vote.denominator, vote.threshold) == (Denominator.ELIGIBLE, Fraction(2, 3))
    assert vote.not_applicable == ("a new school that has no staff yet",)


@pytest.mark.parametrize(
    ("vote", "yes", "out_of", "is_passed"),
    [
        ("teacher-vote", 20, 30, True),  # two thirds exactly, and at least is enough
        ("teacher-vote", 19, 30, False),
        ("teacher-vote", 67, 101, False),  # 0.6634: rounding must not help
        ("board-vote", 3, 6, False),  # half exactly, and more than half is needed
        ("board-vote", 4, 6, True),
        ("board-vote", 0, 0, False),  # nobody may vote: nothing is passed
    ],
)
def test_a_vote_passes_at_its_threshold_or_beyond_it(vote, yes, out_of, is_passed):
    assert VOTES[vote].is_passed(yes=yes, out_of=out_of) is is_passed


def test_a_board_needs_more_than_half_of_its_members():
    assert VOTES["board-vote"].passes is Passes.MORE_THAN


@pytest.mark.parametrize(
    ("granted", "ends"),
    [
        # KRS 156.161 is such a term: 30 June of the third full school year after the approval.
        (date(2025, 7, 31), date(2028, 6, 30)),  # the year that begins next day is the first
        (date(2025, 8, 1), date(2028, 6, 30)),  # a year that begins with the grant is full
        (date(2025, 8, 2), date(2029, 6, 30)),  # this year is not full any more
        (date(2026, 2, 15), date(2029, 6, 30)),
    ],
)
def test_a_term_ends_on_30_june_of_the_third_full_school_year(granted, ends):
    term = CHARTER.waivers.term
    assert isinstance(term, SchoolYearTerm)
    assert not term.amendment_restarts
    assert last_day(term, granted, CHARTER.network.year_starts) == ends


def test_a_term_may_end_in_the_calendar_year_in_which_its_school_year_begins():
    term = SchoolYearTerm(ends="12-31", of_full_year=1)
    assert last_day(term, date(2025, 3, 1), "08-01") == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("granted", "ends"),
    [
        (date(2026, 7, 1), date(2031, 6, 30)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2026, 1, 1), date(2030, 12, 31)),
    ],
)
def test_a_term_of_five_years_ends_on_the_day_before_the_fifth_anniversary(granted, ends):
    assert last_day(YearsTerm(years=5), granted, "07-01") == ends


def test_a_quarter_of_the_staff_may_be_excepted():
    (exception,) = CHARTER.waivers.protected[0].exceptions
    assert exception.up_to == Fraction(1, 4)
    assert exception.who == "with a degree in the subject"


def test_five_designations_a_year_and_no_more():
    cap = CHARTER.designations[0].cap
    assert (cap.at_most, cap.per) == (5, CapPer.PROGRAM_YEAR)


def test_the_steward_may_end_it_after_two_years_and_shall_after_three():
    # Chapter 12A of the Texas Education Code has this shape, for unacceptable years in a row.
    found = [(t.steward, t.consecutive_years) for t in CHARTER.designations[0].triggers]
    assert found == [(Duty.MAY, 2), (Duty.SHALL, 3)]


def texas_rows():
    path = path_of("data/tx_prohibited_exemptions_19TAC_102_1309.csv")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def area_of(row):
    """A row of the list as an element of `protected`: (a)(1)(A) lies within (a)(1)."""
    item, provision = row["item"], row["provision"]
    named, _, but_for = provision.partition(", except ")
    lines = ["[[waivers.protected]]", f'id = "{item.lower()}"', f"text = '''{provision}'''"]
    if named.startswith("TEC"):
        lines.append(f"citations = {[part.strip() for part in named.split(',')]!r}")
    if but_for:
        lines.append(f"but_for = {but_for.split(' and ')!r}")
    if re.fullmatch(r"a1[A-Z]", item):
        lines.append('within = "a1"')
    return "\n".join([*lines, 'source = "19 TAC 102.1309"', ""])


def test_the_list_of_texas_can_be_said():
    rows = texas_rows()
    theirs = "\n".join(map(area_of, rows))
    own = EASTMARK[EASTMARK.index("[[waivers.protected]]") : EASTMARK.index("[[waivers.lessons]]")]
    areas = {a.id: a for a in read_charter(broken(own, theirs)).waivers.protected}
    assert len(areas) == len(rows) == 23
    assert [areas[row["item"].lower()].text for row in rows] == [row["provision"] for row in rows]
    assert areas["a1c"].within == "a1"
    assert "28.0217" in areas["a1c"].citations
    assert areas["a2"].but_for == ("11.1511(b)(5)", "(14)", "11.162")
    assert areas["b1"].citations == ()
