"""What others may know of the directory."""

from contextlib import contextmanager
from datetime import date

import pytest

import make
from openiln.directory import facade
from openiln.directory.models import Organisation
from openiln.directory.rules.kinds import Kind, year_under_way
from openiln.directory.rules.ratings import Measure, Outcome
from openiln.kernel.errors import BadInput, NotPermitted, RuleViolation
from openiln.kernel.models import AuditRecord
from openiln.kernel.seat import Operator, Visitor
from refusals import refused

pytestmark = pytest.mark.django_db
ANYONE = Visitor()


@contextmanager
def noting():
    """The findings of the refusal that passes."""
    found = []
    try:
        yield found
    except BadInput as refusal:
        found += refusal.findings
        raise


def add(name="Northland Department of Education", *, by=None, **said):
    said = {"kind": Kind.AGENCY, "state": "NL", "year": 2025, **said}
    return facade.add_organisation(name=name, by=by or Operator(), at=make.NOW, **said)


def test_an_organisation_is_found_by_its_public_id_and_by_its_nces_id():
    birch = make.organisation(nces_id="0100005")
    found = facade.organisation(ANYONE, birch.public_id)
    assert found == facade.organisation_by_nces_id(ANYONE, "0100005")
    assert (found.name, found.nces_id, found.is_open, found.parent_id) == (
        *("Birch County", "0100005", True, ""),
    )


def test_nobody_is_found_by_an_id_that_is_nobodys():
    make.organisation()
    assert facade.organisation(ANYONE, "none") is None
    assert facade.organisation_by_nces_id(ANYONE, "") is None
    assert facade.organisation_by_nces_id(ANYONE, "0100005") is None
    assert facade.facts_of_year(ANYONE, "none", 2025) is None
    assert facade.rating_of_year(ANYONE, "none", 2025) is None


def test_a_search_wants_every_word_and_knows_state_and_kind():
    for name, state in (("Birch County", "NL"), ("County of Birch", "SL"), ("Birch City", "NL")):
        make.organisation(name, state=state)
    names = lambda **w: [o.name for o in facade.search(ANYONE, "county BIRCH", **w)]  # noqa: E731
    assert names() == ["Birch County", "County of Birch"]
    assert names(state="SL") == ["County of Birch"]
    assert names(kind=Kind.AGENCY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_asks_the_database_once(count, django_assert_num_queries):
    for number in range(count):
        make.organisation(f"Birch {number}")
    with django_assert_num_queries(1):
        assert len(facade.search(ANYONE, "birch")) == count


def test_the_facts_of_a_year_are_that_years():
    birch = make.organisation()
    make.organisation_year(birch, 2024, enrolment=1100, groups={"homeless": 12})
    make.organisation_year(birch, 2025)
    facts = facade.facts_of_year(ANYONE, birch.public_id, 2024)
    assert (facts.enrolment, facts.groups, facts.staff) == (1100, {"homeless": 12}, None)
    assert facade.facts_of_year(ANYONE, birch.public_id, 2023) is None


def test_the_latest_final_rating_passes_over_preliminary_and_waived_years():
    birch = make.organisation()
    make.rating(birch, 2022, letter="C")
    make.rating(birch, 2023, outcome=Outcome.WAIVED, letter="", points=None)
    make.rating(birch, 2024, is_final=False, letter="A")
    latest = facade.rating_of_year(ANYONE, birch.public_id, "latest-final")
    assert (latest.year, latest.letter, latest.measure.cut_set) == (2022, "C", "2024")
    assert facade.rating_of_year(ANYONE, birch.public_id, 2023).outcome is Outcome.WAIVED
    assert not facade.rating_of_year(ANYONE, birch.public_id, 2024).is_final
    assert facade.rating_of_year(ANYONE, birch.public_id, 2021) is None


def test_of_a_year_the_final_rating_comes_before_the_preliminary():
    birch = make.organisation()
    make.rating(birch, 2024, is_final=True, letter="B")
    make.rating(birch, 2024, is_final=False, letter="A")
    assert facade.rating_of_year(ANYONE, birch.public_id, 2024).letter == "B"


def test_of_two_final_ratings_of_a_year_none_is_taken_until_a_measure_is_named():
    birch = make.organisation()
    make.rating(birch, 2023, cut_set="2016", letter="A")
    make.rating(birch, 2023, cut_set="2024-reset", letter="D")
    make.rating(birch, 2023, cut_set="2024-reset", letter="C", is_final=False)
    both = "2023-24 has two ratings: one on the scale 1000 cut at 2016, one on 1000 cut at 2024-res"
    for year in ("latest-final", 2023):
        with pytest.raises(RuleViolation, match=both):
            facade.rating_of_year(ANYONE, birch.public_id, year)
        for cut_set, letter in (("2016", "A"), ("2024-reset", "D")):
            measure = Measure("1000", cut_set)
            assert facade.rating_of_year(ANYONE, birch.public_id, year, measure).letter == letter
    make.rating(birch, 2024, letter="B")
    assert facade.rating_of_year(ANYONE, birch.public_id, "latest-final").letter == "B"


def test_an_agency_is_added_and_a_part_of_it_belongs_to_it():
    agency = add()
    office = add("Office of Innovation", parent_id=agency)
    assert facade.organisation(ANYONE, office).parent_id == agency
    assert AuditRecord.objects.order_by("id").first().sentence == (
        f"{Operator().label} added Northland Department of Education to the directory."
    )


def test_what_is_there_already_is_not_added_again():
    add()
    with pytest.raises(RuleViolation, match="has Northland Department of Education already"):
        add()
    make.organisation(nces_id="9900007")
    with pytest.raises(RuleViolation, match="has Birch County already"):
        make.organisation("Another", nces_id="9900007")


def test_nothing_belongs_to_a_parent_that_is_not_there():
    with pytest.raises(BadInput, match="no organisation nowhere to belong to"):
        add(parent_id="nowhere")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"name": " "}, "name: is empty"),
        ({"name": "=1+1"}, "name: begins as a spreadsheet's formula does"),
        ({"state": "Mississippi"}, "state: says 'Mississippi'"),
        ({"kind": Kind.DISTRICT, "state": ""}, "state: says ''"),
        ({"kind": Kind.DISTRICT, "nces_id": "28"}, "NCES id: '28' is no id of this kind. Write 7"),
        (
            {"kind": Kind.SCHOOL, "nces_id": "28"},
            (
                "NCES id: '28' is no id of this kind. Write 12 digits. A spreadsheet may have "
                "dropped the zeros at the front: NCES school ids have twelve digits."
            ),
        ),
        ({"nces_id": "2800360"}, "NCES id: '2800360' is no id of this kind. Leave it out."),
    ],
)
def test_an_organisation_that_cannot_be_is_refused_and_leaves_no_trace(said, wrong):
    with refused("The organisation was not added", BadInput), noting() as findings:
        add(**said)
    assert str(findings[0]).startswith(wrong)


def test_a_district_that_is_added_keeps_its_leading_zero_and_a_national_agency_has_no_state():
    birch = add("  Birch   County ", kind=Kind.DISTRICT, nces_id="100005", year=None)
    found = facade.organisation(ANYONE, birch)
    assert (found.name, found.nces_id) == ("Birch County", "0100005")
    assert facade.organisation(ANYONE, add("Council of Chiefs", state="")).state == ""
    assert Organisation.objects.get(name="Birch County").as_of_year == 2025


def test_a_stranger_adds_nothing():
    with pytest.raises(NotPermitted):
        add(by=Visitor())
    assert facade.search(ANYONE, "") == []


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026), (date(2026, 12, 31), 2026)],
)
def test_a_school_year_begins_in_july(day, year):
    assert year_under_way(day) == year
